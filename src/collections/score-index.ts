import { compareRanges } from '../base/compare-ranges.ts';
import type { MemberRun } from '../keyspace/table.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import type { Slabs } from '../memory/slabs.ts';
import type { Members } from './members.ts';
import { BLOCK_MEMBERS_MAX, capacityFor, largerCapacity, ScoreBlocks } from './score-blocks.ts';
import { type Bound, NO_TEXT } from './score-bound.ts';
import { GROUP_BLOCKS_MAX, ScoreGroup } from './score-group.ts';

/** Neighbours that together fill no more than this become one, so that they aren't split again at once. */
const JOINED_SHARE = 0.75;
const SPARSE_SHARE = 0.25;

/**
 * The members of a big sorted set in the order of their scores, then of their bytes. They stand as scores and addresses in
 * blocks of the slabs; groups of up to 128 blocks know their counts, so both a member's rank and the member of a rank are
 * found by adding up some counts. A change moves one block's columns at most.
 *
 * `seek` and `seekRank` leave the index standing at a place; what reads and changes acts there.
 */
export class ScoreIndex {
  readonly #slabs: Slabs;
  readonly #members: Members;
  readonly #blocks: ScoreBlocks;
  #groups: ScoreGroup[] = [];
  #groupBytes = 0;
  size = 0;
  /** Where the index stands: group, block in it, member in that; at the end of a block for what goes behind it. */
  #group = 0;
  #block = 0;
  #slot = 0;
  #bound: Bound = 'member';
  #score = 0;
  #text = NO_TEXT;

  constructor(slabs: Slabs, members: Members) {
    this.#slabs = slabs;
    this.#members = members;
    this.#blocks = new ScoreBlocks(slabs);
  }

  get bytes(): number {
    return this.#blocks.bytes + this.#groupBytes;
  }

  /** Whether there is nothing left to free. */
  get isEmpty(): boolean {
    return this.#groups.length === 0;
  }

  /** The member where the index stands. */
  get address(): number {
    return this.#blocks.address(this.#groups[this.#group]!, this.#block, this.#slot);
  }

  /** Its score. */
  get score(): number {
    return this.#blocks.score(this.#groups[this.#group]!, this.#block, this.#slot);
  }

