import { AddressSet } from '../../collections/address-set.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import type { Database } from '../../keyspace/database.ts';
import type { Operand } from './operands.ts';

/** Goes through the members that the first of several sets has and no other. */
export class Difference {
  readonly walk = new MemberWalk();
  readonly #other = new MemberWalk();
  #others: readonly Operand[] = [];
  /** The members of the first set that others have, by their places; undefined when each is looked up in the others. */
  #taken: AddressSet | undefined;
  #isEmpty = true;

  open(db: Database, sets: readonly (Operand | undefined)[]): this {
    const [first, ...rest] = sets;
    this.#taken = undefined;
    const others = rest.filter((set) => set !== undefined);
    this.#isEmpty = first === undefined || others.some(({ address }) => address === first.address);
    if (first === undefined || this.#isEmpty) return this;
    // The biggest is the most likely to have a member.
    this.#others = [...new Set(others)].sort((left, right) => right.size - left.size);
    if (this.#marks(others, first)) this.#taken = this.#mark(db, first);
    else for (const set of this.#others) set.prepare(first.size);
    this.walk.open(db, first.address);
    return this;
  }

  /** The members of the others were looked up in the first: Redis's second algorithm. */
  get isMarked(): boolean {
    return this.#taken !== undefined;
  }

  /** Goes on to the next one. False after the last. */
  next(): boolean {
    if (this.#isEmpty) return false;
    while (this.walk.next()) {
      if (this.#taken === undefined ? this.#isAlone() : !this.#taken.has(this.walk.at)) return true;
    }
    return false;
  }

  /** Whether it is less work to look the others' members up in the first set than the first's in all others. */
  #marks(others: readonly Operand[], { size }: Operand): boolean {
    let lookups = size;
    for (const other of others) lookups += other.size;
    return Math.floor((size * (others.length + 1)) / 2) > lookups;
  }

  #mark(db: Database, first: Operand): AddressSet {
    const taken = new AddressSet(first.size);
    first.prepare(Infinity);
    for (const { address } of this.#others) {
      this.#other.open(db, address);
      while (this.#other.next()) {
        const at = first.findWalked(this.#other);
        if (at >= 0) taken.add(at);
      }
      if (taken.count === first.size) break;
    }
    return taken;
  }

  #isAlone(): boolean {
    for (const set of this.#others) if (set.findWalked(this.walk) >= 0) return false;
    return true;
  }
}
