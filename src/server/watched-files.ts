import type { LoadedConfig } from '../config/loaded-config.ts';
import { OPTIONS } from '../config/options/options.ts';
import { resolvePath } from '../config/paths.ts';
import type { WatchedFile } from '../config/posture-files.ts';
import type { Disk } from '../ports/disk.ts';
import type { HostProcess } from '../ports/process.ts';
import { secretDirectivePaths } from './secret-directives.ts';

export interface WatchedFilesWorld {
  readonly disk: Pick<Disk, 'stat'>;
  readonly host: Pick<HostProcess, 'uid'>;
  /** The secure mode's own directory. */
  readonly directory: string | undefined;
}

/** The files that the server trusts, with who may touch them (attack row "secrets in files"). */
export async function watchedFiles(
  config: LoadedConfig,
  world: WatchedFilesWorld,
): Promise<readonly WatchedFile[]> {
  const { security, tls, persistence } = config.settings;
  const secretFiles = filesWithSecrets(config);
  const roles: readonly (readonly [path: string, role: WatchedFile['role']])[] = [
    ...config.files.map((path) => [path, secretFiles.has(path) ? 'secret' : 'settings'] as const),
    [security.aclFile, 'secret'],
    [tls.keyFile, 'secret'],
    ...secretDirectivePaths(config.settings).map((path) => [path, 'secret'] as const),
    ...tls.named.map(({ keyFile }) => [keyFile, 'secret'] as const),
    // Certificates are public. Whoever could replace one still lacks its key; the key file is what counts.
  ];
  const files: WatchedFile[] = [];
  for (const [name, role] of roles) {
    if (name === '') continue;
    const path = resolvePath(persistence.dir, name);
    const status = await world.disk.stat(path);
    // /dev/null is writable by all and changes nothing; /dev/fd/63 is what a shell made for this process.
    if (!status.ok || path.startsWith('/dev/')) continue;
    const { mode, uid } = status.value;
    const isInDataDirectory =
      world.directory !== undefined && path.startsWith(`${world.directory}/`);
    files.push({ path, role, mode: mode & 0o777, uid, ownUid: world.host.uid, isInDataDirectory });
  }
  return files;
}

const SECRET_DIRECTIVES = OPTIONS.filter(({ secret }) => secret === true).map(({ name }) => name);

/** Of several files that include each other, those that a password stands in. */
function filesWithSecrets({ given, users }: LoadedConfig): ReadonlySet<string | undefined> {
  const origins = SECRET_DIRECTIVES.map((name) => given.get(name));
  return new Set([...origins, ...users.map(({ origin }) => origin)].map((origin) => origin?.path));
}
