import type { Finding } from './finding.ts';

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

const WRITABLE_BY_OTHERS = 0o002;
const WRITABLE_BY_GROUP = 0o020;
const READABLE_BY_OTHERS = 0o004;
const ANY_ACCESS_OF_OTHERS = 0o077;
const ROOT = 0;

/** Attack table, "secrets in files": files that others can write are refused, secrets that others can read are said. */
export function fileFindings(files: readonly WatchedFile[]): readonly Finding[] {
  return files.flatMap((file) => {
    const { mode } = file;
    if (file.isInDataDirectory && (mode & ANY_ACCESS_OF_OTHERS) !== 0) return [loose(file)];
    if ((mode & WRITABLE_BY_OTHERS) !== 0) return [writableByOthers(file)];
    const findings: Finding[] = [];
    if ((mode & WRITABLE_BY_GROUP) !== 0) findings.push(writableByGroup(file));
    if (isForeign(file)) findings.push(foreign(file));
    if (file.role === 'secret' && (mode & READABLE_BY_OTHERS) !== 0) findings.push(readable(file));
    return findings;
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

function writableByOthers({ path, mode }: WatchedFile): Finding {
  return {
    id: 'files-writable-by-others',
    severity: 'refuse',
    message: `${path} has mode ${octal(mode)}: every user of this machine could change what this server does.`,
    fix: `chmod o-w ${path}`,
  };
}

/** A group of one is what many systems give a user, so this is said and not refused. */
function writableByGroup({ path, mode }: WatchedFile): Finding {
  return {
    id: 'file-writable-by-group',
    severity: 'warn',
    message: `${path} has mode ${octal(mode)}: its group can change what this server does.`,
    fix: `chmod g-w ${path}`,
  };
}

/** Mounted into a container, a file often belongs to somebody else, so this is said and not refused. */
function foreign({ path, uid }: WatchedFile): Finding {
  return {
    id: 'file-of-another-user',
    severity: 'warn',
    message: `${path} belongs to uid ${String(uid)}, who can change what this server does.`,
    fix: `chown root ${path}`,
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
