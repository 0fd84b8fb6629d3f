import type { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { CommandRow } from '../command/row.ts';

const REDACTED = Uint8Array.from('(redacted)', (character) => character.charCodeAt(0));

/**
 * A word as logs may show it: the slow log, MONITOR, the audit log. The one rule for secrets (attack row "credential
 * leaks"): what the command's row calls secret is hidden wherever words are shown.
 */
export function maskedWord(row: CommandRow, args: Arguments, word: number): Uint8Array {
  if (word === 0) return ownName(row, args);
  const { secret } = row.command;
  const first = row.parent === undefined ? 1 : 2;
  if (secret === undefined || word < first) return args.view(word);
  if (secret === 'all' || secret(args, word)) return REDACTED;
  return args.view(word);
}

/**
 * The name that the command was born with: one that `rename-command` or `alias=` gave it is to be known to those who use it,
 * and not to everybody who reads a log.
 */
function ownName(row: CommandRow, args: Arguments): Uint8Array {
  const { name } = row.parent ?? row;
  return args.is(0, name) ? args.view(0) : fromLatin1(name);
}
