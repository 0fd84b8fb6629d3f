import { Intset } from '../../collections/intset.ts';
import { ListReader } from '../../collections/list-reader.ts';
import { elementInteger, nextElement } from '../../collections/listpack.ts';
import { INTSET_SET } from '../../collections/member-encoding.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { KEPT_MAX } from './texts.ts';

const TYPE_BITS = 15;
const TWO_32 = 2 ** 32;

const list = new ListReader();
const ints = new Intset();
const kept = new Float64Array(KEPT_MAX);

/**
 * The elements in ascending order, if all are kept as integers below 2^53: then nothing needs to be read from text, and
 * what is equal is alike. Undefined when not. Valid until the next call.
 */
export function orderIntegers(db: Database, address: number): Float64Array | undefined {
  const kind = db.kind(address);
  if (kind === INTSET_SET) return gatherIntset(db, address);
  return (kind & TYPE_BITS) === ValueType.list ? gatherList(db, address)?.sort() : undefined;
}

function gatherList(db: Database, address: number): Float64Array | undefined {
  list.open(db, address);
  const { length, runs } = list;
  const found = room(length);
  let count = 0;
  for (let run = 0; run < runs; run++) {
    list.openRun(run);
    const { dv, left } = list;
    for (let i = 0, { at } = list; i < left; i++, at = nextElement(dv, at)) {
      const value = elementInteger(dv, at);
      if (!Number.isFinite(value)) return undefined;
      found[count++] = value;
    }
  }
  return found;
}

/** An intset is in order. */
function gatherIntset(db: Database, address: number): Float64Array | undefined {
  const { count } = ints.open(db, address);
  const found = room(count);
  for (let i = 0; i < count; i++) {
    const value = ints.high(i) * TWO_32 + (ints.low(i) >>> 0);
    if (!Number.isSafeInteger(value)) return undefined;
    found[i] = value;
  }
  return found;
}

function room(count: number): Float64Array {
  return count <= KEPT_MAX ? kept.subarray(0, count) : new Float64Array(count);
}
