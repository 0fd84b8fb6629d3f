import { INT64_MAX, parseBigInteger } from '../base/int64.ts';
import type { Call } from '../command/call.ts';
import { CommandError, Errors } from '../command/errors.ts';

const NOT_A_TIMEOUT = new CommandError('ERR timeout is not an integer or out of range');
const OUT_OF_RANGE = new CommandError('ERR timeout is out of range');

/** A word as a time to wait, milliseconds. Refused like in Redis where its end would not fit into 64 bits. */
export function readTimeoutMs({ args, nowMs }: Call, word: number): number {
  const timeoutMs = parseBigInteger(args.u8, args.start(word), args.length(word));
  if (timeoutMs === undefined) throw NOT_A_TIMEOUT;
  if (timeoutMs < 0n) throw Errors.timeoutNegative;
  if (timeoutMs > INT64_MAX - BigInt(nowMs)) throw OUT_OF_RANGE;
  return Number(timeoutMs);
}
