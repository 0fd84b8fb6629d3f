import type { ByteRange } from '../../base/byte-range.ts';
import type { BitSpan } from './bit-span.ts';

/** The number of the first bit of a span that is `bit`, or -1. The span lies within the value. */
export function findBit(value: ByteRange, bit: number, span: BitSpan): number {
  const { first, last } = span;
  if (first > last) return -1;
  // From here on a bit that is wanted is a 1.
  const flip = bit === 1 ? 0 : 0xff;
  const { u8, start } = value;
  const to = Math.floor(last / 8);
  let byte = Math.floor(first / 8);
  let bits = (u8[start + byte]! ^ flip) & (0xff >> (first % 8));
  if (bits === 0 && byte < to) {
    byte = skipBytes(value, { from: byte + 1, to, unwanted: flip === 0 ? 0 : -1 });
    bits = u8[start + byte]! ^ flip;
  }
  if (bits === 0) return -1;
  const found = byte * 8 + Math.clz32(bits) - 24;
  // Only the last byte can hold one that is too far.
  return found <= last ? found : -1;
}

/** The first byte from `from` on that is not all `unwanted` bits; `to` when there is none before it. */
function skipBytes(
  value: ByteRange,
  run: { readonly from: number; readonly to: number; readonly unwanted: 0 | -1 },
): number {
  const { u8, dv, start } = value;
  const end = start + run.to;
  const { unwanted } = run;
  let at = start + run.from;
  while (at + 16 <= end) {
    const left = (dv.getInt32(at, true) ^ unwanted) | (dv.getInt32(at + 4, true) ^ unwanted);
    const right = (dv.getInt32(at + 8, true) ^ unwanted) | (dv.getInt32(at + 12, true) ^ unwanted);
    if ((left | right) !== 0) break;
    at += 16;
  }
  while (at < end && u8[at] === (unwanted & 0xff)) at++;
  return at - start;
}
