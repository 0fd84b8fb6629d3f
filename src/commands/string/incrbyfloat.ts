import { fromLatin1 } from '../../base/bytes.ts';
import {
  addLongDoubles,
  formatLongDouble,
  type LongDouble,
  parseLongDouble,
} from '../../base/long-double.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { kindOf, StringEncoding, ValueType } from '../../keyspace/entry.ts';
import { isPropagated, Words } from '../propagation.ts';

/** Redis stores the sum as text even when it is whole, so OBJECT ENCODING never calls it an int. */
const PLAIN = kindOf(ValueType.string, StringEncoding.plain);

const ZERO = fromLatin1('0');

export const incrbyfloat = defineCommand({
  name: 'INCRBYFLOAT',
  arity: 3,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'string',
    since: '2.6.0',
    summary: 'Adds a number, which may have a fraction, to the number that a key holds.',
    complexity: 'O(1)',
    arguments: [KEY, { name: 'increment', type: 'double' }],
  },
  run(call) {
    const { args, db, reply } = call;
    const old = call.writeString(1);
    const left = toNumber(old === 0 ? ZERO : db.value(old).view());
    const right = toNumber(args.view(2));
    const sum = addLongDoubles(left, right);
    if (sum === undefined) throw Errors.nanOrInfinity;
    const text = formatLongDouble(sum);
    store(call, text);
    reply.bulkBytes(text);
    // Replicas get the result, so that no other arithmetic can give them another one.
    if (isPropagated(call)) call.propagateAs([Words.set, args.copy(1), text, Words.keepTtl]);
  },
});

function toNumber(text: Uint8Array): LongDouble {
  const value = parseLongDouble(text);
  if (value === undefined) throw Errors.notFloat;
  return value;
}

function store(call: Call, text: Uint8Array): void {
  const { db } = call;
  const address = db.placeKeepingExpiry(call.args, 1, PLAIN, text.length);
  const value = db.value(address);
  value.u8.set(text, value.start);
  db.changed(address, Events.incrByFloat);
}
