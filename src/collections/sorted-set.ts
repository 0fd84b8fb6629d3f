import type { Arguments } from '../base/arguments.ts';
import type { ByteRange } from '../base/byte-range.ts';
import type { Database } from '../keyspace/database.ts';
import { ownsStructure } from '../keyspace/structures.ts';
import type { EncodingSettings } from '../settings/encoding-settings.ts';
import { BIG_SORTED_SET, BigSortedSet } from './big-sorted-set.ts';
import type { MemberWalk } from './member-walk.ts';
import { type Bound, NO_TEXT } from './score-bound.ts';
import { SMALL_SORTED_SET, SmallSortedSet } from './small-sorted-set.ts';
import { becomeStructure, placeStructure, structureOf } from './structure-entry.ts';

/** A set that doesn't exist yet: where, its first member, and how many are to come (Redis goes by that at once). */
export interface FirstMember {
  readonly word: number;
  readonly text: ByteRange;
  readonly score: number;
  readonly expected: number;
  readonly limits: EncodingSettings;
}

/** The key that a result goes to. */
export interface KeyWord {
  readonly args: Arguments;
  readonly word: number;
}

/**
 * The sorted set under an entry, small or big. One object serves many: `open` points it at an entry. `find`, `seekRank`,
 * `next` and `previous` leave it standing at a member; every change makes it stand nowhere and may move the entry, see
 * `address`. Changes pass the snapshot's barrier and throw `OutOfMemory` with nothing changed; the caller says
 * `db.changed`.
 */
export class SortedSet {
  readonly #small = new SmallSortedSet();
  #big: BigSortedSet | undefined;
  #db: Database | undefined;
  /** Where it stands in a big set. */
  #member = 0;
  address = 0;

  open(db: Database, address: number): this {
    this.#db = db;
    this.address = address;
    if (ownsStructure(db.kind(address))) this.#big = structureOf(db, address) as BigSortedSet;
    else {
      this.#big = undefined;
      this.#small.open(db, address);
    }
    return this;
  }

  /** The big set behind it, undefined while it is small. */
  get big(): BigSortedSet | undefined {
    return this.#big;
  }

  get size(): number {
    return this.#big === undefined ? this.#small.size : this.#big.size;
  }

