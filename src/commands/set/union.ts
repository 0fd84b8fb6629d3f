import { BIG_SET, LISTPACK_SET } from '../../collections/member-encoding.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import { SetResult } from '../../collections/set-result.ts';
import type { Database } from '../../keyspace/database.ts';
import type { Operand } from './operands.ts';

/** More sets than this are gathered in one instead of looking each member up in all that came before. */
const LOOKED_UP_MAX = 8;

/** Goes through the members that any of several sets has, each once. Must be closed. */
export class Union {
  readonly walk = new MemberWalk();
  #db: Database | undefined;
  #sets: readonly Operand[] = [];
  /** How many sets the walk has come to. */
  #opened = 0;
  #gathered: SetResult | undefined;

  open(db: Database, sets: readonly (Operand | undefined)[]): this {
    this.#db = db;
    // Where members are looked up soonest comes first.
    const present = [...new Set(sets)].filter((set) => set !== undefined);
    this.#sets = present.sort((left, right) => rank(left) - rank(right) || right.size - left.size);
    this.#opened = 0;
    this.#gathered =
      present.length > LOOKED_UP_MAX ? new SetResult(db.world, present[0]?.size) : undefined;
    if (this.#gathered === undefined) this.#prepare();
    return this;
  }

  /** Goes on to the next one. False after the last. */
  next(): boolean {
    for (;;) {
      if (this.#opened > 0) {
        while (this.walk.next()) if (this.#isNew()) return true;
      }
      const set = this.#sets[this.#opened];
      if (set === undefined || this.#db === undefined) return false;
      this.walk.open(this.#db, set.address);
      this.#opened++;
    }
  }

  close(): void {
    this.#gathered?.release();
    this.#gathered = undefined;
  }

  #prepare(): void {
    let lookups = 0;
    for (const set of this.#sets.toReversed()) {
      set.prepare(lookups);
      lookups += set.size;
    }
  }

  #isNew(): boolean {
    if (this.#gathered !== undefined) return this.#gathered.addWalked(this.walk);
    for (let i = 0; i < this.#opened - 1; i++) {
      if (this.#sets[i]!.findWalked(this.walk) >= 0) return false;
    }
    return true;
  }
}

function rank({ kind }: Operand): number {
  return kind === BIG_SET ? 0 : kind === LISTPACK_SET ? 2 : 1;
}
