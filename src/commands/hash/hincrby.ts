import { ByteRange } from '../../base/byte-range.ts';
import { fromLatin1 } from '../../base/bytes.ts';
import { isInt64, parseBigInteger, parseInteger, writeInteger } from '../../base/int64.ts';
import { HashValue } from '../../collections/hash-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { readInteger64 } from '../integer-argument.ts';
import { FIELD } from './field-docs.ts';
import { storeField } from './store-field.ts';

const notInteger = new CommandError('ERR hash value is not an integer');

const hash = new HashValue();
const field = new ByteRange();
const digits = new ByteRange().set(new Uint8Array(24));
const exactDigits = new ByteRange();

export const hincrby = defineCommand({
  name: 'HINCRBY',
  arity: 4,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1, 3],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Adds a number to the integer that a field of a hash holds.',
    complexity: 'O(1)',
    arguments: [KEY, FIELD, { name: 'increment', type: 'integer' }],
  },
  run(call) {
    const { args, db, reply } = call;
    const by = readInteger64(call, 3);
    const address = call.writeEntry(1, ValueType.hash);
    args.range(2, field);
    const at = address === 0 ? -1 : hash.open(db, address).find(field);
    const old = at < 0 ? undefined : hash.value(at);
    const left = old === undefined ? 0 : parseInteger(old.u8, old.start, old.length);
    if (Number.isNaN(left)) throw notInteger;
    const sum = typeof by === 'number' ? left + by : Infinity;
    if (Number.isSafeInteger(sum)) {
      digits.length = writeInteger(digits.u8, 0, sum);
      storeField(call, { hash, address, field, value: digits });
      db.changed(hash.address, Events.hincrby);
      reply.integer(sum);
    } else {
      const exact = BigInt(by) + exactly(old);
      if (!isInt64(exact)) throw Errors.overflow;
      exactDigits.set(fromLatin1(exact.toString()));
      storeField(call, { hash, address, field, value: exactDigits });
      db.changed(hash.address, Events.hincrby);
      reply.bigInteger(exact);
    }
  },
});

function exactly(text: ByteRange | undefined): bigint {
  return text === undefined ? 0n : (parseBigInteger(text.u8, text.start, text.length) ?? 0n);
}
