import type { Arguments } from '../base/arguments.ts';
import { toLatin1 } from '../base/bytes.ts';
import { CommandError, unknownSubcommand, wrongArity } from '../command/errors.ts';
import type { CommandRow } from '../command/row.ts';
import type { CommandNames } from '../command/table.ts';

/** How much of an unknown command is told back to its sender, name and arguments each. */
const ECHO_BYTES_MAX = 128;

/** The row that a request means, its subcommand included, or why there is none. */
export function findRow(names: CommandNames, args: Arguments): CommandRow | CommandError {
  const row = names.lookup(args);
  if (row === undefined) return unknownCommand(args);
  const found = row.isContainer && args.count > 1 ? names.subcommand(row, args) : row;
  // By the name it was called, which rename-command may have given it.
  if (found === undefined) return unknownSubcommand(shown(args.view(0)), shown(args.view(1)));
  // A container that is also a command of its own (OBJECT without a subcommand is none) has `run`.
  if (args.count < found.countMin || args.count > found.countMax) return wrongArity(found.fullName);
  return found;
}

function unknownCommand(args: Arguments): CommandError {
  const name = shown(args.view(0));
  let words = '';
  for (let i = 1; i < args.count && words.length < ECHO_BYTES_MAX; i++) {
    words += `'${shown(args.view(i), ECHO_BYTES_MAX - words.length)}' `;
  }
  return new CommandError(`ERR unknown command '${name}', with args beginning with: ${words}`);
}

/** A word as Redis quotes it: a NUL ends it. Cut before it becomes text, because a word may have megabytes. */
function shown(word: Uint8Array, bytesMax = ECHO_BYTES_MAX): string {
  const part = word.subarray(0, bytesMax);
  const end = part.indexOf(0);
  return toLatin1(end < 0 ? part : part.subarray(0, end));
}
