import type { HostProcess } from '../../ports/process.ts';

/** Where a server that the system's own manager starts keeps its data. */
const SERVICE_DIRECTORY = '/var/lib/casemate';

/** Where the client looks for a server's data directory, in this order. */
export function dataDirectories(
  option: string | undefined,
  host: Pick<HostProcess, 'environment' | 'homeDirectory' | 'platform'>,
): readonly string[] {
  const chosen = option ?? host.environment('CASEMATE_HOME');
  if (chosen !== undefined && chosen !== '') return [chosen];
  if (host.platform === 'darwin') {
    return [`${host.homeDirectory}/Library/Application Support/casemate`];
  }
  const data = host.environment('XDG_DATA_HOME');
  const parent = data === undefined || data === '' ? `${host.homeDirectory}/.local/share` : data;
  return [`${parent}/casemate`, SERVICE_DIRECTORY];
}
