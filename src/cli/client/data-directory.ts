import type { HostProcess } from '../../ports/process.ts';

/** The server's data directory as the client looks for it: the option, `$CASEMATE_HOME`, or the user's data folder. */
export function dataDirectoryOf(
  option: string | undefined,
  host: Pick<HostProcess, 'environment' | 'homeDirectory' | 'platform'>,
): string {
  const chosen = option ?? host.environment('CASEMATE_HOME');
  if (chosen !== undefined && chosen !== '') return chosen;
  if (host.platform === 'darwin')
    return `${host.homeDirectory}/Library/Application Support/casemate`;
  const data = host.environment('XDG_DATA_HOME');
  return `${data === undefined || data === '' ? `${host.homeDirectory}/.local/share` : data}/casemate`;
}
