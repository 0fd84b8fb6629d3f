import type { Call } from '../command/call.ts';
import { CommandError } from '../command/errors.ts';

const notPositive = new CommandError('ERR numkeys should be greater than 0');

/** How many keys follow. Whether there are as many words is the caller's question. */
export function readNumkeys(call: Call, word: number): number {
  const keys = call.integer(word, notPositive);
  if (keys < 1) throw notPositive;
  return keys;
}
