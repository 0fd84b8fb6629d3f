import { parseInteger } from '../../base/int64.ts';
import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';
import { STRING_MAX_BYTES } from '../string/string-limit.ts';

const HASH = 0x23;

/** A word as a bit's number, which must fall within the longest string a client could have sent. */
export function readBitOffset(call: Call, word: number): number {
  return checkBitOffset(call, call.integer(word, Errors.bitOffset));
}

/** The same for a field of `bits` bits: `#3` is the third field of that width, counted from 0. */
export function readFieldOffset(call: Call, word: number, bits: number): number {
  const { args } = call;
  const start = args.start(word);
  const length = args.length(word);
  if (length === 0 || args.u8[start] !== HASH) return readBitOffset(call, word);
  // Redis multiplies in 64 bits and takes what wraps around to a small offset; here such a field is out of range.
  return checkBitOffset(call, parseInteger(args.u8, start + 1, length - 1) * bits);
}

function checkBitOffset(call: Call, offset: number): number {
  const bytes = Math.min(call.settings.protocol.protoMaxBulkBytes, STRING_MAX_BYTES);
  // NaN, for what is no integer, fails the comparison too.
  if (!(offset >= 0 && offset < bytes * 8)) throw Errors.bitOffset;
  return offset;
}
