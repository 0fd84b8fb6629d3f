import { SortedSet } from '../../collections/sorted-set.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { NameRange } from './name-range.ts';
import { ScoreRange } from './score-range.ts';

const sorted = new SortedSet();

function countCommand(
  name: Uppercase<string>,
  range: ScoreRange | NameRange,
  docs: { readonly since: string; readonly summary: string; readonly type: 'double' | 'string' },
): Command {
  return defineCommand({
    name,
    arity: 4,
    flags: ['readonly', 'fast'],
    categories: ['sortedset'],
    keys: [keyAt(1, 'RO', 'access')],
    loggable: [1],
    docs: {
      group: 'sorted-set',
      since: docs.since,
      summary: docs.summary,
      complexity: 'O(log(N)) with N members in the set',
      arguments: [KEY, { name: 'min', type: docs.type }, { name: 'max', type: docs.type }],
    },
    run(call) {
      range.read(call, 2, 3);
      const address = call.readEntry(1, ValueType.zset);
      if (address === 0) {
        call.reply.integer(0);
        return;
      }
      range.select(sorted.open(call.db, address));
      call.reply.integer(range.count);
    },
  });
}

export const zcount = countCommand('ZCOUNT', new ScoreRange(), {
  since: '2.0.0',
  summary: 'Counts the members with scores in a range.',
  type: 'double',
});

export const zlexcount = countCommand('ZLEXCOUNT', new NameRange(), {
  since: '2.8.9',
  summary: 'Counts the members in a range of names, where all scores are equal.',
  type: 'string',
});
