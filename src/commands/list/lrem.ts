import { ByteRange } from '../../base/byte-range.ts';
import { INT64_MIN } from '../../base/int64.ts';
import { ElementMatcher } from '../../collections/element-matcher.ts';
import { List, type Side } from '../../collections/list.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { readInteger64 } from '../integer-argument.ts';
import { signedCountOutOfRange } from './signed-count.ts';

const list = new List();
const matcher = new ElementMatcher();
const text = new ByteRange();

export const lrem = defineCommand({
  name: 'LREM',
  arity: 4,
  flags: ['write'],
  categories: ['list'],
  keys: [keyAt(1, 'RW', 'delete')],
  loggable: [1, 2],
  docs: {
    group: 'list',
    since: '1.0.0',
    summary: 'Removes elements of a list that equal one.',
    complexity: 'O(N+M) for a list of N elements, M of which are removed',
    arguments: [KEY, { name: 'count', type: 'integer' }, { name: 'element', type: 'string' }],
  },
  run(call) {
    const { args, db, reply } = call;
    const count = readInteger64(call, 2);
    if (count === INT64_MIN) throw signedCountOutOfRange;
    const address = call.writeEntry(1, ValueType.list);
    if (address === 0) {
      reply.integer(0);
      return;
    }
    list.openToChange(db, address, call.settings.encoding.listMaxListpackSize);
    matcher.of(args.range(3, text));
    const most = count === 0 ? Infinity : Math.abs(Number(count));
    const removed = remove(count < 0 ? 'tail' : 'head', most);
    if (removed > 0) tell(db, removed);
    reply.integer(removed);
  },
});

function remove(from: Side, most: number): number {
  try {
    return from === 'head' ? removeFirst(most) : removeLast(most);
  } finally {
    list.endCuts();
  }
}

function removeFirst(most: number): number {
  let removed = 0;
  list.openRun(0);
  while (removed < most && list.find(matcher, Infinity) >= 0) {
    list.cutHere();
    removed++;
  }
  return removed;
}

function removeLast(most: number): number {
  let removed = 0;
  list.seekEnd();
  while (removed < most && list.findBackwards(matcher, Infinity) >= 0) {
    list.cutHere();
    removed++;
  }
  return removed;
}

function tell(db: Database, removed: number): void {
  db.world.changes.dirty += removed - 1;
  if (list.length === 0) {
    db.alsoChanged(list.address, Events.lrem);
    db.remove(list.address, Events.del);
    return;
  }
  list.settle();
  db.changed(list.address, Events.lrem);
}
