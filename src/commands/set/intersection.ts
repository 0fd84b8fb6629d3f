import { MemberWalk } from '../../collections/member-walk.ts';
import type { Database } from '../../keyspace/database.ts';
import type { Operand } from './operands.ts';

/** Goes through the members that several sets have in common. */
export class Intersection {
  readonly walk = new MemberWalk();
  #others: readonly Operand[] = [];
  #isEmpty = true;

  /** A set that is not there is empty, and so is what it has in common with others. */
  open(db: Database, sets: readonly (Operand | undefined)[]): this {
    const distinct = [...new Set(sets)];
    const present = distinct.filter((set) => set !== undefined);
    present.sort((left, right) => left.size - right.size);
    const [smallest, ...others] = present;
    this.#isEmpty = smallest === undefined || present.length < distinct.length;
    if (smallest === undefined) return this;
    this.#others = others;
    for (const set of others) set.prepare(smallest.size);
    this.walk.open(db, smallest.address);
    return this;
  }

  /** Goes on to the next one. False after the last. */
  next(): boolean {
    if (this.#isEmpty) return false;
    while (this.walk.next()) if (this.#isEverywhere()) return true;
    return false;
  }

  #isEverywhere(): boolean {
    for (const set of this.#others) if (set.findWalked(this.walk) < 0) return false;
    return true;
  }
}
