import { OutOfMemory } from '../memory/out-of-memory.ts';
import type { Slabs } from '../memory/slabs.ts';
import { headBytes, keyLength, LONG_KEY } from './entry.ts';
import { LOAD_MAX, SEGMENT_SLOTS_MAX, SEGMENT_SLOTS_MIN, Segment } from './segment.ts';

/**
 * Segments of this depth grow instead of splitting: 2^19 of them hold more keys than fit into 32 GiB. It bounds the
 * directory should hashes ever come out alike.
 */
const DEPTH_MAX = 19;
/** A segment with less than one member for so many slots shrinks when `tidy` comes by. */
const SPARSE = 8;
/** One more than the highest hash. */
const HASHES = 2 ** 32;
/** What all tables that are over stand at. Freeing must not ask for memory. */
const NO_MEMBERS = new Segment(0, 0);

/** Keys of one table that another one is to have, too: their hashes, and their blocks in both. */
export interface MemberRun {
  readonly hashes: Int32Array;
  readonly addresses: Uint32Array;
  readonly copies: Uint32Array;
  count: number;
}

/**
 * Keys to entries: extendible hashing. The leading bits of a hash pick a segment through a directory, the bits after
 * them a slot in it. A full segment splits in two and nothing else moves.
 *
 * `find` leaves behind where it ended; `insert`, `replace` and `remove` act there, so a lookup and a change cost one
 * probe. They may only follow a `find` of the same key with no other change to the table in between.
 */
export class Table {
  count = 0;
  /** Bytes of the segments, part of the slabs' `usedBytes` until `forgetAll`. */
  indexBytes = 0;
  /** Entries that will expire. */
  expires = 0;
  /** Mean time to live of the entries that will expire, as last sampled by the expiry cycle. */
  averageTtlMs = 0;
  /** Which database this table was when the running snapshot began; kept through SWAPDB and FLUSHALL. */
  snapshotDatabase = -1;
  readonly #slabs: Slabs;
  #directory: Segment[];
  #depth = 0;
  #segment: Segment;
  #slot = 0;

  readonly #segmentSlotsMax: number;

  constructor(slabs: Slabs, segmentSlotsMax = SEGMENT_SLOTS_MAX) {
    this.#slabs = slabs;
    this.#segmentSlotsMax = segmentSlotsMax;
    this.#segment = new Segment(0, 0);
    this.#directory = [this.#segment];
    this.#account(this.#segment.bytes);
  }

  /** The entry's address, or 0. */
  find(hash: number, dv: DataView, start: number, length: number): number {
    // Two shifts, because a shift by 32 would be none.
    const segment = this.#directory[(hash >>> 1) >>> (31 - this.#depth)]!;
    const slots = segment.slots;
    const mask = segment.mask;
    this.#segment = segment;
    for (let slot = (hash << segment.depth) >>> segment.shift; ; slot = (slot + 1) & mask) {
      const address = slots[2 * slot + 1]!;
      if (address === 0) {
        this.#slot = slot;
        return 0;
      }
      if (slots[2 * slot] === hash && this.#hasKey(address, dv, start, length)) {
        this.#slot = slot;
        return address >>> 0;
      }
    }
  }

  /** The segment where the last `find` ended. */
  get segment(): Segment {
    return this.#segment;
  }

  /** The entry where the last `find` ended, 0 when it found none. */
  get current(): number {
    return this.#segment.slots[2 * this.#slot + 1]! >>> 0;
  }

  /** Whether the last `find` ended at this entry and the index still leads to it from there. */
  standsAt(address: number): boolean {
    return this.#segment.slots[2 * this.#slot + 1] === (address | 0);
  }

