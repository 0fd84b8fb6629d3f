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

export const sadd = defineCommand({
  name: 'SADD',
  arity: -3,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['set'],
  keys: [keyAt(1, 'RW', 'insert')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Adds members to a set, which is made when it does not exist.',
    complexity: 'O(1) for each member',
    history: [['2.4.0', 'Takes several members.']],
    arguments: [KEY, MEMBERS],
  },
  run(call) {
    const { args, db } = call;
    const limits = call.settings.encoding;
    const address = call.writeEntry(1, ValueType.set);
    let added = 0;
    let word = 2;
    if (address === 0) {
      const first = { text: args.range(2, member), sizeHint: args.count - 2, limits };
      set.create(db, { args, word: 1 }, first);
      added = 1;
      word = 3;
    } else set.open(db, address).expect(args.count - 2, limits);
    try {
      for (; word < args.count; word++) if (set.add(args.range(word, member), limits)) added++;
    } finally {
      // Also of what had been added when memory ran out.
      if (added > 0) {
        db.world.changes.dirty += added - 1;
        db.changed(set.address, Events.sadd);
      }
    }
    call.reply.integer(added);
  },
});
