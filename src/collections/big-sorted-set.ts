import { ByteRange } from '../base/byte-range.ts';
import { kindOf, ValueType } from '../keyspace/entry.ts';
import type { PinnedStructure, Structure } from '../keyspace/structures.ts';
import type { World } from '../keyspace/world.ts';
import { Members } from './members.ts';
import { orderMembers } from './order-members.ts';
import { ScoreIndex } from './score-index.ts';

/** Type and encoding of an entry that owns a big sorted set; Redis calls the encoding `skiplist`. */
export const BIG_SORTED_SET = kindOf(ValueType.zset, 8);

/** Holds a member's text while other texts are read. */
const TEXT = new ByteRange();

/** Putting members in order first takes 24 bytes for each meanwhile, so larger sets do without. */
const ORDERED_AT_ONCE_MAX = 1 << 20;

/** Groups of the index (some 20 000 members each) whose blocks are freed in one portion. */
const GROUPS_FREED_AT_ONCE = 4;

/**
 * A big sorted set: members with their scores behind a hash table, and an index of them in order. A snapshot reads the
 * table, which saves for it what changes; the index needs no pin.
 */
export class BigSortedSet implements Structure {
  readonly members: Members;
  readonly index: ScoreIndex;
  readonly #world: World;

  constructor(world: World, members = new Members(world, 'score')) {
    this.#world = world;
    this.members = members;
    this.index = new ScoreIndex(world.slabs, this.members);
  }

  get size(): number {
    return this.members.size;
  }

  get bytes(): number {
    return this.members.bytes + this.index.bytes;
  }

  get objects(): number {
    return this.members.objects;
  }

  get freeEffort(): number {
    return this.objects;
  }

  get held(): boolean {
    return this.members.held;
  }

  /** After a `members.find` that gave 0. Throws `OutOfMemory` with nothing changed. */
  add(text: ByteRange, score: number): void {
    const { members, index } = this;
    const address = members.add(text);
    members.writeScore(address, score);
    index.seek('member', score, text);
    this.#place(address, score);
  }

  /** Adds a member that isn't there and comes after all others. Throws as `add` does. */
  append(text: ByteRange, score: number): void {
    const { members, index } = this;
    members.find(text);
    const address = members.add(text);
    members.writeScore(address, score);
    index.seekEnd();
    this.#place(address, score);
  }

  /** Gives a member another score. Throws `OutOfMemory` with nothing changed. */
  rescore(address: number, score: number): void {
    const { members, index } = this;
    const old = members.score(address);
    const text = this.#hold(address);
    members.beforeChange(address);
    index.seek('member', old, text);
    index.settle();
    if (!index.rescore(score)) {
      index.seek('member', score, text);
      index.insert(score, address);
      index.seek('member', old, text);
      index.settle();
      index.cut(1);
    }
    members.writeScore(address, score);
  }

  /** After a `find` or a `random` that gave this member. */
  remove(address: number): void {
    const { members, index } = this;
    index.seek('member', members.score(address), this.#hold(address));
    index.settle();
    index.cut(1);
    members.remove(address);
  }

  /** Removes the members with these ranks. */
  removeRanks(first: number, count: number): void {
    const { members, index } = this;
    for (let left = count; left > 0; ) {
      index.seekRank(first);
      const run = Math.min(left, index.ahead);
      for (let i = 0; i < run; i++) {
        const { address } = index;
        if (i + 1 < run) index.next();
        members.removeAt(address);
      }
      index.seekRank(first);
      index.cut(run);
      left -= run;
    }
  }

  /** Length of the longest of its first members. */
  longest(count: number): number {
    const { members, index } = this;
    let longest = 0;
    index.seekRank(0);
    for (let i = Math.min(count, this.size); i > 0; i--) {
      longest = Math.max(longest, members.key(index.address).length);
      index.next();
    }
    return longest;
  }

  /** Puts all members into the index: for a set whose members have been added without it. Throws `OutOfMemory`. */
  sort(orderedAtOnceMax = ORDERED_AT_ONCE_MAX): void {
    if (this.size > orderedAtOnceMax) this.#sortOneByOne();
    else {
      const { members, index } = this;
      for (const address of orderMembers(members)) {
        index.seekEnd();
        index.insert(members.score(address), address);
      }
    }
  }

  #sortOneByOne(): void {
    const { members, index } = this;
    members.walk((address) => {
      const score = members.score(address);
      index.seek('member', score, this.#hold(address));
      index.insert(score, address);
    });
  }

  copy(): BigSortedSet {
    const { members } = this;
    const copy = new BigSortedSet(this.#world, members.copyIndex());
    try {
      copy.index.copyAll(this.index, (run) => {
        copy.members.copyRun(members, run);
      });
    } catch (thrown) {
      copy.release();
      throw thrown;
    }
    return copy;
  }

  pin(): PinnedStructure {
    return this.members.pin();
  }

  forget(): void {
    this.members.forget();
    this.index.forget();
  }

  freePortion(): number {
    const { index } = this;
    let groups = 0;
    for (; groups < GROUPS_FREED_AT_ONCE && !index.isEmpty; groups++) index.freeGroup();
    return index.isEmpty ? groups + this.members.freePortion() : groups;
  }

  #place(address: number, score: number): void {
    try {
      this.index.insert(score, address);
    } catch (thrown) {
      this.members.remove(address);
      throw thrown;
    }
  }

  #hold(address: number): ByteRange {
    return TEXT.sameAs(this.members.key(address));
  }

  /** Frees everything at once: for a set that never got anywhere. */
  release(): void {
    do this.freePortion();
    while (this.objects > 0);
  }
}
