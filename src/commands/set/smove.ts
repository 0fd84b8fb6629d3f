import { ByteRange } from '../../base/byte-range.ts';
import { SetValue } from '../../collections/set-value.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { sameWords } from '../keys/same-words.ts';
import { MEMBER } from './member-docs.ts';

const source = new SetValue();
const destination = new SetValue();
const member = new ByteRange();

export const smove = defineCommand({
  name: 'SMOVE',
  arity: 4,
  flags: ['write', 'fast'],
  categories: ['set'],
  keys: [keyAt(1, 'RW', 'access', 'delete'), keyAt(2, 'RW', 'insert')],
  loggable: [1, 2],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Takes a member out of a set and adds it to another.',
    complexity: 'O(1)',
    arguments: [
      { name: 'source', type: 'key', keySpec: 0 },
      { name: 'destination', type: 'key', keySpec: 1 },
      MEMBER,
    ],
  },
  run(call) {
    const { args, db, reply } = call;
    // What is behind the other key matters only when there is something to move.
    if (db.write(args, 1) === 0) {
      reply.integer(0);
      return;
    }
    const from = call.writeEntry(1, ValueType.set);
    const to = call.writeEntry(2, ValueType.set);
    args.range(3, member);
    const isMember = source.open(db, from).has(member);
    if (!isMember || sameWords(args, 1, 2)) {
      reply.integer(isMember ? 1 : 0);
      return;
    }
    // First what may run out of memory, though its events come last.
    const added = to === 0 ? true : destination.open(db, to).add(member, call.settings.encoding);
    if (to === 0) createUntold(call);
    if (source.size > 1) {
      source.removeAt(source.find(member));
      db.changed(source.address, Events.srem);
    } else {
      db.alsoChanged(source.address, Events.srem);
      db.remove(source.address, Events.del);
    }
    if (to === 0) db.alsoChanged(destination.address, Events.new);
    if (added) db.changed(destination.address, Events.sadd);
    reply.integer(1);
  },
});

/** Makes the destination, of which nobody hears yet. */
function createUntold({ args, db, settings }: Call): void {
  const { changes } = db.world;
  const { eventClasses } = changes;
  changes.eventClasses &= ~Events.new.eventClass;
  try {
    const first = { text: member, sizeHint: 1, limits: settings.encoding };
    destination.create(db, { args, word: 2 }, first);
  } finally {
    changes.eventClasses = eventClasses;
  }
}
