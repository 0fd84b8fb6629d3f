import { ScoredWalk } from '../../collections/scored-walk.ts';
import { SetValue } from '../../collections/set-value.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { Errors } from '../../command/errors.ts';
import { ValueType } from '../../keyspace/entry.ts';

const TYPE_BITS = 15;

/** One of the inputs of ZUNION and its kin: a sorted set, a set whose members all count as 1, or nothing. */
export class ScoredSource {
  weight = 1;
  /** The entry, 0 for a key that isn't there. */
  address = 0;
  size = 0;
  readonly walk = new ScoredWalk();
  readonly #sorted = new SortedSet();
  readonly #set = new SetValue();
  #isSorted = false;

  /** Throws WRONGTYPE for what is neither. */
  open(call: Call, word: number): this {
    const { db } = call;
    this.weight = 1;
    this.size = 0;
    this.address = db.read(call.args, word);
    if (this.address === 0) return this;
    const type = db.kind(this.address) & TYPE_BITS;
    if (type !== ValueType.zset && type !== ValueType.set) throw Errors.wrongType;
    this.#isSorted = type === ValueType.zset;
    const { size } = this.#isSorted
      ? this.#sorted.open(db, this.address)
      : this.#set.open(db, this.address);
    this.size = size;
    return this;
  }

  /** Goes to the beginning, for `walk.next()`. Only for what has members. */
  begin(call: Call): ScoredWalk {
    return this.walk.open(call.db, this.address);
  }

  /** The score of the member that another walk has come to; NaN when it isn't here. */
  scoreOf(other: ScoredWalk): number {
    if (this.size === 0) return NaN;
    if (!this.#isSorted) return this.#set.findWalked(other.members) >= 0 ? 1 : NaN;
    return this.#sorted.findWalked(other.members) ? this.#sorted.score : NaN;
  }
}
