import { SetValue } from '../../collections/set-value.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { readInteger64 } from '../integer-argument.ts';
import { isPropagated, Words } from '../propagation.ts';
import { popAll, popMany } from './spop-many.ts';

const set = new SetValue();

export const spop = defineCommand({
  name: 'SPOP',
  arity: -2,
  flags: ['write', 'fast'],
  categories: ['set'],
  keys: [keyAt(1, 'RW', 'access', 'delete')],
  loggable: [1, 2],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Removes members of a set at random and returns them.',
    complexity: 'Without a count O(1), else O(N) for N members',
    history: [['3.2.0', 'Takes a count.']],
    arguments: [KEY, { name: 'count', type: 'integer', since: '3.2.0', flags: ['optional'] }],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    if (call.count === 2) popOne(call);
    else if (call.count === 3) popCounted(call);
    else throw Errors.syntax;
  },
});

function popOne(call: Call): void {
  const { args, db, reply } = call;
  const address = call.writeEntry(1, ValueType.set);
  if (address === 0) {
    reply.null();
    return;
  }
  const at = set.open(db, address).random();
  const member = set.text(at);
  reply.bulk(member);
  if (isPropagated(call)) call.propagateAs([Words.srem, args.copy(1), member.copy()]);
  if (set.size > 1) {
    set.removeAt(at);
    db.changed(set.address, Events.spop);
  } else {
    db.alsoChanged(address, Events.spop);
    db.remove(address, Events.del);
  }
}

function popCounted(call: Call): void {
  const { db, reply } = call;
  const count = Number(readInteger64(call, 2, Errors.mustBePositive));
  if (count < 0) throw Errors.mustBePositive;
  const address = call.writeEntry(1, ValueType.set);
  if (address === 0 || count === 0) reply.set(0);
  else if (count >= set.open(db, address).size) popAll(call, address);
  else popMany(call, set, count);
}
