import type { Random } from '../base/random.ts';
import { Events } from './changes.ts';
import type { Database } from './database.ts';
import type { Segment } from './segment.ts';
import type { Table } from './table.ts';

/** Expired keys that are met before one of them is given anyway; Redis gives up after as many. */
const EXPIRED_MAX = 100;
/** Misses in a nearly empty segment before its members are counted instead. */
const MISSES_MAX = 64;
/** A table with fewer members for each span of its directory was much bigger once: segments are counted through. */
const CROWDED = 512;

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

/**
 * Any entry of a table, expired or not, exactly as likely as another; 0 when it is empty. The table then stands at it, so
 * that it can be removed without a lookup.
 */
export function randomMember(table: Table, random: Random): number {
  if (table.count === 0) return 0;
  const segment =
    table.spans === 1
      ? table.segmentAt(0)
      : table.count < table.spans * CROWDED
        ? countedSegment(table, random)
        : crowdedSegment(table, random);
  const { slots, size } = segment;
  for (let misses = 0; misses < MISSES_MAX; misses++) {
    const slot = random.below(size);
    if (slots[2 * slot + 1] !== 0) return table.standAt(segment, slot);
  }
  let left = random.below(segment.count);
  let slot = 0;
  while (slots[2 * slot + 1] === 0 || left-- > 0) slot++;
  return table.standAt(segment, slot);
}

/** A segment, as likely as its share of members: chosen by its share of hashes, and kept if there is a crowd in it. */
function crowdedSegment(table: Table, random: Random): Segment {
  for (;;) {
    const segment = table.segmentAt(random.bits());
    // As many members as the whole table would have if it were as crowded everywhere; twice the mean is never reached.
    const crowd = segment.count * 2 ** segment.depth;
    if (random.fraction() * 2 * table.count < crowd) return segment;
  }
}

/** The segment of the member with a random number. */
function countedSegment(table: Table, random: Random): Segment {
  let left = random.below(table.count);
  let segment = table.segmentAt(0);
  while (left >= segment.count) {
    left -= segment.count;
    segment = table.segmentAt(segment.end);
  }
  return segment;
}
