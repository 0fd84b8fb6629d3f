import { BigSortedSet } from '../../collections/big-sorted-set.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import { defineCommand } from '../../command/command.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { BY, LIMIT, REV } from './range-arguments.ts';
import { type RangeForm, RangeRequest } from './range-request.ts';
import { storeResult } from './store-result.ts';

const FORM: RangeForm = { key: 2, by: 'any', order: 'any', target: 'store' };

const sorted = new SortedSet();
const request = new RangeRequest();

export const zrangestore = defineCommand({
  name: 'ZRANGESTORE',
  arity: -5,
  flags: ['write', 'denyoom'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'OW', 'update'), keyAt(2, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'sorted-set',
    since: '6.2.0',
    summary: 'Stores a range of the members of a sorted set under another key.',
    complexity: 'O(log(N)+M) for M of N members',
    arguments: [
      { name: 'dst', type: 'key', keySpec: 0 },
      { name: 'src', type: 'key', keySpec: 1 },
      { name: 'min', type: 'string' },
      { name: 'max', type: 'string' },
      BY,
      REV,
      LIMIT,
    ],
  },
  run(call) {
    request.read(call, FORM);
    const address = call.readEntry(2, ValueType.zset);
    const made = new BigSortedSet(call.db.world);
    try {
      if (address !== 0) {
        request.select(sorted.open(call.db, address));
        copyRange(made);
      }
    } catch (thrown) {
      made.release();
      throw thrown;
    }
    storeResult(call, made, Events.zrangeStore);
  },
});

function copyRange(made: BigSortedSet): void {
  const { from, count, isDown } = request;
  if (count === 0) return;
  sorted.seekRank(isDown ? from - count + 1 : from);
  for (let left = count; ; ) {
    made.append(sorted.text, sorted.score);
    if (--left === 0) return;
    sorted.next();
  }
}
