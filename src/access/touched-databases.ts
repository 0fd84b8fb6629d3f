import type { Arguments } from '../base/arguments.ts';
import { parseInteger } from '../base/int64.ts';
import type { TouchedDatabases } from './command-rights.ts';
import type { Selector } from './selector.ts';

/** No database of the request is refused. */
export const ALL_DATABASES_ALLOWED = -1;

/** What is needed to tell which databases are touched. */
export interface DatabaseRequest {
  readonly args: Arguments;
  /** The selected one. */
  readonly databaseIndex: number;
}

/**
 * Judges the databases that a request touches: the selected one for everything that sees data, so that taking SELECT
 * away is not what keeps a user in its database (security.md, guide error 4), and those that the request names. Gives
 * the word of the first one refused; 0 stands for the selected one.
 */
export function refusedDatabase(
  selector: Selector,
  touched: TouchedDatabases,
  { args, databaseIndex }: DatabaseRequest,
): number {
  switch (touched) {
    case 'none':
      return ALL_DATABASES_ALLOWED;
    case 'selected':
      return selector.allowsDatabase(databaseIndex) ? ALL_DATABASES_ALLOWED : 0;
    case 'select':
      return refusedWords(selector, args, [1]);
    case 'swapdb':
      return refusedWords(selector, args, [1, 2]);
    case 'move':
      return selector.allowsDatabase(databaseIndex) ? refusedWords(selector, args, [2]) : 0;
    case 'copy':
      return selector.allowsDatabase(databaseIndex) ? refusedCopy(selector, args) : 0;
    case 'all':
      // A list of some databases is never enough.
      return 0;
  }
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
  // Of several DB options COPY takes the last; every one must be allowed, so that their order can't be used.
  for (let word = 3; word < args.count - 1; word++) {
    if (!args.is(word, 'db')) continue;
    const refused = refusedWords(selector, args, [word + 1]);
    if (refused !== ALL_DATABASES_ALLOWED) return refused;
  }
  return ALL_DATABASES_ALLOWED;
}
