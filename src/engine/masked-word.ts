import type { Arguments } from '../base/arguments.ts';
import type { CommandRow } from '../command/row.ts';

const REDACTED = Uint8Array.from('(redacted)', (character) => character.charCodeAt(0));

/**
 * A word as logs may show it: the slow log, MONITOR, the audit log. The one rule for secrets (attack row "credential
 * leaks"): what the command's row calls secret is hidden wherever words are shown.
 */
export function maskedWord(row: CommandRow, args: Arguments, word: number): Uint8Array {
  const { secret } = row.command;
  const first = row.parent === undefined ? 1 : 2;
  if (secret === undefined || word < first) return args.view(word);
  if (secret === 'all' || secret(args, word)) return REDACTED;
  return args.view(word);
}
