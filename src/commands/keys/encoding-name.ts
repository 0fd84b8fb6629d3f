import { assert } from '../../base/assert.ts';
import { INT64_MAX_LENGTH, parseInteger } from '../../base/int64.ts';
import type { Database } from '../../keyspace/database.ts';
import { kindOf, StringEncoding, ValueType } from '../../keyspace/entry.ts';

const TYPE_BITS = 15;

/** The longest string that Redis keeps in one block with its object. */
const EMBEDDED_MAX_BYTES = 44;

const COLLECTIONS: ReadonlyMap<number, string> = new Map([
  [kindOf(ValueType.list, 0), 'listpack'],
  [kindOf(ValueType.list, 8), 'quicklist'],
  [kindOf(ValueType.set, 0), 'intset'],
  [kindOf(ValueType.set, 1), 'listpack'],
  [kindOf(ValueType.set, 8), 'hashtable'],
  [kindOf(ValueType.hash, 0), 'listpack'],
  [kindOf(ValueType.hash, 8), 'hashtable'],
  [kindOf(ValueType.zset, 0), 'listpack'],
  [kindOf(ValueType.zset, 8), 'skiplist'],
]);

/** How Redis would represent the value of an entry, in OBJECT ENCODING's words. */
export function encodingName(db: Database, address: number): string {
  const kind = db.kind(address);
  if ((kind & TYPE_BITS) !== ValueType.string) {
    const name = COLLECTIONS.get(kind);
    assert(name !== undefined, 'every kind has a name');
    return name;
  }
  const encoding = kind >>> 4;
  if (encoding === StringEncoding.raw) return 'raw';
  const { u8, start, length } = db.value(address);
  const mayBeInteger = encoding === StringEncoding.auto && length <= INT64_MAX_LENGTH;
  if (mayBeInteger && !Number.isNaN(parseInteger(u8, start, length))) return 'int';
  return length <= EMBEDDED_MAX_BYTES ? 'embstr' : 'raw';
}
