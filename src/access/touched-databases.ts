import type { Arguments } from '../base/arguments.ts';
import { parseInteger } from '../base/int64.ts';
import { CategoryBit } from '../command/categories.ts';
import type { CommandRow } from '../command/row.ts';
import type { Selector } from './selector.ts';

/** The word at which a database was refused; 0 stands for the selected one. */
export const ALL_DATABASES_ALLOWED = -1;

/**
 * Judges the databases that a request touches: the selected one for everything that sees data, so that taking SELECT
 * away is not what keeps a user in its database (security.md, guide error 4), and those that the request names.
 */
export function refusedDatabase(selector: Selector, request: DatabaseRequest): number {
  const { row, args, databaseIndex } = request;
  switch (row.fullName) {
    case 'select':
      return refusedWords(selector, args, [1]);
    case 'swapdb':
      return refusedWords(selector, args, [1, 2]);
    case 'flushall':
      // It touches every database, so a list of some is not enough.
      return 0;
    case 'move':
      return selector.allowsDatabase(databaseIndex) ? refusedWords(selector, args, [2]) : 0;
    case 'copy':
      return selector.allowsDatabase(databaseIndex) ? refusedCopy(selector, args) : 0;
    default:
      return touchesData(row) && !selector.allowsDatabase(databaseIndex)
        ? 0
        : ALL_DATABASES_ALLOWED;
  }
}

/** What is needed to tell which databases are touched. */
export interface DatabaseRequest {
  readonly row: CommandRow;
  readonly args: Arguments;
  readonly databaseIndex: number;
}

function touchesData(row: CommandRow): boolean {
  const { command } = row;
  return (
    command.keys.length > 0 ||
    command.findKeys !== undefined ||
    (row.categories & CategoryBit.keyspace) !== 0
  );
}

function refusedWords(selector: Selector, args: Arguments, words: readonly number[]): number {
  for (const word of words) {
    if (word >= args.count) continue;
    const index = parseInteger(args.u8, args.start(word), args.length(word));
    // What is no number names no database: the command answers with its own error.
    if (Number.isFinite(index) && !selector.allowsDatabase(index)) return word;
  }
  return ALL_DATABASES_ALLOWED;
}

function refusedCopy(selector: Selector, args: Arguments): number {
  // The last DB option wins in COPY; every one must be allowed, so that the order can't be used.
  for (let word = 3; word < args.count - 1; word++) {
    if (!args.is(word, 'db')) continue;
    const refused = refusedWords(selector, args, [word + 1]);
    if (refused !== ALL_DATABASES_ALLOWED) return refused;
  }
  return ALL_DATABASES_ALLOWED;
}
