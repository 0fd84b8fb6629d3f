import { ByteRange } from '../../base/byte-range.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';

const sorted = new SortedSet();
const text = new ByteRange();

export const zrem = defineCommand({
  name: 'ZREM',
  arity: -3,
  flags: ['write', 'fast'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RW', 'delete')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '1.2.0',
    summary: 'Removes members from a sorted set.',
    complexity: 'O(M*log(N)) for M of N members',
    history: [['2.4.0', 'Takes several members.']],
    arguments: [KEY, { name: 'member', type: 'string', flags: ['multiple'] }],
  },
  run(call) {
    const address = call.writeEntry(1, ValueType.zset);
    call.reply.integer(address === 0 ? 0 : removeWords(call, address));
  },
});

function removeWords(call: Call, address: number): number {
  const { args, db } = call;
  const { changes } = db.world;
  sorted.open(db, address);
  let removed = 0;
  for (let word = 2; word < call.count; word++) {
    if (!sorted.find(args.range(word, text))) continue;
    removed++;
    if (sorted.size === 1) {
      changes.dirty += removed - 1;
      db.alsoChanged(sorted.address, Events.zrem);
      db.remove(sorted.address, Events.del);
      return removed;
    }
    sorted.remove();
  }
  if (removed > 0) {
    changes.dirty += removed - 1;
    db.changed(sorted.address, Events.zrem);
  }
  return removed;
}
