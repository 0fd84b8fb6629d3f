import { moveBytes } from '../base/move-bytes.ts';
import type { MemberRun } from '../keyspace/table.ts';
import type { Slabs } from '../memory/slabs.ts';
import type { ScoreGroup } from './score-group.ts';

/** Rooms that a block may have: at 12 bytes a member they just fill blocks of the slabs. */
const CAPACITIES = [8, 17, 35, 74, 152, 276] as const;
export const BLOCK_MEMBERS_MAX = 276;
const BYTES_A_MEMBER = 12;
const RUN: MemberRun = {
  hashes: new Int32Array(BLOCK_MEMBERS_MAX),
  addresses: new Uint32Array(BLOCK_MEMBERS_MAX),
  copies: new Uint32Array(BLOCK_MEMBERS_MAX),
  count: 0,
};

/**
 * Blocks of the slabs with two columns, scores (doubles) and the addresses of members. A block doesn't know how many it
 * has room for, nor how many there are: its group does, so a block is named by its group and its number there.
 */
export class ScoreBlocks {
  readonly #slabs: Slabs;
  /** What all blocks occupy. */
  bytes = 0;

  constructor(slabs: Slabs) {
    this.#slabs = slabs;
  }

  /** Throws `OutOfMemory` with nothing changed. */
  allocate(capacity: number): number {
    const block = this.#slabs.allocate(capacity * BYTES_A_MEMBER);
    this.bytes += this.#slabs.blockBytes(capacity * BYTES_A_MEMBER);
    return block;
  }

  free(group: ScoreGroup, b: number): void {
    this.#free(group.addresses[b]!, group.capacities[b]!);
  }

  score(group: ScoreGroup, b: number, slot: number): number {
    const block = group.addresses[b]!;
    return this.#slabs.view(block).getFloat64(this.#slabs.offset(block) + slot * 8, true);
  }

  address(group: ScoreGroup, b: number, slot: number): number {
    const block = group.addresses[b]!;
    const at = this.#slabs.offset(block) + group.capacities[b]! * 8 + slot * 4;
    return this.#slabs.view(block).getUint32(at, true);
  }

  rescore(group: ScoreGroup, b: number, member: { slot: number; score: number }): void {
    const block = group.addresses[b]!;
    const { slot, score } = member;
    this.#slabs.view(block).setFloat64(this.#slabs.offset(block) + slot * 8, score, true);
    if (slot === 0) group.lowest[b] = score;
  }

  /** Puts a member at a slot of a block that has room; those from there on move up. */
  insert(
    group: ScoreGroup,
    b: number,
    member: { slot: number; score: number; address: number },
  ): void {
    const { slot, score } = member;
    const block = group.addresses[b]!;
    const addresses = group.capacities[b]! * 8;
    const moved = group.counts[b]! - slot;
    const dv = this.#slabs.view(block);
    const at = this.#slabs.offset(block);
    if (moved > 0) {
      const u8 = this.#slabs.bytes(block);
      const from = at + slot * 8;
      moveBytes(u8, from, from + 8, moved * 8);
      const second = at + addresses + slot * 4;
      moveBytes(u8, second, second + 4, moved * 4);
    }
    dv.setFloat64(at + slot * 8, score, true);
    dv.setUint32(at + addresses + slot * 4, member.address, true);
    if (slot === 0) group.lowest[b] = score;
    group.counts[b] = group.counts[b]! + 1;
    group.members++;
  }

  /** Takes members out from a slot on. */
  cut(group: ScoreGroup, b: number, run: { slot: number; gone: number }): void {
    const { slot, gone } = run;
    const kept = group.counts[b]! - gone;
    group.counts[b] = kept;
    group.members -= gone;
    const block = group.addresses[b]!;
    const at = this.#slabs.offset(block);
    const moved = kept - slot;
    if (moved > 0) {
      const u8 = this.#slabs.bytes(block);
      const to = at + slot * 8;
      moveBytes(u8, to + gone * 8, to, moved * 8);
      const second = at + group.capacities[b]! * 8 + slot * 4;
      moveBytes(u8, second + gone * 4, second, moved * 4);
      if (slot === 0) group.lowest[b] = this.score(group, b, 0);
    }
  }

