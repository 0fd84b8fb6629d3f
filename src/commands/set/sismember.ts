import { ByteRange } from '../../base/byte-range.ts';
import { SetValue } from '../../collections/set-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { MEMBER, MEMBERS } from './member-docs.ts';

const set = new SetValue();
const member = new ByteRange();

export const sismember = defineCommand({
  name: 'SISMEMBER',
  arity: 3,
  flags: ['readonly', 'fast'],
  categories: ['set'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Tells whether a set has a member.',
    complexity: 'O(1)',
    arguments: [KEY, MEMBER],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.readEntry(1, ValueType.set);
    const found = address !== 0 && set.open(db, address).has(args.range(2, member));
    reply.integer(found ? 1 : 0);
  },
});

export const smismember = defineCommand({
  name: 'SMISMEMBER',
  arity: -3,
  flags: ['readonly', 'fast'],
  categories: ['set'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '6.2.0',
    summary: 'Tells of several members whether a set has them.',
    complexity: 'O(N) for N members',
    arguments: [KEY, MEMBERS],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.readEntry(1, ValueType.set);
    if (address !== 0) set.open(db, address);
    reply.array(args.count - 2);
    for (let word = 2; word < args.count; word++) {
      const found = address !== 0 && set.has(args.range(word, member));
      reply.integer(found ? 1 : 0);
    }
  },
});
