import { INT64_MAX } from '../base/int64.ts';
import { ceilLongDouble, multiplyLongDouble, parseLongDouble } from '../base/long-double.ts';
import type { Call } from '../command/call.ts';
import { CommandError, Errors } from '../command/errors.ts';
import type { Reply } from '../resp/reply.ts';

const OUT_OF_RANGE = new CommandError('ERR timeout is out of range');
const MS_PER_SECOND = 1000n;

/** How long a call may block: a word in seconds, with a fraction, as milliseconds; 0 is for ever. */
export function readBlockingTimeout({ args, nowMs }: Call, word: number): number {
  const seconds = parseLongDouble(args.view(word));
  if (seconds === undefined) throw Errors.timeoutNotFloat;
  const ms = multiplyLongDouble(seconds, MS_PER_SECOND);
  if (ms === undefined) throw seconds.significand < 0n ? Errors.timeoutNegative : OUT_OF_RANGE;
  const whole = ceilLongDouble(ms);
  if (whole > INT64_MAX) throw OUT_OF_RANGE;
  if (whole < 0n) throw Errors.timeoutNegative;
  // Refused like in Redis where the moment would not fit into 64 bits.
  if (whole > INT64_MAX - BigInt(nowMs)) throw OUT_OF_RANGE;
  return Number(whole);
}

/** What a blocking call answers when its time is up, whatever it would have given. */
export function nothingCame(reply: Reply): void {
  reply.nullArray();
}
