import { List } from '../../collections/list.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';

const list = new List();

export const ltrim = defineCommand({
  name: 'LTRIM',
  arity: 4,
  flags: ['write'],
  categories: ['list'],
  keys: [keyAt(1, 'RW', 'delete')],
  loggable: [1, 2, 3],
  docs: {
    group: 'list',
    since: '1.0.0',
    summary: 'Removes the elements of a list that are not between two positions.',
    complexity: 'O(N) for N elements removed, which go in large steps',
    arguments: [KEY, { name: 'start', type: 'integer' }, { name: 'stop', type: 'integer' }],
  },
  run(call) {
    const { db, reply } = call;
    const start = call.integer(2);
    const stop = call.integer(3);
    const address = call.writeEntry(1, ValueType.list);
    if (address !== 0) {
      const { length } = list.openToChange(db, address, call.settings.encoding.listMaxListpackSize);
      const first = start < 0 ? Math.max(0, length + start) : start;
      const last = Math.min(stop < 0 ? length + stop : stop, length - 1);
      trim(db, first, last);
    }
    reply.ok();
  },
});

function trim(db: Database, first: number, last: number): void {
  const { length } = list;
  const { changes } = db.world;
  if (first > last) {
    changes.dirty += length - 1;
    db.alsoChanged(list.address, Events.ltrim);
    db.remove(list.address, Events.del);
    return;
  }
  const behind = length - 1 - last;
  if (behind > 0) list.remove(last + 1, behind);
  if (first > 0) list.remove(0, first);
  list.settle();
  // Subscribers hear of it even when nothing had to go.
  changes.dirty += first + behind - 1;
  db.changed(list.address, Events.ltrim);
}
