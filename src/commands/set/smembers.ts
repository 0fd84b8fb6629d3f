import { LISTPACK_SET } from '../../collections/member-encoding.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import { SetValue } from '../../collections/set-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';
import type { Reply } from '../../resp/reply.ts';
import { writePack } from '../write-element.ts';

const set = new SetValue();
const walk = new MemberWalk();

export const smembers = defineCommand({
  name: 'SMEMBERS',
  arity: 2,
  flags: ['readonly'],
  categories: ['set'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Returns the members of a set.',
    complexity: 'O(N) for N members',
    arguments: [KEY],
    tips: ['nondeterministic_output_order'],
  },
  run(call) {
    const address = call.readEntry(1, ValueType.set);
    if (address === 0) call.reply.set(0);
    else writeMembers(call.reply, call.db, address);
  },
});

export const scard = defineCommand({
  name: 'SCARD',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['set'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Returns how many members a set has.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const address = call.readEntry(1, ValueType.set);
    call.reply.integer(address === 0 ? 0 : set.open(call.db, address).size);
  },
});

/** Answers with the whole set. */
export function writeMembers(reply: Reply, db: Database, address: number): void {
  set.open(db, address);
  reply.set(set.size);
  if (set.kind === LISTPACK_SET) {
    writePack(reply, set.pack);
    return;
  }
  walk.open(db, address);
  while (walk.next()) reply.bulk(walk.text);
}