  /**
   * After a `find` that gave 0: makes room, so that the `insert` which follows can't fail. Throws `OutOfMemory`, and then
   * the table has the members it had.
   */
  reserve(hash: number): void {
    if (this.#segment.count < this.#segment.countMax) return;
    this.#segment = this.#makeRoom(hash);
    this.#slot = this.#segment.freeSlot(hash);
  }

  /** After a `find` that gave 0. */
  insert(hash: number, address: number): void {
    this.reserve(hash);
    const segment = this.#segment;
    segment.slots[2 * this.#slot] = hash;
    segment.slots[2 * this.#slot + 1] = address | 0;
    segment.count++;
    this.count++;
  }

  /** After a `find` that gave an address: the slot now leads to another block with the same key. */
  replace(address: number): void {
    this.#segment.slots[2 * this.#slot + 1] = address | 0;
  }

  /**
   * After a `find` that gave an address. The block itself is the caller's to free. The table then stands where
   * `insert` would put the same key.
   */
  remove(): void {
    this.#slot = this.#segment.clear(this.#slot);
    this.count--;
  }

  /** Makes the table stand at a slot in use, as a `find` of its key would. Returns the entry there. */
  standAt(segment: Segment, slot: number): number {
    this.#segment = segment;
    this.#slot = slot;
    return segment.slots[2 * slot + 1]! >>> 0;
  }

  /** Adds a key that is known not to be there, without a `find`. Throws `OutOfMemory` with nothing changed. */
  put(hash: number, address: number): void {
    let segment = this.segmentAt(hash);
    if (segment.count >= segment.countMax) segment = this.#makeRoom(hash);
    segment.put(hash, address | 0);
    this.count++;
  }

  /** Whether a key with this hash may be there: no key has to be read for it. */
  mayHold(hash: number): boolean {
    const { slots, mask, depth, shift } = this.segmentAt(hash);
    let slot = (hash << depth) >>> shift;
    while (slots[2 * slot + 1] !== 0) {
      if (slots[2 * slot] === hash) return true;
      slot = (slot + 1) & mask;
    }
    return false;
  }

  /** Gives an empty table the segments that another one has, with no keys in them. Throws `OutOfMemory`. */
  shapeAs(other: Table): void {
    const directory: Segment[] = [];
    for (const segment of other.#directory) {
      const last = directory.at(-1);
      // Neighbours lead to the same segment until the next one begins.
      directory.push(
        last?.lowest === segment.lowest
          ? last
          : new Segment(segment.depth, segment.lowest, segment.size),
      );
    }
    this.#account(other.indexBytes - this.indexBytes);
    this.#directory = directory;
    this.#depth = other.#depth;
    this.#segment = this.segmentAt(0);
  }

  /**
   * After `shapeAs`: the keys of the other table, in the same places, each with the block that `take` gives for the
   * other's. What has been taken when `take` throws is there.
   */
  takeAll(other: Table, take: (address: number) => number): void {
    for (let end = 0; end < HASHES; ) {
      const { slots } = other.segmentAt(end);
      const fresh = this.segmentAt(end);
      for (let i = 0; i < slots.length; i += 2) {
        const address = slots[i + 1]!;
        if (address === 0) continue;
        fresh.slots[i + 1] = take(address >>> 0) | 0;
        fresh.slots[i] = slots[i]!;
        fresh.count++;
        this.count++;
      }
      end = fresh.end;
    }
  }

  /** The same of some keys, which the other table has. All of them must have come before anything is looked up. */
  takeRun(other: Table, run: MemberRun): void {
    const { hashes, addresses, copies, count } = run;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i]!;
      const address = addresses[i]! | 0;
      const { slots, mask, depth, shift } = other.segmentAt(hash);
      const fresh = this.segmentAt(hash);
      let slot = (hash << depth) >>> shift;
      while (slots[2 * slot + 1] !== address) slot = (slot + 1) & mask;
      fresh.slots[2 * slot] = hash;
      fresh.slots[2 * slot + 1] = copies[i]! | 0;
      fresh.count++;
    }
    this.count += count;
  }

  /** Before so many keys come to an empty table: its first segment has room for as many of them as it ever will. */
  expect(count: number): void {
    let size = SEGMENT_SLOTS_MIN;
    while (size < this.#segmentSlotsMax && size * LOAD_MAX < count) size *= 2;
    if (size > this.#segment.size) this.#rebuild(this.#segment, size);
  }

  /** How many parts of equal size the directory divides hashes into: no fewer than there are segments. */
  get spans(): number {
    return this.#directory.length;
  }

  /** Whether an entry with this hash is still at this address. The table doesn't move. */
  holds(hash: number, address: number): boolean {
    const { slots, mask, depth, shift } = this.segmentAt(hash);
    for (
      let slot = (hash << depth) >>> shift;
      slots[2 * slot + 1] !== 0;
      slot = (slot + 1) & mask
    ) {
      if (slots[2 * slot + 1] === (address | 0) && slots[2 * slot] === (hash | 0)) return true;
    }
    return false;
  }

  /**
   * Loads what lookups of these hashes will need. First all slots, in a loop with nothing to wait for, so that the
   * loads run side by side; then the entries that the slots lead to. Returns something to keep V8 honest.
   */
  touch(hashes: Int32Array, addresses: Int32Array, count: number): number {
    const directory = this.#directory;
    const toIndex = 31 - this.#depth;
    let touched = 0;
    for (let i = 0; i < count; i++) {
      const hash = hashes[i]!;
      const segment = directory[(hash >>> 1) >>> toIndex]!;
      touched ^= segment.slots[((hash << segment.depth) >>> segment.shift) << 1]!;
    }
    for (let i = 0; i < count; i++) {
      const hash = hashes[i]!;
      const { slots, mask, depth, shift } = directory[(hash >>> 1) >>> toIndex]!;
      let slot = (hash << depth) >>> shift;
      while (slots[2 * slot] !== hash && slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
      addresses[i] = slots[2 * slot + 1]!;
    }
    return touched ^ this.#slabs.touch(addresses, count);
  }

  /** The segment that a hash, given as an unsigned or signed 32-bit number, belongs to. */
  segmentAt(hash: number): Segment {
    return this.#directory[(hash >>> 1) >>> (31 - this.#depth)]!;
  }

  /** Gives the slots of a segment back that has become nearly empty. True when it did. */
  tidy(segment: Segment): boolean {
    let size = segment.size;
    if (size === SEGMENT_SLOTS_MIN || segment.count * SPARSE >= size) return false;
    while (size > SEGMENT_SLOTS_MIN && segment.count * SPARSE < size * 2) size >>>= 1;
    this.#rebuild(segment, size);
    return true;
  }

  /** Forgets a member, whose block is gone, of a table that nobody looks anything up in any more. */
  forgetMember(segment: Segment, slot: number): void {
    segment.slots[slot + 1] = 0;
    segment.count--;
    this.count--;
  }

  /** Forgets the members of a segment, whose blocks are gone. Never fails: what is half freed can't be put right. */
  forgetMembers(segment: Segment): void {
    this.count -= segment.count;
    segment.slots.fill(0);
    segment.count = 0;
    if (segment.size === SEGMENT_SLOTS_MIN) return;
    try {
      this.#rebuild(segment, SEGMENT_SLOTS_MIN);
    } catch (thrown) {
      // Its slots go with the table.
      if (!(thrown instanceof OutOfMemory)) throw thrown;
    }
  }

  /** The table is over for good: it has no members, and its index is out of the accounts. Never fails. */
  forgetAll(): void {
    this.#segment = NO_MEMBERS;
    this.#directory = [this.#segment];
    this.#depth = 0;
    this.count = this.expires = 0;
    this.#account(-this.indexBytes);
  }

  #account(bytes: number): void {
    this.indexBytes += bytes;
    this.#slabs.countIndex(bytes);
  }

  #hasKey(address: number, dv: DataView, start: number, length: number): boolean {
    const slabs = this.#slabs;
    const entry = slabs.view(address);
    const at = slabs.offset(address);
    const head = entry.getInt32(at, true);
    if ((head & LONG_KEY) === 0 ? head >>> 16 !== length : keyLength(entry, at, head) !== length)
      return false;
    const key = at + headBytes(head);
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (entry.getInt32(key + i, true) !== dv.getInt32(start + i, true)) return false;
    }
    for (; i < length; i++) if (entry.getUint8(key + i) !== dv.getUint8(start + i)) return false;
    return true;
  }

  #makeRoom(hash: number): Segment {
    let segment = this.segmentAt(hash);
    while (segment.count >= segment.countMax) {
      if (segment.size >= this.#segmentSlotsMax && segment.depth < DEPTH_MAX) {
        this.#split(segment, hash);
      } else this.#rebuild(segment, segment.size * 2);
      segment = this.segmentAt(hash);
    }
    return segment;
  }

