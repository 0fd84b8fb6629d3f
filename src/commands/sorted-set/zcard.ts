import { SortedSet } from '../../collections/sorted-set.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';

const sorted = new SortedSet();

export const zcard = defineCommand({
  name: 'ZCARD',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '1.2.0',
    summary: 'Returns how many members a sorted set has.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const address = call.readEntry(1, ValueType.zset);
    call.reply.integer(address === 0 ? 0 : sorted.open(call.db, address).size);
  },
});
