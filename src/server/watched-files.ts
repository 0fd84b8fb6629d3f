import { tellsPassword } from '../access/password-source.ts';
import { toLatin1 } from '../base/bytes.ts';
import type { LoadedConfig } from '../config/loaded-config.ts';
import { OPTIONS } from '../config/options/options.ts';
import { resolvePath } from '../config/paths.ts';
import type { WatchedFile } from '../config/posture-files.ts';
import type { Disk } from '../ports/disk.ts';
import type { HostProcess } from '../ports/process.ts';
import { secretDirectivePaths } from './secret-directives.ts';

export interface WatchedFilesWorld {
  readonly disk: Pick<Disk, 'stat' | 'readFile'>;
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
    [security.aclFile, await roleOfAclFile(config, world.disk)],
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

/** A user's name is hidden as a password is, and opens nothing. */
const NAMES = new Set(['masteruser']);
const SECRET_OPTIONS = OPTIONS.filter(({ secret, name }) => secret === true && !NAMES.has(name));

/** Of several files that include each other, those that a password stands in: to name another file gives nothing away. */
function filesWithSecrets({ settings, given, users }: LoadedConfig): ReadonlySet<unknown> {
  const origins = SECRET_OPTIONS.filter((option) => option.get(settings) !== '').map(({ name }) =>
    given.get(name),
  );
  const tellingUsers = users.filter(({ words }) => words.some(tellsPassword));
  return new Set(
    [...origins, ...tellingUsers.map(({ origin }) => origin)].map((origin) => origin?.path),
  );
}

/** One that can't be read is as good as a secret: what can't be judged is not called harmless. */
async function roleOfAclFile(
  { settings: { security, persistence } }: LoadedConfig,
  disk: WatchedFilesWorld['disk'],
): Promise<WatchedFile['role']> {
  if (security.aclFile === '') return 'settings';
  const file = await disk.readFile(resolvePath(persistence.dir, security.aclFile));
  if (!file.ok) return 'secret';
  return toLatin1(file.value).split(/\s+/).some(tellsPassword) ? 'secret' : 'settings';
}
