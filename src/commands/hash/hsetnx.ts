import { ByteRange } from '../../base/byte-range.ts';
import { HashValue } from '../../collections/hash-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { FIELD } from './field-docs.ts';
import { storeField } from './store-field.ts';

const hash = new HashValue();
const field = new ByteRange();
const value = new ByteRange();

export const hsetnx = defineCommand({
  name: 'HSETNX',
  arity: 4,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RW', 'insert')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Sets a field of a hash if there is no such field.',
    complexity: 'O(1)',
    arguments: [KEY, FIELD, { name: 'value', type: 'string' }],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.writeEntry(1, ValueType.hash);
    args.range(2, field);
    if (address !== 0 && hash.open(db, address).find(field) >= 0) {
      reply.integer(0);
      return;
    }
    storeField(call, { hash, address, field, value: args.range(3, value) });
    db.changed(hash.address, Events.hset);
    reply.integer(1);
  },
});
