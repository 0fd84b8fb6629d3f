import { HashValue } from '../../collections/hash-value.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { writeAlternate, writePack } from '../write-element.ts';

const hash = new HashValue();
const walk = new MemberWalk();

export const hgetall = defineCommand({
  name: 'HGETALL',
  arity: 2,
  flags: ['readonly'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Returns the fields of a hash with their values.',
    complexity: 'O(N) for N fields',
    arguments: [KEY],
    tips: ['nondeterministic_output_order'],
  },
  run(call) {
    const { db, reply } = call;
    const address = call.readEntry(1, ValueType.hash);
    if (address === 0) {
      reply.map(0);
      return;
    }
    reply.map(hash.open(db, address).size);
    if (hash.members === undefined) {
      writePack(reply, hash.pack);
      return;
    }
    walk.openMembers(hash.members);
    while (walk.next()) {
      reply.bulk(walk.text);
      reply.bulk(walk.value);
    }
  },
});

export const hkeys = defineCommand({
  name: 'HKEYS',
  arity: 2,
  flags: ['readonly'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Returns the fields of a hash.',
    complexity: 'O(N) for N fields',
    arguments: [KEY],
    tips: ['nondeterministic_output_order'],
  },
  run(call) {
    writeColumn(call, 'fields');
  },
});

export const hvals = defineCommand({
  name: 'HVALS',
  arity: 2,
  flags: ['readonly'],
  categories: ['hash'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Returns the values of a hash.',
    complexity: 'O(N) for N values',
    arguments: [KEY],
    tips: ['nondeterministic_output_order'],
  },
  run(call) {
    writeColumn(call, 'values');
  },
});

function writeColumn(call: Call, column: 'fields' | 'values'): void {
  const { db, reply } = call;
  const address = call.readEntry(1, ValueType.hash);
  if (address === 0) {
    reply.array(0);
    return;
  }
  reply.array(hash.open(db, address).size);
  const { members, pack } = hash;
  const isFields = column === 'fields';
  if (members === undefined) {
    writeAlternate(reply, pack, isFields ? pack.first : pack.next(pack.first));
    return;
  }
  walk.openMembers(members);
  while (walk.next()) reply.bulk(isFields ? walk.text : walk.value);
}
