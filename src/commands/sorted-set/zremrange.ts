import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events, type KeyEvent } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { NameRange } from './name-range.ts';
import { RankRange } from './rank-range.ts';
import { removeRanks } from './remove-ranks.ts';
import { ScoreRange } from './score-range.ts';

/** A range of members that two words of a request describe. */
interface Span {
  read(call: Call, minWord: number, maxWord: number): void;
  select(set: SortedSet): void;
  readonly first: number;
  readonly count: number;
}

const sorted = new SortedSet();

function removeCommand(
  name: Uppercase<string>,
  how: { readonly span: Span; readonly event: KeyEvent },
  docs: {
    readonly since: string;
    readonly summary: string;
    readonly ends: readonly [ArgumentDoc, ArgumentDoc];
  },
): Command {
  const { span, event } = how;
  return defineCommand({
    name,
    arity: 4,
    flags: ['write'],
    categories: ['sortedset'],
    keys: [keyAt(1, 'RW', 'delete')],
    loggable: [1],
    docs: {
      group: 'sorted-set',
      since: docs.since,
      summary: docs.summary,
      complexity: 'O(log(N)+M) for M of N members',
      arguments: [KEY, ...docs.ends],
    },
    run(call) {
      span.read(call, 2, 3);
      const address = call.writeEntry(1, ValueType.zset);
      if (address === 0) {
        call.reply.integer(0);
        return;
      }
      span.select(sorted.open(call.db, address));
      const { first, count } = span;
      removeRanks(call.db, sorted, { first, count, event });
      call.reply.integer(count);
    },
  });
}

export const zremrangebyrank = removeCommand(
  'ZREMRANGEBYRANK',
  { span: new RankRange(), event: Events.zremRangeByRank },
  {
    since: '2.0.0',
    summary: 'Removes the members of a sorted set in a range of ranks.',
    ends: [
      { name: 'start', type: 'integer' },
      { name: 'stop', type: 'integer' },
    ],
  },
);

export const zremrangebyscore = removeCommand(
  'ZREMRANGEBYSCORE',
  { span: new ScoreRange(), event: Events.zremRangeByScore },
  {
    since: '1.2.0',
    summary: 'Removes the members of a sorted set in a range of scores.',
    ends: [
      { name: 'min', type: 'double' },
      { name: 'max', type: 'double' },
    ],
  },
);

export const zremrangebylex = removeCommand(
  'ZREMRANGEBYLEX',
  { span: new NameRange(), event: Events.zremRangeByLex },
  {
    since: '2.8.9',
    summary: 'Removes the members in a range of names, where all scores are equal.',
    ends: [
      { name: 'min', type: 'string' },
      { name: 'max', type: 'string' },
    ],
  },
);
