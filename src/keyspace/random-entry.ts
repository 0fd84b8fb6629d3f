import type { Random } from '../base/random.ts';
import { Events } from './changes.ts';
import type { Database } from './database.ts';
import { SCAN_END } from './scan.ts';
import type { Segment } from './segment.ts';
import type { Table } from './table.ts';

/** Expired keys that are met before one of them is given anyway; Redis gives up after as many. */
const EXPIRED_MAX = 100;
/** Misses in a nearly empty segment before the next member from a random slot on is taken, fair or not. */
const MISSES_MAX = 64;

/** RANDOMKEY: any entry, each as likely as another; 0 when there is none. Expired ones that are met go. */
export function randomEntry(db: Database): number {
  const { world } = db;
  for (let tries = 0; ; tries++) {
    const address = randomMember(db.table, world.random);
    if (address === 0 || !db.isExpired(address)) return address;
    // Where nobody may remove them, all keys may be expired.
    if (!world.isFrozen) db.drop(address, Events.expired);
    else if (tries >= EXPIRED_MAX) return address;
  }
}

/** Any entry of a table, expired or not; 0 when it is empty. */
export function randomMember(table: Table, random: Random): number {
  if (table.count === 0) return 0;
  // A segment is as likely as its share of hashes, so of members; then each slot is as likely as another.
  let segment = table.segmentAt(random.bits());
  while (segment.count === 0) segment = table.segmentAt(segment.end % SCAN_END);
  for (let misses = 0; misses < MISSES_MAX; misses++) {
    const address = segment.slots[2 * random.below(segment.size) + 1]!;
    if (address !== 0) return address >>> 0;
  }
  return nextMember(segment, random.below(segment.size));
}

function nextMember(segment: Segment, slot: number): number {
  let at = slot;
  while (segment.slots[2 * at + 1] === 0) at = (at + 1) & segment.mask;
  return segment.slots[2 * at + 1]! >>> 0;
}
