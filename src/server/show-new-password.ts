import type { HostProcess } from '../ports/process.ts';
import type { SecureHome } from './first-run.ts';
import { createdLines } from './first-run-lines.ts';

/** Tells a person at a terminal what the first start has made. Never a file: the password must not get into a log. */
export function showNewPassword(
  { standardOutput }: Pick<HostProcess, 'standardOutput'>,
  home: SecureHome | undefined,
): void {
  if (home?.newPassword === undefined || !standardOutput.isTerminal) return;
  standardOutput.write(`${createdLines(home.paths, home.newPassword).join('\n')}\n`);
}