  /** Stands at the member with this text; false when there is none. */
  find(text: ByteRange): boolean {
    if (this.#big === undefined) return this.#small.find(text);
    this.#member = this.#big.members.find(text);
    return this.#member !== 0;
  }

  /** `find` for the member that a walk over another collection came to. */
  findWalked(other: MemberWalk): boolean {
    if (this.#big === undefined || other.members === undefined) return this.find(other.text);
    this.#member = this.#big.members.findHashed(other.hash, other.text);
    return this.#member !== 0;
  }

  /** The text of the member where it stands, until the next call. */
  get text(): ByteRange {
    return this.#big === undefined ? this.#small.member : this.#big.members.key(this.#member);
  }

  /** The score of the member where it stands. */
  get score(): number {
    return this.#big === undefined ? this.#small.score : this.#big.members.score(this.#member);
  }

  /** How many come before the member that `find` has found; `text` is its text. */
  rankOf(text: ByteRange): number {
    const big = this.#big;
    if (big === undefined) {
      this.#small.countRank();
      return this.#small.rank;
    }
    big.index.seek('member', big.members.score(this.#member), text);
    return big.index.rank;
  }

  /** How many come before a bound. */
  countBefore(bound: Bound, score: number, text = NO_TEXT): number {
    const big = this.#big;
    if (big === undefined) return this.#small.countBefore(bound, score, text);
    big.index.seek(bound, score, text);
    return big.index.rank;
  }

  /** Stands at the member with this rank, which must be there. */
  seekRank(rank: number): void {
    if (this.#big === undefined) {
      this.#small.seekRank(rank);
      return;
    }
    this.#big.index.seekRank(rank);
    this.#member = this.#big.index.address;
  }

  /** From there to the next. Behind the last there is nothing to read. */
  next(): void {
    const big = this.#big;
    if (big === undefined) this.#small.next();
    else if (big.index.next()) this.#member = big.index.address;
  }

  /** From there to the one before. From the first it doesn't move. */
  previous(): void {
    const big = this.#big;
    if (big === undefined) {
      this.#small.previous();
      return;
    }
    big.index.previous();
    this.#member = big.index.address;
  }

  /** Stands at any member, each as likely as another. */
  seekRandom(): void {
    if (this.#big === undefined) {
      this.#small.seekRank(this.#database.world.random.below(this.#small.size));
    } else this.#member = this.#big.members.random();
  }

  /** After a `find` that found nothing. */
  add(text: ByteRange, score: number, limits: EncodingSettings): void {
    const small = this.#small;
    let big = this.#big;
    if (big === undefined) {
      if (small.size < limits.zsetMaxListpackEntries && fits(text, limits)) {
        this.address = small.add(text, score);
        return;
      }
      big = this.grow();
      big.members.find(text);
    }
    this.#database.beforeWriteInPlace(this.address);
    big.add(text, score);
  }

  /** Gives the member that `find` has found another score; `text` is its text. */
  rescore(text: ByteRange, score: number): void {
    if (this.#big === undefined) this.address = this.#small.rescore(text, score);
    else {
      this.#database.beforeWriteInPlace(this.address);
      this.#big.rescore(this.#member, score);
    }
  }

  /** Takes out the member that `find` or `seekRandom` has found. Not the last one: then the entry must go. */
  remove(): void {
    if (this.#big === undefined) this.address = this.#small.cut(1);
    else {
      this.#database.beforeWriteInPlace(this.address);
      this.#big.remove(this.#member);
    }
  }

  /** Takes out the members with these ranks. Not all of them: then the entry must go. */
  removeRanks(first: number, count: number): void {
    if (this.#big === undefined) {
      this.#small.seekRank(first);
      this.address = this.#small.cut(count);
    } else {
      this.#database.beforeWriteInPlace(this.address);
      this.#big.removeRanks(first, count);
    }
  }

  /** Makes the set of one member that a key doesn't hold yet. Throws `OutOfMemory` with nothing made. */
  create(db: Database, args: Arguments, first: FirstMember): void {
    const { word, text, score, limits } = first;
    const isSmall = first.expected <= limits.zsetMaxListpackEntries && fits(text, limits);
    const small = this.#small;
    if (isSmall) {
      const address = db.place(args, word, SMALL_SORTED_SET, small.firstBytes(text, score));
      small.writeFirst(db, address);
      this.open(db, address);
      return;
    }
    const big = new BigSortedSet(db.world);
    try {
      big.append(text, score);
      const how = { kind: BIG_SORTED_SET, structure: big };
      this.open(db, placeStructure(db, { args, word }, how));
    } catch (thrown) {
      big.release();
      throw thrown;
    }
  }

  /**
   * A key holds the members of a big set that was made for it, instead of what it held, as a small set if they fit. The
   * big one is no longer the caller's, unless this throws `OutOfMemory`.
   */
  // eslint-disable-next-line max-params -- one call of it
  store(db: Database, key: KeyWord, made: BigSortedSet, limits: EncodingSettings): void {
    const small = this.#small;
    const isSmall =
      made.size <= limits.zsetMaxListpackEntries &&
      made.longest(limits.zsetMaxListpackEntries) <= limits.zsetMaxListpackValueBytes;
    if (!isSmall) {
      this.open(db, placeStructure(db, key, { kind: BIG_SORTED_SET, structure: made }));
      return;
    }
    const address = db.place(key.args, key.word, SMALL_SORTED_SET, small.bytesOf(made));
    small.fill(db, address, made);
    made.release();
    this.open(db, address);
  }

  /** Makes a small set a big one. */
  grow(): BigSortedSet {
    if (this.#big !== undefined) return this.#big;
    const db = this.#database;
    const big = new BigSortedSet(db.world);
    const small = this.#small;
    try {
      const { size } = small;
      small.seekRank(0);
      for (let i = 0; i < size; i++) {
        big.append(small.member, small.score);
        small.next();
      }
      const how = { kind: BIG_SORTED_SET, structure: big };
      this.open(db, becomeStructure(db, this.address, how));
      return big;
    } catch (thrown) {
      big.release();
      throw thrown;
    }
  }

  get #database(): Database {
    if (this.#db === undefined) throw new Error('open comes first');
    return this.#db;
  }
}

function fits(text: ByteRange, limits: EncodingSettings): boolean {
  return text.length <= limits.zsetMaxListpackValueBytes;
}
