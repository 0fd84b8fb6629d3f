import type { Finding } from './posture.ts';

/** A file or directory that the server trusts. */
export interface WatchedFile {
  readonly path: string;
  /** `settings`: decides what the server does. `secret`: whoever reads it can log in or impersonate. */
  readonly role: 'settings' | 'secret';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  /** The user that the server runs as. */
  readonly ownUid: number;
  /** In the secure mode's own directory, where nothing may be looser than 0600 and 0700. */
  readonly isInDataDirectory: boolean;
}

const WRITABLE_BY_GROUP_OR_OTHERS = 0o022;
const ANY_ACCESS_OF_OTHERS = 0o077;
const READABLE_BY_OTHERS = 0o004;
const ROOT = 0;

/** Attack table, "secrets in files": files that others can write are refused, secrets that others can read are said. */
export function fileFindings(files: readonly WatchedFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    if (file.isInDataDirectory && (file.mode & ANY_ACCESS_OF_OTHERS) !== 0) return [loose(file)];
    if ((file.mode & WRITABLE_BY_GROUP_OR_OTHERS) !== 0 || isForeign(file)) return [writable(file)];
    return file.role === 'secret' && (file.mode & READABLE_BY_OTHERS) !== 0 ? [readable(file)] : [];
  });
}

function isForeign({ uid, ownUid }: WatchedFile): boolean {
  return ownUid >= 0 && uid !== ownUid && uid !== ROOT;
}

function loose({ path, mode }: WatchedFile): Finding {
  return {
    id: 'loose-data-directory',
    severity: 'refuse',
    message: `${path} has mode ${octal(mode)}: others can reach what is Casemate's own.`,
    fix: `chmod go= ${path}`,
  };
}

function writable(file: WatchedFile): Finding {
  const { path, mode, uid } = file;
  return {
    id: 'files-writable-by-others',
    severity: 'refuse',
    message: isForeign(file)
      ? `${path} belongs to another user (uid ${String(uid)}), who could change what this server does.`
      : `${path} has mode ${octal(mode)}: others could change what this server does.`,
    fix: isForeign(file) ? `chown root ${path}` : `chmod go-w ${path}`,
  };
}

function readable({ path, mode }: WatchedFile): Finding {
  return {
    id: 'secret-readable-by-others',
    severity: 'warn',
    message: `${path} has mode ${octal(mode)} and holds secrets: every user of this machine can read them.`,
    fix: `chmod o-r ${path}`,
  };
}

function octal(mode: number): string {
  return `0${(mode & 0o777).toString(8)}`;
}
