/** Blocks of a full group: together some 20 000 members. */
export const GROUP_BLOCKS_MAX = 128;
const FIRST_CAPACITY = 4;
/** Address, count, capacity and lowest score of a block. */
const BYTES_A_BLOCK = 16;

/**
 * A run of neighbouring blocks of a score index: where each lies, how many members it has and room for, and its lowest
 * score, so that a search touches one block only.
 */
export class ScoreGroup {
  /** Members in all blocks. */
  members = 0;
  /** Blocks. */
  length = 0;
  addresses: Uint32Array;
  counts: Uint16Array;
  capacities: Uint16Array;
  lowest: Float64Array;

  /** With room for so many blocks at once. */
  constructor(blocks = FIRST_CAPACITY) {
    const room = roomFor(blocks);
    this.addresses = new Uint32Array(room);
    this.counts = new Uint16Array(room);
    this.capacities = new Uint16Array(room);
    this.lowest = new Float64Array(room);
  }

  get bytes(): number {
    return this.addresses.length * BYTES_A_BLOCK;
  }

  get isFull(): boolean {
    return this.length === GROUP_BLOCKS_MAX;
  }

  /** Makes a place for another block, which has no members yet. Not in a full group. */
  insert(at: number, address: number, capacity: number): void {
    if (this.length === this.addresses.length) this.#grow(this.length * 2);
    const { length } = this;
    this.addresses.copyWithin(at + 1, at, length);
    this.counts.copyWithin(at + 1, at, length);
    this.capacities.copyWithin(at + 1, at, length);
    this.lowest.copyWithin(at + 1, at, length);
    this.addresses[at] = address;
    this.counts[at] = 0;
    this.capacities[at] = capacity;
    this.lowest[at] = 0;
    this.length++;
  }

  /** Forgets a block, whose members have gone elsewhere. */
  remove(at: number): void {
    const { length } = this;
    this.addresses.copyWithin(at, at + 1, length);
    this.counts.copyWithin(at, at + 1, length);
    this.capacities.copyWithin(at, at + 1, length);
    this.lowest.copyWithin(at, at + 1, length);
    this.length--;
  }

  /** Moves the blocks from `at` on to the end of another group, which has room for them. */
  moveTo(other: ScoreGroup, at: number): void {
    const moved = this.length - at;
    const to = other.length;
    if (to + moved > other.addresses.length) other.#grow(roomFor(to + moved));
    other.addresses.set(this.addresses.subarray(at, this.length), to);
    other.counts.set(this.counts.subarray(at, this.length), to);
    other.capacities.set(this.capacities.subarray(at, this.length), to);
    other.lowest.set(this.lowest.subarray(at, this.length), to);
    let members = 0;
    for (let i = at; i < this.length; i++) members += this.counts[i]!;
    other.length += moved;
    this.length = at;
    other.members += members;
    this.members -= members;
  }

  #grow(capacity: number): void {
    const old = this.length;
    this.addresses = grown(this.addresses, new Uint32Array(capacity), old);
    this.counts = grown(this.counts, new Uint16Array(capacity), old);
    this.capacities = grown(this.capacities, new Uint16Array(capacity), old);
    this.lowest = grown(this.lowest, new Float64Array(capacity), old);
  }
}

function roomFor(blocks: number): number {
  let room = FIRST_CAPACITY;
  while (room < blocks) room *= 2;
  return room;
}

function grown<T extends Uint32Array | Uint16Array | Float64Array>(
  from: T,
  to: T,
  length: number,
): T {
  to.set(from.subarray(0, length));
  return to;
}
