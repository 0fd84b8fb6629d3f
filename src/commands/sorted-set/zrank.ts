import { ByteRange } from '../../base/byte-range.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors, wrongArity } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';

const sorted = new SortedSet();
const text = new ByteRange();

function rankCommand(name: Uppercase<string>, order: 'up' | 'down', summary: string): Command {
  return defineCommand({
    name,
    arity: -3,
    flags: ['readonly', 'fast'],
    categories: ['sortedset'],
    keys: [keyAt(1, 'RO', 'access')],
    loggable: [1],
    docs: {
      group: 'sorted-set',
      since: '2.0.0',
      summary,
      complexity: 'O(log(N)) with N members in the set',
      history: [['7.2.0', 'The option `WITHSCORE` was added.']],
      arguments: [
        KEY,
        { name: 'member', type: 'string' },
        { name: 'withscore', type: 'pure-token', token: 'WITHSCORE', flags: ['optional'] },
      ],
    },
    run(call) {
      const { db, reply } = call;
      if (call.count > 4) throw wrongArity(call.row.fullName);
      const withScore = call.count === 4;
      if (withScore && !call.is(3, 'withscore')) throw Errors.syntax;
      const address = call.readEntry(1, ValueType.zset);
      call.args.range(2, text);
      if (address === 0 || !sorted.open(db, address).find(text)) {
        if (withScore) reply.nullArray();
        else reply.null();
        return;
      }
      if (withScore) reply.array(2);
      const rank = sorted.rankOf(text);
      reply.integer(order === 'up' ? rank : sorted.size - 1 - rank);
      if (withScore) reply.score(sorted.score);
    },
  });
}

export const zrank = rankCommand(
  'ZRANK',
  'up',
  'Returns how many members come before one, by their scores.',
);
export const zrevrank = rankCommand(
  'ZREVRANK',
  'down',
  'Returns how many members come after one, by their scores.',
);
