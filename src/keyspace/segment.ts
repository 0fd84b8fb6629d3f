/** Slots of a full-grown segment: splitting one is 30 µs, walking one under a millisecond. */
export const SEGMENT_SLOTS_MAX = 8192;
const SEGMENT_SLOTS_MIN = 16;
/** Linear probing gets slow above it; below it memory is given away. */
const LOAD_MAX = 0.86;

/**
 * A small open-addressing table of [hash, address] pairs. It grows by doubling to 8192 slots and is then split in
 * two by its owner, so no growth ever moves more than one segment.
 */
export class Segment {
  /** Pairs of hash and address; address 0 marks a free slot. */
  slots: Int32Array;
  mask: number;
  count = 0;
  countMax: number;
  /** How many leading hash bits all members share. */
  readonly depth: number;
  /** The lowest hash that belongs here, as an unsigned number. */
  readonly lowest: number;
  /** No member expires before this moment: a bound, made exact whenever the segment is walked. */
  expiresFromMs = Infinity;

  constructor(depth: number, lowest: number, slots = SEGMENT_SLOTS_MIN) {
    this.depth = depth;
    this.lowest = lowest;
    this.slots = new Int32Array(slots * 2);
    this.mask = slots - 1;
    this.countMax = Math.floor(slots * LOAD_MAX);
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  get fullGrown(): boolean {
    return this.mask === SEGMENT_SLOTS_MAX - 1;
  }

  /** For a hash that is known not to need comparing: a new member, or one that moves. */
  put(hash: number, address: number): void {
    const { slots, mask } = this;
    let slot = hash & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = address;
    this.count++;
  }

  grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    this.mask = this.mask * 2 + 1;
    this.countMax = Math.floor((this.mask + 1) * LOAD_MAX);
    this.count = 0;
    for (let i = 0; i < old.length; i += 2) if (old[i + 1] !== 0) this.put(old[i]!, old[i + 1]!);
  }

  /** Frees a slot by moving later members of the run up, so no tombstones are needed. */
  clear(slot: number): void {
    const { slots, mask } = this;
    let hole = slot;
    this.count--;
    for (let next = (hole + 1) & mask; slots[2 * next + 1] !== 0; next = (next + 1) & mask) {
      const home = slots[2 * next]! & mask;
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      slots[2 * hole] = slots[2 * next]!;
      slots[2 * hole + 1] = slots[2 * next + 1]!;
      hole = next;
    }
    slots[2 * hole + 1] = 0;
  }
}
