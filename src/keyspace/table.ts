import type { Slabs } from '../memory/slabs.ts';
import { headBytes, keyLength, LONG_KEY } from './entry.ts';
import { SEGMENT_SLOTS_MAX, Segment } from './segment.ts';

/**
 * Keys to entries: extendible hashing. The leading bits of a hash pick a segment through a directory, the trailing
 * bits a slot in it. A full segment splits in two and nothing else moves.
 *
 * `find` leaves behind where it ended; `insert`, `replace` and `remove` act there, so a lookup and a change cost one
 * probe. They may only follow a `find` of the same key with no other change to the table in between.
 */
export class Table {
  count = 0;
  /** Bytes of the segments, part of the slabs' `usedBytes` until `forgetIndex`. */
  indexBytes = 0;
  /** Which database this table was when the running snapshot began; kept through SWAPDB and FLUSHALL. */
  snapshotDatabase = -1;
  readonly #slabs: Slabs;
  #directory: Segment[];
  #depth = 0;
  #segment: Segment;
  #slot = 0;

  constructor(slabs: Slabs) {
    this.#slabs = slabs;
    this.#segment = new Segment(0, 0);
    this.#directory = [this.#segment];
    this.#account(this.#segment.bytes);
  }

  /** The entry's address, or 0. */
  find(hash: number, dv: DataView, start: number, length: number): number {
    const segment = this.#depth === 0 ? this.#directory[0]! : this.#directory[hash >>> (32 - this.#depth)]!;
    const slots = segment.slots;
    const mask = segment.mask;
    this.#segment = segment;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
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

  /** Whether the last `find` ended at this entry and the index still leads to it from there. */
  standsAt(address: number): boolean {
    return this.#segment.slots[2 * this.#slot + 1] === (address | 0);
  }

  /** After a `find` that gave 0. */
  insert(hash: number, address: number): void {
    let segment = this.#segment;
    if (segment.count >= segment.countMax) {
      segment = this.#makeRoom(hash);
      segment.put(hash, address | 0);
    } else {
      segment.slots[2 * this.#slot] = hash;
      segment.slots[2 * this.#slot + 1] = address | 0;
      segment.count++;
    }
    this.#segment = segment;
    this.count++;
  }

  /** After a `find` that gave an address: the slot now leads to another block with the same key. */
  replace(address: number): void {
    this.#segment.slots[2 * this.#slot + 1] = address | 0;
  }

  /** After a `find` that gave an address. The block itself is the caller's to free. */
  remove(): void {
    this.#segment.clear(this.#slot);
    this.count--;
  }

  /** Loads the index slot and the entry into the cache before they are needed. Returns something to keep V8 honest. */
  touch(hash: number): number {
    const segment = this.#depth === 0 ? this.#directory[0]! : this.#directory[hash >>> (32 - this.#depth)]!;
    const slot = (hash & segment.mask) << 1;
    return segment.slots[slot] === hash ? segment.slots[slot + 1]! : 0;
  }

  /** The segment that covers a hash prefix, given as an unsigned 32-bit number. */
  segmentAt(hash: number): Segment {
    return this.#depth === 0 ? this.#directory[0]! : this.#directory[hash >>> (32 - this.#depth)]!;
  }

  /** The lowest hash after this segment's range; 2^32 when it is the last. */
  static after(segment: Segment): number {
    return segment.lowest + 2 ** (32 - segment.depth);
  }

  /** Takes the index out of the accounts: its entries are gone, or belong to somebody else now. */
  forgetIndex(): void {
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
    if ((head & LONG_KEY) === 0 ? head >>> 16 !== length : keyLength(entry, at, head) !== length) return false;
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
      if (segment.fullGrown) this.#split(segment, hash);
      else {
        this.#account(segment.bytes);
        segment.grow();
      }
      segment = this.segmentAt(hash);
    }
    return segment;
  }

  #split(segment: Segment, hash: number): void {
    if (segment.depth === this.#depth) {
      this.#directory = this.#directory.flatMap((each) => [each, each]);
      this.#depth++;
    }
    const depth = segment.depth + 1;
    const low = new Segment(depth, segment.lowest, SEGMENT_SLOTS_MAX);
    const high = new Segment(depth, segment.lowest + 2 ** (32 - depth), SEGMENT_SLOTS_MAX);
    low.expiresFromMs = high.expiresFromMs = segment.expiresFromMs;
    this.#account(segment.bytes);
    const { slots } = segment;
    const bit = 32 - depth;
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i + 1] === 0) continue;
      const member = slots[i]!;
      (((member >>> bit) & 1) === 0 ? low : high).put(member, slots[i + 1]!);
    }
    const span = 2 ** (this.#depth - segment.depth);
    const from = Math.floor((hash >>> (32 - this.#depth)) / span) * span;
    this.#directory.fill(low, from, from + span / 2);
    this.#directory.fill(high, from + span / 2, from + span);
  }
}
