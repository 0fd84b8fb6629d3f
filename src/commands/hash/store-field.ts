import type { ByteRange } from '../../base/byte-range.ts';
import type { HashValue } from '../../collections/hash-value.ts';
import type { Call } from '../../command/call.ts';

/** Sets one field of the hash under word 1, open in `hash` unless its `address` is 0: then it is made. */
export function storeField(
  { args, db, settings }: Call,
  to: {
    readonly hash: HashValue;
    readonly address: number;
    readonly field: ByteRange;
    readonly value: ByteRange;
  },
): void {
  const { hash, field, value } = to;
  if (to.address !== 0) {
    hash.set(field, value, settings.encoding);
    return;
  }
  const max = settings.encoding.hashMaxListpackValueBytes;
  const isLong = field.length > max || value.length > max;
  const encoding =
    isLong || settings.encoding.hashMaxListpackEntries === 0 ? 'hashtable' : 'listpack';
  hash.create(db, { args, word: 1 }, { field, value, encoding });
}
