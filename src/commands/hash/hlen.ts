import { ByteRange } from '../../base/byte-range.ts';
import { HashValue } from '../../collections/hash-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { FIELD } from './field-docs.ts';

const hash = new HashValue();
const field = new ByteRange();

export const hlen = defineCommand({
  name: 'HLEN',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Returns how many fields a hash has.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const address = call.readEntry(1, ValueType.hash);
    call.reply.integer(address === 0 ? 0 : hash.open(call.db, address).size);
  },
});

export const hexists = defineCommand({
  name: 'HEXISTS',
  arity: 3,
  flags: ['readonly', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Tells whether a hash has a field.',
    complexity: 'O(1)',
    arguments: [KEY, FIELD],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.readEntry(1, ValueType.hash);
    const at = address === 0 ? -1 : hash.open(db, address).find(args.range(2, field));
    reply.integer(at < 0 ? 0 : 1);
  },
});

export const hstrlen = defineCommand({
  name: 'HSTRLEN',
  arity: 3,
  flags: ['readonly', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '3.2.0',
    summary: 'Returns how long the value of a field of a hash is.',
    complexity: 'O(1)',
    arguments: [KEY, FIELD],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.readEntry(1, ValueType.hash);
    const at = address === 0 ? -1 : hash.open(db, address).find(args.range(2, field));
    reply.integer(at < 0 ? 0 : hash.value(at).length);
  },
});