  /** Gives a block another room. Throws `OutOfMemory` with nothing changed. */
  resize(group: ScoreGroup, b: number, capacity: number): void {
    const fresh = this.allocate(capacity);
    const old = group.addresses[b]!;
    const oldCapacity = group.capacities[b]!;
    this.#copy(
      { block: old, capacity: oldCapacity, slot: 0 },
      { block: fresh, capacity, slot: 0 },
      group.counts[b]!,
    );
    group.addresses[b] = fresh;
    group.capacities[b] = capacity;
    this.#free(old, oldCapacity);
  }

  /** Gives an empty group what another one has, with the copies that `copy` makes of the members. Throws `OutOfMemory`. */
  copyGroup(from: ScoreGroup, to: ScoreGroup, copy: (run: MemberRun) => void): void {
    for (let b = 0; b < from.length; b++) {
      const count = from.counts[b]!;
      const capacity = from.capacities[b]!;
      const block = this.allocate(capacity);
      to.insert(b, block, capacity);
      this.#copy(column(from, b, 0), column(to, b, 0), count);
      const dv = this.#slabs.view(block);
      const at = this.#slabs.offset(block) + capacity * 8;
      for (let i = 0; i < count; i++) RUN.addresses[i] = dv.getUint32(at + i * 4, true);
      RUN.count = count;
      copy(RUN);
      for (let i = 0; i < count; i++) dv.setUint32(at + i * 4, RUN.copies[i]!, true);
      to.lowest[b] = from.lowest[b]!;
      to.counts[b] = count;
      to.members += count;
    }
  }

  /** Fills an empty block with the members that the one before it has from `kept` on. */
  halve(group: ScoreGroup, b: number, kept: number): void {
    const moved = group.counts[b - 1]! - kept;
    this.#copy(column(group, b - 1, kept), column(group, b, 0), moved);
    group.counts[b - 1] = kept;
    group.counts[b] = moved;
    group.lowest[b] = this.score(group, b, 0);
  }

  /** Moves the members of the block behind `b` into it. Throws `OutOfMemory` with nothing changed. */
  join(group: ScoreGroup, b: number): void {
    const count = group.counts[b]!;
    const added = group.counts[b + 1]!;
    const sum = count + added;
    if (group.capacities[b]! < sum) this.resize(group, b, capacityFor(sum));
    this.#copy(column(group, b + 1, 0), column(group, b, count), added);
    group.counts[b] = sum;
    group.counts[b + 1] = 0;
  }

  #copy(from: Column, to: Column, count: number): void {
    const source = this.#slabs.bytes(from.block);
    const target = this.#slabs.bytes(to.block);
    const start = this.#slabs.offset(from.block);
    const end = this.#slabs.offset(to.block);
    const scores = start + from.slot * 8;
    target.set(source.subarray(scores, scores + count * 8), end + to.slot * 8);
    const addresses = start + from.capacity * 8 + from.slot * 4;
    const place = end + to.capacity * 8 + to.slot * 4;
    target.set(source.subarray(addresses, addresses + count * 4), place);
  }

  #free(block: number, capacity: number): void {
    this.#slabs.free(block, capacity * BYTES_A_MEMBER);
    this.bytes -= this.#slabs.blockBytes(capacity * BYTES_A_MEMBER);
  }
}

/** Members of a block from a slot on. */
interface Column {
  readonly block: number;
  readonly capacity: number;
  readonly slot: number;
}

function column(group: ScoreGroup, b: number, slot: number): Column {
  return { block: group.addresses[b]!, capacity: group.capacities[b]!, slot };
}

/** The next larger room than this one. */
export function largerCapacity(capacity: number): number {
  return CAPACITIES.find((each) => each > capacity) ?? BLOCK_MEMBERS_MAX;
}

/** The smallest room for so many members. */
export function capacityFor(count: number): number {
  return CAPACITIES.find((each) => each >= count) ?? BLOCK_MEMBERS_MAX;
}
