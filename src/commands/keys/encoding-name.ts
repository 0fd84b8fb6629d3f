import { assert } from '../../base/assert.ts';
import { INT64_MAX_LENGTH, parseInteger } from '../../base/int64.ts';
import type { Database } from '../../keyspace/database.ts';
import { StringEncoding, ValueType } from '../../keyspace/entry.ts';

const TYPE_BITS = 15;

/** The longest string that Redis keeps in one block with its object. */
const EMBEDDED_MAX_BYTES = 44;

/** How Redis would represent the value of an entry, in OBJECT ENCODING's words. */
export function encodingName(db: Database, address: number): string {
  const kind = db.kind(address);
  assert((kind & TYPE_BITS) === ValueType.string, 'only strings are kept so far');
  const encoding = kind >>> 4;
  if (encoding === StringEncoding.raw) return 'raw';
  const { u8, start, length } = db.value(address);
  const mayBeInteger = encoding === StringEncoding.auto && length <= INT64_MAX_LENGTH;
  if (mayBeInteger && !Number.isNaN(parseInteger(u8, start, length))) return 'int';
  return length <= EMBEDDED_MAX_BYTES ? 'embstr' : 'raw';
}
