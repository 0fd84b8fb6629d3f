import type { Call } from '../command/call.ts';
import { CommandError, Errors } from '../command/errors.ts';
import { readNumkeys } from './numkeys-argument.ts';

const countNotPositive = new CommandError('ERR count should be greater than 0');

/** What LMPOP, ZMPOP and their kin are asked for. */
export interface PopRequest<Side> {
  /** The words with the keys: from here to before `end`. */
  readonly first: number;
  readonly end: number;
  readonly side: Side;
  readonly count: number;
}

/** Reads `numkeys key … side [COUNT count]` from a word on, and nothing may follow. */
export function readPopRequest<Side>(
  call: Call,
  word: number,
  readSide: (call: Call, word: number) => Side,
): PopRequest<Side> {
  const first = word + 1;
  const end = first + readNumkeys(call, word);
  if (end >= call.count) throw Errors.syntax;
  const side = readSide(call, end);
  if (end + 1 === call.count) return { first, end, side, count: 1 };
  if (!call.is(end + 1, 'count') || end + 2 >= call.count) throw Errors.syntax;
  const count = call.integer(end + 2, countNotPositive);
  if (count < 1) throw countNotPositive;
  if (end + 3 < call.count) throw Errors.syntax;
  return { first, end, side, count };
}
