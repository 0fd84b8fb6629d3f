import { reserve } from '../memory/reserve.ts';

/** Slots of a full-grown segment: splitting one is 30 µs, walking one under a millisecond. */
export const SEGMENT_SLOTS_MAX = 8192;
export const SEGMENT_SLOTS_MIN = 16;
/** Linear probing gets slow above it; below it memory is given away. */
export const LOAD_MAX = 0.86;

/**
 * A small open-addressing table of [hash, address] pairs. It grows by doubling to 8192 slots and is then split in
 * two by its owner, so no growth ever moves more than one segment.
 *
 * Members share the leading `depth` bits of their hashes; the bits that follow are the slot where a member wants to
 * be, its home. So homes are in the order of hashes, however many slots and segments there are: that is what a
 * cursor (scan.ts) stands on.
 */
export class Segment {
  /** Pairs of hash and address; address 0 marks a free slot. */
  slots: Int32Array;
  mask: number;
  /** `(hash << depth) >>> shift` is a member's home. */
  shift: number;
  count = 0;
  countMax: number;
  /** How many leading hash bits all members share. */
  readonly depth: number;
  /** The lowest hash that belongs here, as an unsigned number. */
  readonly lowest: number;
  /** No member expires before this moment: a bound, made exact whenever the segment is walked. */
  expiresFromMs = Infinity;
  /** Before this moment the expiry cycle has better things to do than to walk here. */
  walkFromMs = Infinity;
  /** Slots that are known to be in use without a gap: where the last `fill` ended. */
  #runFrom = 0;
  #runLength = 0;

  constructor(depth: number, lowest: number, size = SEGMENT_SLOTS_MIN) {
    this.depth = depth;
    this.lowest = lowest;
    this.slots = freeSlots(size);
    this.mask = size - 1;
    this.shift = Math.clz32(size) + 1;
    this.countMax = Math.floor(size * LOAD_MAX);
  }

  get size(): number {
    return this.mask + 1;
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  /** The lowest hash after this segment's range; 2^32 when it is the last. */
  get end(): number {
    return this.lowest + 2 ** (32 - this.depth);
  }

  home(hash: number): number {
    return (hash << this.depth) >>> this.shift;
  }

  /** The slot where a member with this hash would go. */
  freeSlot(hash: number): number {
    const { slots, mask } = this;
    let slot = (hash << this.depth) >>> this.shift;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    return slot;
  }

  /** For a hash that is known not to need comparing: a new member, or one that moves. */
  put(hash: number, address: number): void {
    const { slots } = this;
    const slot = this.freeSlot(hash);
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = address;
    this.count++;
  }

  /**
   * `put` into a segment that only `fill` has written to since it was new. Members that come in the order of another
   * index crowd around few homes; looking for a free slot behind all of them for each would take the square of their number.
   */
  fill(hash: number, address: number): void {
    const { slots, mask } = this;
    const home = (hash << this.depth) >>> this.shift;
    if (((home - this.#runFrom) & mask) >= this.#runLength) {
      this.#runFrom = home;
      this.#runLength = 0;
    }
    let slot = (this.#runFrom + this.#runLength) & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    this.#runLength = ((slot - this.#runFrom) & mask) + 1;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = address;
    this.count++;
  }

  /** Gives the segment another number of slots: a power of two, and room enough. Without memory nothing changes. */
  rebuild(size: number): void {
    const old = this.slots;
    this.slots = freeSlots(size);
    this.mask = size - 1;
    this.shift = Math.clz32(size) + 1;
    this.countMax = Math.floor(size * LOAD_MAX);
    this.count = this.#runLength = 0;
    for (let i = 0; i < old.length; i += 2) if (old[i + 1] !== 0) this.fill(old[i]!, old[i + 1]!);
  }

  /** Frees a slot by moving later members of the run up, so no tombstones are needed. Returns the slot that is free then. */
  clear(slot: number): number {
    const { slots, mask } = this;
    let hole = slot;
    this.count--;
    for (let next = (hole + 1) & mask; slots[2 * next + 1] !== 0; next = (next + 1) & mask) {
      const home = this.home(slots[2 * next]!);
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      slots[2 * hole] = slots[2 * next]!;
      slots[2 * hole + 1] = slots[2 * next + 1]!;
      hole = next;
    }
    slots[2 * hole + 1] = 0;
    return hole;
  }
}

/** Throws `OutOfMemory`. */
function freeSlots(size: number): Int32Array {
  return new Int32Array(reserve(size * 2 * Int32Array.BYTES_PER_ELEMENT));
}
