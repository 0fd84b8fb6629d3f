import type { ByteRange } from './byte-range.ts';

/** Orders as memcmp does, the shorter first when one is the beginning of the other. */
export function compareRanges(left: ByteRange, right: ByteRange): number {
  const { dv, start } = left;
  const { dv: otherView, start: otherStart } = right;
  const shared = Math.min(left.length, right.length);
  let i = 0;
  for (; i + 4 <= shared; i += 4) {
    const difference = dv.getUint32(start + i) - otherView.getUint32(otherStart + i);
    if (difference !== 0) return difference;
  }
  for (; i < shared; i++) {
    const difference = dv.getUint8(start + i) - otherView.getUint8(otherStart + i);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
