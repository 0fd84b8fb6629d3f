import { ByteRange } from '../../base/byte-range.ts';
import { fromLatin1 } from '../../base/bytes.ts';
import {
  addLongDoubles,
  formatLongDouble,
  type LongDouble,
  parseLongDouble,
} from '../../base/long-double.ts';
import { HashValue } from '../../collections/hash-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { isPropagated, Words } from '../propagation.ts';
import { FIELD } from './field-docs.ts';
import { storeField } from './store-field.ts';

const notFloat = new CommandError('ERR hash value is not a float');
const infinite = new CommandError('ERR value is NaN or Infinity');
const ZERO = fromLatin1('0');

const hash = new HashValue();
const field = new ByteRange();
const value = new ByteRange();

export const hincrbyfloat = defineCommand({
  name: 'HINCRBYFLOAT',
  arity: 4,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1, 3],
  docs: {
    group: 'hash',
    since: '2.6.0',
    summary:
      'Adds a number, which may have a fraction, to the number that a field of a hash holds.',
    complexity: 'O(1)',
    arguments: [KEY, FIELD, { name: 'increment', type: 'double' }],
  },
  run(call) {
    const { args, db, reply } = call;
    const by = toNumber(args.view(3), Errors.notFloat);
    if (by.infinite) throw infinite;
    const address = call.writeEntry(1, ValueType.hash);
    args.range(2, field);
    const at = address === 0 ? -1 : hash.open(db, address).find(field);
    const left = toNumber(at < 0 ? ZERO : hash.value(at).view(), notFloat);
    const sum = addLongDoubles(left, by);
    if (sum === undefined) throw Errors.nanOrInfinity;
    const text = formatLongDouble(sum);
    storeField(call, { hash, address, field, value: value.set(text) });
    db.changed(hash.address, Events.hincrbyfloat);
    reply.bulkBytes(text);
    // Replicas get the result, so that no other arithmetic can give them another one.
    if (isPropagated(call)) call.propagateAs([Words.hset, args.copy(1), args.copy(2), text]);
  },
});

function toNumber(text: Uint8Array, error: CommandError): LongDouble {
  const number = parseLongDouble(text);
  if (number === undefined) throw error;
  return number;
}
