import { INT64_MIN } from '../base/int64.ts';
import type { Call } from '../command/call.ts';
import { CommandError } from '../command/errors.ts';
import { readInteger64 } from './integer-argument.ts';

const outOfRange = new CommandError(
  'ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807',
);

/** How many random members are wanted; a negative count may give one of them again. */
export function readSampleCount(call: Call, word: number): number | bigint {
  const count = readInteger64(call, word);
  if (count === INT64_MIN) throw outOfRange;
  return count;
}
