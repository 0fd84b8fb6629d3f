import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, type CommandDocs, KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { BY, LIMIT, REV, WITH_SCORES } from './range-arguments.ts';
import { type RangeForm, RangeRequest } from './range-request.ts';
import { writeRange } from './write-range.ts';

const sorted = new SortedSet();
const request = new RangeRequest();

function answerRange(call: Call, form: RangeForm): void {
  request.read(call, form);
  const address = call.readEntry(1, ValueType.zset);
  if (address === 0) {
    call.reply.array(0);
    return;
  }
  request.select(sorted.open(call.db, address));
  writeRange(call.reply, sorted, request);
}

function rangeCommand(
  name: Uppercase<string>,
  form: RangeForm,
  docs: Omit<CommandDocs, 'group' | 'complexity'>,
): Command {
  return defineCommand({
    name,
    arity: -4,
    flags: ['readonly'],
    categories: ['sortedset'],
    keys: [keyAt(1, 'RO', 'access')],
    loggable: [1],
    docs: {
      group: 'sorted-set',
      complexity: 'O(log(N)+M) for M of N members',
      ...docs,
    },
    run(call) {
      answerRange(call, form);
    },
  });
}

/** What ZRANGE does with options, its older sisters did by name. */
function deprecated(by: string): Pick<CommandDocs, 'flags' | 'deprecatedSince' | 'replacedBy'> {
  return {
    flags: ['deprecated'],
    deprecatedSince: '6.2.0',
    replacedBy: `\`ZRANGE\` with the ${by}`,
  };
}

const SINCE_6_2 = { since: '6.2.0' } as const;

export const zrange = rangeCommand(
  'ZRANGE',
  { key: 1, by: 'any', order: 'any', target: 'reply' },
  {
    since: '1.2.0',
    summary: 'Returns the members of a sorted set in a range of ranks, scores or names.',
    history: [['6.2.0', 'The options `REV`, `BYSCORE`, `BYLEX` and `LIMIT` were added.']],
    arguments: [
      KEY,
      { name: 'start', type: 'string' },
      { name: 'stop', type: 'string' },
      { ...BY, ...SINCE_6_2 },
      { ...REV, ...SINCE_6_2 },
      { ...LIMIT, ...SINCE_6_2 },
      WITH_SCORES,
    ],
  },
);

export const zrevrange = rangeCommand(
  'ZREVRANGE',
  { key: 1, by: 'rank', order: 'down', target: 'reply' },
  {
    since: '1.2.0',
    summary: 'Returns the members of a sorted set in a range of ranks, from the highest on.',
    ...deprecated('`REV` argument'),
    arguments: [
      KEY,
      { name: 'start', type: 'integer' },
      { name: 'stop', type: 'integer' },
      WITH_SCORES,
    ],
  },
);

function scoreArguments(
  first: string,
  last: string,
  withScores: ArgumentDoc,
): readonly ArgumentDoc[] {
  return [KEY, { name: first, type: 'double' }, { name: last, type: 'double' }, withScores, LIMIT];
}

export const zrangebyscore = rangeCommand(
  'ZRANGEBYSCORE',
  { key: 1, by: 'score', order: 'up', target: 'reply' },
  {
    since: '1.0.5',
    summary: 'Returns the members of a sorted set in a range of scores.',
    ...deprecated('`BYSCORE` argument'),
    history: [['2.0.0', 'The option `WITHSCORES` was added.']],
    arguments: scoreArguments('min', 'max', { ...WITH_SCORES, since: '2.0.0' }),
  },
);

export const zrevrangebyscore = rangeCommand(
  'ZREVRANGEBYSCORE',
  { key: 1, by: 'score', order: 'down', target: 'reply' },
  {
    since: '2.2.0',
    summary: 'Returns the members of a sorted set in a range of scores, from the highest on.',
    ...deprecated('`REV` and `BYSCORE` arguments'),
    history: [['2.1.6', 'The ends of a range may be left out of it.']],
    arguments: scoreArguments('max', 'min', WITH_SCORES),
  },
);

function nameArguments(first: string, last: string): readonly ArgumentDoc[] {
  return [KEY, { name: first, type: 'string' }, { name: last, type: 'string' }, LIMIT];
}

export const zrangebylex = rangeCommand(
  'ZRANGEBYLEX',
  { key: 1, by: 'name', order: 'up', target: 'reply' },
  {
    since: '2.8.9',
    summary: 'Returns the members in a range of names, where all scores are equal.',
    ...deprecated('`BYLEX` argument'),
    arguments: nameArguments('min', 'max'),
  },
);

export const zrevrangebylex = rangeCommand(
  'ZREVRANGEBYLEX',
  { key: 1, by: 'name', order: 'down', target: 'reply' },
  {
    since: '2.8.9',
    summary: 'Returns the members in a range of names, from the last on.',
    ...deprecated('`REV` and `BYLEX` arguments'),
    arguments: nameArguments('max', 'min'),
  },
);
