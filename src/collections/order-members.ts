import { ByteRange } from '../base/byte-range.ts';
import { compareRanges } from '../base/compare-ranges.ts';
import { KeyedOrder } from '../base/keyed-order.ts';
import type { Members } from './members.ts';

const TEXT = new ByteRange();

/** The addresses of members by their scores, then by their bytes. */
export function orderMembers(members: Members): Uint32Array {
  const keyed = new KeyedOrder(members.size);
  let count = 0;
  members.walk((address) => {
    keyed.order[count] = address;
    keyed.keyByNumber(count++, members.score(address));
  });
  keyed.sort(0, count);
  const { order, high, low } = keyed;
  for (let first = 0; first < count; ) {
    let end = first + 1;
    while (end < count && high[end] === high[first] && low[end] === low[first]) end++;
    if (end - first > 1)
      order.subarray(first, end).sort((one, other) => compareTexts(members, one, other));
    first = end;
  }
  return order;
}

function compareTexts(members: Members, one: number, other: number): number {
  // The second reading reuses the range of the first.
  return compareRanges(TEXT.sameAs(members.key(one)), members.key(other));
}