  /** How many members come before the place. */
  get rank(): number {
    const groups = this.#groups;
    let rank = this.#slot;
    for (let g = 0; g < this.#group; g++) rank += groups[g]!.members;
    for (let b = 0; b < this.#block; b++) rank += groups[this.#group]!.counts[b]!;
    return rank;
  }

  /** Stands behind everything before the bound; `text` only for a member or name, `score` only for a member or score. */
  seek(bound: Bound, score: number, text = NO_TEXT): void {
    this.#bound = bound;
    this.#score = score;
    this.#text = text;
    this.#group = this.#block = this.#slot = 0;
    const groups = this.#groups;
    if (groups.length === 0) return;
    let low = 0;
    for (let high = groups.length; high - low > 1; ) {
      const middle = (low + high) >>> 1;
      if (this.#isLowestBefore(groups[middle]!, 0)) low = middle;
      else high = middle;
    }
    const group = groups[low]!;
    this.#group = low;
    low = 0;
    for (let high = group.length; high - low > 1; ) {
      const middle = (low + high) >>> 1;
      if (this.#isLowestBefore(group, middle)) low = middle;
      else high = middle;
    }
    this.#block = low;
    this.#seekSlot(group);
  }

  /** Stands at the member that has so many before it; behind the last when that is all there are. */
  seekRank(rank: number): void {
    const groups = this.#groups;
    let rest = rank;
    let g = 0;
    while (g < groups.length - 1 && rest >= groups[g]!.members) rest -= groups[g++]!.members;
    this.#group = g;
    this.#block = 0;
    const group = groups[g];
    if (group !== undefined) {
      const { counts } = group;
      let b = 0;
      while (b < group.length - 1 && rest >= counts[b]!) rest -= counts[b++]!;
      this.#block = b;
    }
    this.#slot = rest;
  }

  /** Stands behind the last member. */
  seekEnd(): void {
    this.#group = Math.max(0, this.#groups.length - 1);
    const group = this.#groups[this.#group];
    this.#block = group === undefined ? 0 : group.length - 1;
    this.#slot = group === undefined ? 0 : group.counts[this.#block]!;
  }

  /** From the end of a block to the first member of the next one. False when there is no member to read then. */
  settle(): boolean {
    const group = this.#groups[this.#group]!;
    if (this.#slot < group.counts[this.#block]!) return true;
    if (this.#block + 1 < group.length) this.#block++;
    else if (this.#group + 1 < this.#groups.length) {
      this.#group++;
      this.#block = 0;
    } else return false;
    this.#slot = 0;
    return true;
  }

  /** Goes on to the next member. False when it was the last. */
  next(): boolean {
    this.#slot++;
    return this.settle();
  }

  /** Goes back to the member before. From the first it doesn't move. */
  previous(): void {
    if (this.#slot > 0) {
      this.#slot--;
      return;
    }
    if (this.#block === 0) {
      if (this.#group === 0) return;
      this.#block = this.#groups[--this.#group]!.length;
    }
    this.#block--;
    this.#slot = this.#groups[this.#group]!.counts[this.#block]! - 1;
  }

  /** Lists members from the place on, no more than its block has, and goes on behind them; returns how many. */
  listAhead(into: Uint32Array, count: number): number {
    const run = Math.min(count, this.ahead, into.length);
    this.#list(into, run, 1);
    this.#slot += run;
    this.settle();
    return run;
  }

  /** The same backwards, from the place on. */
  listBack(into: Uint32Array, count: number): number {
    const run = Math.min(count, this.#slot + 1, into.length);
    this.#list(into, run, -1);
    this.#slot -= run - 1;
    this.previous();
    return run;
  }

  /** Puts a member where the index stands after a `seek` of it. Throws `OutOfMemory` with nothing changed. */
  insert(score: number, address: number): void {
    this.#makeRoom();
    const slot = this.#slot;
    this.#blocks.insert(this.#groups[this.#group]!, this.#block, { slot, score, address });
    this.size++;
  }

  /**
   * Gives the member where the index stands another score if it can be seen that its place stays the same: false
   * otherwise, with nothing changed.
   */
  rescore(score: number): boolean {
    const group = this.#groups[this.#group]!;
    const b = this.#block;
    const slot = this.#slot;
    const isLast = slot === group.counts[b]! - 1;
    const isAbove = slot === 0 ? this.size === 1 : this.#blocks.score(group, b, slot - 1) < score;
    const isBelow = isLast ? this.size === 1 : score < this.#blocks.score(group, b, slot + 1);
    if (isAbove && isBelow) this.#blocks.rescore(group, b, { slot, score });
    return isAbove && isBelow;
  }

  /** Members from where the index stands to the end of its block. */
  get ahead(): number {
    return this.#groups[this.#group]!.counts[this.#block]! - this.#slot;
  }

  /** Takes members out from where the index stands, no more than are `ahead`. It then stands nowhere. */
  cut(gone: number): void {
    const group = this.#groups[this.#group]!;
    const b = this.#block;
    this.#blocks.cut(group, b, { slot: this.#slot, gone });
    this.size -= gone;
    const kept = group.counts[b]!;
    if (kept === 0) this.#dropBlock(group, b);
    else if (kept < BLOCK_MEMBERS_MAX * SPARSE_SHARE) this.#thinned(group, b);
  }

  /** Into an empty index: the places of another one, with the copies that `copy` makes of its members. */
  copyAll(other: ScoreIndex, copy: (run: MemberRun) => void): void {
    for (const group of other.#groups) {
      const fresh = new ScoreGroup(group.length);
      this.#groups.push(fresh);
      this.#account(fresh.bytes);
      this.#blocks.copyGroup(group, fresh, copy);
      this.size += group.members;
    }
  }

  /** Frees the blocks of one group; their members are somebody else's. */
  freeGroup(): void {
    const group = this.#groups.pop();
    if (group === undefined) return;
    for (let b = 0; b < group.length; b++) this.#blocks.free(group, b);
    this.size -= group.members;
    this.#account(-group.bytes);
  }

  /** All blocks have been taken back at once. */
  forget(): void {
    this.#groups = [];
    this.size = this.#blocks.bytes = 0;
    this.#account(-this.#groupBytes);
  }

  #list(into: Uint32Array, count: number, step: 1 | -1): void {
    const group = this.#groups[this.#group]!;
    const block = group.addresses[this.#block]!;
    const dv = this.#slabs.view(block);
    let at = this.#slabs.offset(block) + group.capacities[this.#block]! * 8 + this.#slot * 4;
    for (let i = 0; i < count; i++, at += step * 4) into[i] = dv.getUint32(at, true);
  }

  #seekSlot(group: ScoreGroup): void {
    const block = group.addresses[this.#block]!;
    const dv = this.#slabs.view(block);
    const at = this.#slabs.offset(block);
    const names = at + group.capacities[this.#block]! * 8;
    let low = 0;
    for (let high = group.counts[this.#block]!; low < high; ) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(dv, at + middle * 8, names + middle * 4)) low = middle + 1;
      else high = middle;
    }
    this.#slot = low;
  }

  #isLowestBefore(group: ScoreGroup, b: number): boolean {
    const bound = this.#bound;
    const score = group.lowest[b]!;
    if (bound === 'score') return score < this.#score;
    if (bound === 'score-over') return score <= this.#score;
    if (bound === 'member' && score !== this.#score) return score < this.#score;
    return this.#isNameBefore(this.#blocks.address(group, b, 0));
  }

  #isBefore(dv: DataView, at: number, nameAt: number): boolean {
    const bound = this.#bound;
    if (bound === 'member' || bound === 'score' || bound === 'score-over') {
      const score = dv.getFloat64(at, true);
      if (score !== this.#score) return score < this.#score;
      if (bound !== 'member') return bound === 'score-over';
    }
    return this.#isNameBefore(dv.getUint32(nameAt, true));
  }

  #isNameBefore(address: number): boolean {
    const order = compareRanges(this.#members.key(address), this.#text);
    return order < 0 || (order === 0 && this.#bound === 'name-over');
  }

  /** Sees to a free slot where the index stands, which may be elsewhere then. All that can run out of memory is here. */
  #makeRoom(): void {
    const groups = this.#groups;
    if (groups.length === 0) {
      const capacity = capacityFor(1);
      const group = new ScoreGroup();
      group.insert(0, this.#blocks.allocate(capacity), capacity);
      groups.push(group);
      this.#account(group.bytes);
      return;
    }
    const group = groups[this.#group]!;
    const b = this.#block;
    const count = group.counts[b]!;
    const capacity = group.capacities[b]!;
    if (count < capacity) return;
    if (capacity < BLOCK_MEMBERS_MAX) this.#blocks.resize(group, b, largerCapacity(capacity));
    else this.#split(group);
  }

  #split(group: ScoreGroup): void {
    const fresh = this.#blocks.allocate(BLOCK_MEMBERS_MAX);
    const b = this.#block;
    const count = group.counts[b]!;
    // Members that come in order leave full blocks behind: only what comes in between halves one.
    const isLast = this.#group === this.#groups.length - 1 && b === group.length - 1;
    const isFirst = this.#group === 0 && b === 0;
    if (isLast && this.#slot === count) this.#insertBlock(b + 1, fresh, 0);
    else if (isFirst && this.#slot === 0) this.#insertBlock(0, fresh, 0);
    else this.#insertBlock(b + 1, fresh, count >>> 1);
  }

  /** Puts a new block into the group where the index stands: empty, or with what the one before has from `kept` on. */
  #insertBlock(at: number, fresh: number, kept: number): void {
    let b = at;
    if (this.#groups[this.#group]!.isFull) {
      const g = this.#group;
      this.#splitGroup(g, kept === 0 && b > 0);
      const { length } = this.#groups[g]!;
      if (b > length || (b === length && kept === 0)) {
        this.#group = g + 1;
        b -= length;
      }
    }
    const group = this.#groups[this.#group]!;
    const before = group.bytes;
    group.insert(b, fresh, BLOCK_MEMBERS_MAX);
    this.#account(group.bytes - before);
    this.#block = b;
    if (kept === 0) this.#slot = 0;
    else {
      this.#blocks.halve(group, b, kept);
      // The place has gone with the upper members, or is at the end of the lower ones.
      if (this.#slot > kept) this.#slot -= kept;
      else this.#block--;
    }
  }

  /** Makes another group behind a full one, with half of its blocks or (growth at the end) with none. */
  #splitGroup(g: number, isAtEnd: boolean): void {
    const fresh = new ScoreGroup();
    const group = this.#groups[g]!;
    if (!isAtEnd) group.moveTo(fresh, GROUP_BLOCKS_MAX >>> 1);
    this.#groups.splice(g + 1, 0, fresh);
    this.#account(fresh.bytes);
  }

  /** A block has few members left: joins it to a neighbour or gives room back. */
  #thinned(group: ScoreGroup, b: number): void {
    const count = group.counts[b]!;
    const most = BLOCK_MEMBERS_MAX * JOINED_SHARE;
    try {
      if (b > 0 && group.counts[b - 1]! + count <= most) this.#join(group, b - 1);
      else if (b + 1 < group.length && group.counts[b + 1]! + count <= most) this.#join(group, b);
      else if (group.length === 1 && count < group.capacities[b]! * SPARSE_SHARE) {
        this.#blocks.resize(group, b, capacityFor(count));
      }
    } catch (thrown) {
      // Nothing has moved yet: a block that stays sparse is no reason to refuse a removal.
      if (!(thrown instanceof OutOfMemory)) throw thrown;
    }
  }

  #join(group: ScoreGroup, b: number): void {
    this.#blocks.join(group, b);
    this.#dropBlock(group, b + 1);
  }

  #dropBlock(group: ScoreGroup, b: number): void {
    this.#blocks.free(group, b);
    group.remove(b);
    const g = this.#group;
    if (group.length === 0) {
      this.#groups.splice(g, 1);
      this.#account(-group.bytes);
    } else if (group.length < GROUP_BLOCKS_MAX * SPARSE_SHARE) {
      this.#joinGroups(g > 0 ? g - 1 : g);
    }
  }

  #joinGroups(g: number): void {
    const left = this.#groups[g]!;
    const right = this.#groups[g + 1];
    const most = GROUP_BLOCKS_MAX * JOINED_SHARE;
    if (right === undefined || left.length + right.length > most) return;
    const before = left.bytes + right.bytes;
    right.moveTo(left, 0);
    this.#groups.splice(g + 1, 1);
    this.#account(left.bytes - before);
  }

  #account(bytes: number): void {
    this.#groupBytes += bytes;
    this.#slabs.countIndex(bytes);
  }
}
