import { ByteRange } from '../../base/byte-range.ts';
import { SetValue } from '../../collections/set-value.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { MEMBERS } from './member-docs.ts';

const set = new SetValue();
const member = new ByteRange();

export const srem = defineCommand({
  name: 'SREM',
  arity: -3,
  flags: ['write', 'fast'],
  categories: ['set'],
  keys: [keyAt(1, 'RW', 'delete')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Removes members of a set, and the set with the last of them.',
    complexity: 'O(N) for N members',
    history: [['2.4.0', 'Takes several members.']],
    arguments: [KEY, MEMBERS],
  },
  run(call) {
    const { args, db, reply } = call;
    const address = call.writeEntry(1, ValueType.set);
    if (address === 0) {
      reply.integer(0);
      return;
    }
    set.open(db, address);
    let left = set.size;
    let removed = 0;
    for (let word = 2; word < args.count && left > 0; word++) {
      const at = set.find(args.range(word, member));
      if (at < 0) continue;
      removed++;
      left--;
      // The last one goes with the key.
      if (left > 0) set.removeAt(at);
    }
    if (removed > 0) {
      db.world.changes.dirty += removed - 1;
      if (left > 0) db.changed(set.address, Events.srem);
      else {
        db.alsoChanged(set.address, Events.srem);
        db.remove(set.address, Events.del);
      }
    }
    reply.integer(removed);
  },
});
