import type { Call } from '../command/call.ts';
import { CommandError } from '../command/errors.ts';

const WORD_SHOWN_MAX = 128;

/** Subcommands with a variable number of words refuse too many as Redis does. */
export function requireAtMost(call: Call, words: number): void {
  if (call.count <= words) return;
  const name = call.args.latin1(1).slice(0, WORD_SHOWN_MAX);
  const container = (call.row.fullName.split('|', 1)[0] ?? '').toUpperCase();
  throw new CommandError(
    `ERR unknown subcommand or wrong number of arguments for '${name}'. Try ${container} HELP.`,
  );
}
