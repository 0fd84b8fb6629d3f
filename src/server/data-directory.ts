import type { Disk } from '../ports/disk.ts';
import type { HostProcess } from '../ports/process.ts';

/** Where the secure mode keeps what is its own; docs/formats/data-directory.md describes each file. */
export interface DataDirectoryPaths {
  readonly directory: string;
  readonly config: string;
  readonly users: string;
  readonly credentials: string;
  readonly authority: string;
  readonly authorityKey: string;
  /** Certificate and key in one file, so that both are replaced in one step. */
  readonly serverPair: string;
  readonly socket: string;
}

/** The data directory of a service that the system itself starts. */
const SYSTEM_DATA_DIRECTORY = '/var/lib/casemate';

/** What finding the data directory asks of the process. */
export type DirectoryHost = Pick<
  HostProcess,
  'environment' | 'homeDirectory' | 'isSystemService' | 'platform' | 'workingDirectory'
>;

/** What it asks of the disk: whether a directory is in use already. */
type DirectoryDisk = Pick<Disk, 'stat'>;

/** The directory that was asked for, else `$CASEMATE_HOME`, else where this platform keeps a program's data. Always absolute. */
export async function resolveDataDirectory(
  { host, disk }: { readonly host: DirectoryHost; readonly disk: DirectoryDisk },
  chosen: string | undefined,
): Promise<string> {
  const asked = orUndefined(chosen) ?? orUndefined(host.environment('CASEMATE_HOME'));
  const directory = asked ?? (await serviceDirectory(host, disk)) ?? personalDataDirectory(host);
  const absolute = isAbsolute(directory)
    ? directory
    : `${host.workingDirectory}/${directory.replace(/^(?:\.\/)+/, '')}`;
  return absolute.length > 1 ? absolute.replace(/\/+$/, '') : absolute;
}

/** The files of a data directory. */
export function dataDirectoryPaths(directory: string): DataDirectoryPaths {
  return {
    directory,
    config: `${directory}/casemate.conf`,
    users: `${directory}/users.acl`,
    credentials: `${directory}/credentials.json`,
    authority: `${directory}/ca.crt`,
    authorityKey: `${directory}/ca.key`,
    serverPair: `${directory}/server.pem`,
    socket: `${directory}/casemate.sock`,
  };
}

/**
 * systemd names the directory it made for the service (StateDirectory=); others get the customary place. A server that was started
 * by hand before keeps its directory: a new one beside it would hide its users behind a new administrator.
 */
async function serviceDirectory(
  host: DirectoryHost,
  disk: DirectoryDisk,
): Promise<string | undefined> {
  const given = orUndefined(host.environment('STATE_DIRECTORY')?.split(':')[0]);
  if (given !== undefined || !host.isSystemService) return given;
  const isInUse = async (directory: string): Promise<boolean> =>
    (await disk.stat(dataDirectoryPaths(directory).config)).ok;
  if (await isInUse(SYSTEM_DATA_DIRECTORY)) return SYSTEM_DATA_DIRECTORY;
  return (await isInUse(personalDataDirectory(host))) ? undefined : SYSTEM_DATA_DIRECTORY;
}

/** Where a person's own data directory is: what `casemate cli` looks into when nothing else is said. */
export function personalDataDirectory(host: DirectoryHost): string {
  const home = host.homeDirectory;
  if (host.platform === 'darwin') return `${home}/Library/Application Support/casemate`;
  if (host.platform === 'win32')
    return `${orUndefined(host.environment('LOCALAPPDATA')) ?? home}/casemate`;
  return `${orUndefined(host.environment('XDG_DATA_HOME')) ?? `${home}/.local/share`}/casemate`;
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}

function orUndefined(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
