import { parseBigInteger, parseInteger } from '../base/int64.ts';
import type { Call } from '../command/call.ts';
import { type CommandError, Errors } from '../command/errors.ts';

/** A word as a 64-bit integer, exact: a bigint where a number would round (the two compare with each other). */
export function readInteger64(
  call: Call,
  word: number,
  error: CommandError = Errors.notInteger,
): number | bigint {
  const { args } = call;
  const value = parseInteger(args.u8, args.start(word), args.length(word));
  if (Number.isFinite(value)) return value;
  const exact = parseBigInteger(args.u8, args.start(word), args.length(word));
  if (exact === undefined) throw error;
  return exact;
}
