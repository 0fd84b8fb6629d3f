import { ByteRange } from '../../base/byte-range.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';

const sorted = new SortedSet();
const text = new ByteRange();

export const zscore = defineCommand({
  name: 'ZSCORE',
  arity: 3,
  flags: ['readonly', 'fast'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '1.2.0',
    summary: 'Returns the score of a member.',
    complexity: 'O(1)',
    arguments: [KEY, { name: 'member', type: 'string' }],
  },
  run(call) {
    const address = call.readEntry(1, ValueType.zset);
    if (address === 0) call.reply.null();
    else writeScore(call, sorted.open(call.db, address), 2);
  },
});

export const zmscore = defineCommand({
  name: 'ZMSCORE',
  arity: -3,
  flags: ['readonly', 'fast'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '6.2.0',
    summary: 'Returns the scores of several members.',
    complexity: 'O(N) for N members asked for',
    arguments: [KEY, { name: 'member', type: 'string', flags: ['multiple'] }],
  },
  run(call) {
    const { reply } = call;
    const address = call.readEntry(1, ValueType.zset);
    if (address !== 0) sorted.open(call.db, address);
    reply.array(call.count - 2);
    for (let word = 2; word < call.count; word++) {
      if (address === 0) reply.null();
      else writeScore(call, sorted, word);
    }
  },
});

function writeScore(call: Call, set: SortedSet, word: number): void {
  if (set.find(call.args.range(word, text))) call.reply.score(set.score);
  else call.reply.null();
}