  #rebuild(segment: Segment, size: number): void {
    const before = segment.bytes;
    segment.rebuild(size);
    this.#account(segment.bytes - before);
  }

  #split(segment: Segment, hash: number): void {
    if (segment.depth === this.#depth) this.#doubleDirectory();
    const depth = segment.depth + 1;
    const low = new Segment(depth, segment.lowest, segment.size);
    const high = new Segment(depth, segment.lowest + 2 ** (32 - depth), segment.size);
    low.expiresFromMs = high.expiresFromMs = segment.expiresFromMs;
    low.walkFromMs = high.walkFromMs = segment.walkFromMs;
    this.#account(segment.bytes);
    const { slots } = segment;
    const bit = 32 - depth;
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i + 1] === 0) continue;
      const member = slots[i]!;
      (((member >>> bit) & 1) === 0 ? low : high).fill(member, slots[i + 1]!);
    }
    const span = 2 ** (this.#depth - segment.depth);
    const from = Math.floor((hash >>> (32 - this.#depth)) / span) * span;
    this.#directory.fill(low, from, from + span / 2);
    this.#directory.fill(high, from + span / 2, from + span);
  }

  #doubleDirectory(): void {
    const old = this.#directory;
    const doubled: Segment[] = [];
    for (const each of old) doubled.push(each, each);
    this.#directory = doubled;
    this.#depth++;
  }
}
