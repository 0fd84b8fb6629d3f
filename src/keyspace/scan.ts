import type { Table } from './table.ts';

/**
 * A cursor is a hash: everything below it has been visited. Homes are in the order of hashes (segment.ts), so this
 * stays true whatever splits, grows, shrinks or goes between two steps: an entry that is there throughout is visited,
 * and not twice. An entry that comes while a walk is under way is visited when its hash is still ahead.
 */

/** After the last cursor. */
export const SCAN_END = 2 ** 32;

/** Called with each entry; must not change the table. */
export type EntryVisitor = (address: number, hash: number) => void;

/**
 * One step of a walk: visits the entries whose homes are the next `homes` slots, within one segment. Returns the
 * cursor to go on from, `SCAN_END` after the last. The work is bounded by `homes` and a run of slots in use.
 */
export function walkStep(
  table: Table,
  from: { readonly cursor: number; readonly homes: number },
  visit: EntryVisitor,
): number {
  const { cursor } = from;
  const segment = table.segmentAt(cursor);
  const { slots, mask, size } = segment;
  const first = segment.home(cursor);
  const ahead = first + Math.max(1, from.homes);
  const span = segment.end - segment.lowest;
  // Where a segment has more slots than hashes, homes share a hash: a step goes at least one hash on.
  const end =
    ahead >= size
      ? segment.end
      : Math.max(cursor + 1, Math.ceil(segment.lowest + (ahead / size) * span));
  const last = end === segment.end ? size : segment.home(end);
  // An entry stands at its home or after it, with no free slot between. Those of the last home end before a free one.
  for (let at = first; at < first + size; at++) {
    const slot = at & mask;
    const address = slots[2 * slot + 1]!;
    if (address === 0) {
      if (at >= last - 1) break;
      continue;
    }
    const hash = slots[2 * slot]! >>> 0;
    if (hash >= cursor && hash < end) visit(address >>> 0, hash);
  }
  return end;
}

/** Redis looks at ten times as many buckets as it was asked for elements, before it answers with fewer. */
const SLOTS_PER_ELEMENT = 10;

/**
 * SCAN: visits about `count` entries from a cursor on, 0 to begin. Returns the cursor for the next call, 0 when that
 * was all.
 */
export function scanTable(
  table: Table,
  from: { readonly cursor: number; readonly count: number },
  visit: EntryVisitor,
): number {
  let { cursor } = from;
  let missing = from.count;
  let slots = from.count * SLOTS_PER_ELEMENT;
  const counted: EntryVisitor = (address, hash) => {
    missing--;
    visit(address, hash);
  };
  while (cursor < SCAN_END && missing > 0 && slots > 0) {
    const homes = Math.min(missing, slots);
    slots -= homes;
    cursor = walkStep(table, { cursor, homes }, counted);
  }
  return cursor < SCAN_END ? cursor : 0;
}

/** Visits every entry at once (KEYS). */
export function walkTable(table: Table, visit: EntryVisitor): void {
  for (let lowest = 0; lowest < SCAN_END; ) {
    const segment = table.segmentAt(lowest);
    const { slots } = segment;
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i + 1] !== 0) visit(slots[i + 1]! >>> 0, slots[i]! >>> 0);
    }
    lowest = segment.end;
  }
}
