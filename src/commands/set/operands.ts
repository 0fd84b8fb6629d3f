import type { MemberWalk } from '../../collections/member-walk.ts';
import { SetValue } from '../../collections/set-value.ts';
import type { Call } from '../../command/call.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';

/** Views of former calls, because they are not small. */
const spare: SetValue[] = [];
const SPARE_MAX = 16;
/** Of all sets beyond those: a request of a million keys must not take gigabytes. */
const sharedView = new SetValue();

/** One of several sets that a call names. */
export class Operand {
  readonly address: number;
  readonly kind: number;
  readonly size: number;
  readonly #db: Database;
  readonly #view: SetValue;

  constructor(db: Database, address: number, view: SetValue) {
    view.open(db, address);
    this.address = address;
    this.kind = view.kind;
    this.size = view.size;
    this.#db = db;
    this.#view = view;
  }

  /** Before so many members are looked up. */
  prepare(lookups: number): void {
    if (this.#view !== sharedView) this.#view.prepare(lookups);
  }

  /** Where the member is that a walk over another set came to; -1 when it is none. */
  findWalked(other: MemberWalk): number {
    const view = this.#view;
    if (view.address !== this.address) view.open(this.#db, this.address);
    return view.findWalked(other);
  }
}

/** The sets under the words from one on to another, in their order; `undefined` where there is none. A key named again is the same operand. */
export function openOperands(call: Call, from: number, to: number): (Operand | undefined)[] {
  const addresses: number[] = [];
  for (let word = from; word < to; word++) addresses.push(call.readEntry(word, ValueType.set));
  const known = new Map<number, Operand>();
  return addresses.map((address) => {
    if (address === 0) return undefined;
    let operand = known.get(address);
    if (operand === undefined) {
      operand = new Operand(call.db, address, viewAt(known.size));
      known.set(address, operand);
    }
    return operand;
  });
}

function viewAt(i: number): SetValue {
  return i < SPARE_MAX ? (spare[i] ??= new SetValue()) : sharedView;
}
