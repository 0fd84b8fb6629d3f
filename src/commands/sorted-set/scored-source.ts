import { ScoredWalk } from '../../collections/scored-walk.ts';
import { SetValue } from '../../collections/set-value.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';

const TYPE_BITS = 15;

/** One source is gone through at a time. */
const walk = new ScoredWalk();

/** What finds members in a source. It takes kilobytes, so when sources are many they share one. */
export class ScoredView {
  readonly #sorted = new SortedSet();
  readonly #set = new SetValue();
  #address = 0;
  #isSorted = false;

  /** Gives how many members there are. Throws WRONGTYPE for what is no collection of members. */
  open(db: Database, address: number): number {
    const type = db.kind(address) & TYPE_BITS;
    if (type !== ValueType.zset && type !== ValueType.set) throw Errors.wrongType;
    this.#address = address;
    this.#isSorted = type === ValueType.zset;
    return this.#isSorted ? this.#sorted.open(db, address).size : this.#set.open(db, address).size;
  }

  isOf(address: number): boolean {
    return this.#address === address;
  }

  /** The score of the member that a walk has come to; NaN when it isn't here. */
  scoreOf(other: ScoredWalk): number {
    if (!this.#isSorted) return this.#set.findWalked(other.members) >= 0 ? 1 : NaN;
    return this.#sorted.findWalked(other.members) ? this.#sorted.score : NaN;
  }
}

/** One of the inputs of ZUNION and its kin: a sorted set, a set whose members all count as 1, or nothing. */
export class ScoredSource {
  weight = 1;
  /** The entry, 0 for a key that isn't there. */
  address = 0;
  size = 0;
  readonly #view: ScoredView;

  constructor(view: ScoredView) {
    this.#view = view;
  }

  /** Throws WRONGTYPE for what is neither. */
  open(call: Call, word: number): this {
    const { db } = call;
    this.weight = 1;
    this.address = db.read(call.args, word);
    this.size = this.address === 0 ? 0 : this.#view.open(db, this.address);
    return this;
  }

  /** Goes to the beginning, for `next`. Only for what has members, and one source at a time. */
  begin(call: Call): ScoredWalk {
    return walk.open(call.db, this.address);
  }

  /** The score of the member that the walk over another source has come to; NaN when it isn't here. */
  scoreOf(other: ScoredWalk, db: Database): number {
    if (this.size === 0) return NaN;
    if (!this.#view.isOf(this.address)) this.#view.open(db, this.address);
    return this.#view.scoreOf(other);
  }
}
