import { MemberSample } from '../../collections/member-sample.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { BULK_BYTES_MIN } from '../../resp/reply.ts';
import { readSampleCount } from '../sample-count.ts';
import { WITH_SCORES } from './range-arguments.ts';

const OUT_OF_RANGE = new CommandError('ERR value is out of range');
/** Each member counts twice in the reply, and the sum must be a 64-bit integer. */
const COUNT_MAX_WITH_SCORES = 4_611_686_018_427_387_903n;

const sorted = new SortedSet();
const sample = new MemberSample();

export const zrandmember = defineCommand({
  name: 'ZRANDMEMBER',
  arity: -2,
  flags: ['readonly'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3],
  docs: {
    group: 'sorted-set',
    since: '6.2.0',
    summary: 'Returns members of a sorted set at random.',
    complexity: 'O(N) for N members that are returned',
    arguments: [
      KEY,
      {
        name: 'options',
        type: 'block',
        flags: ['optional'],
        arguments: [{ name: 'count', type: 'integer' }, WITH_SCORES],
      },
    ],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    if (call.count > 2) drawMany(call);
    else drawOne(call);
  },
});

function drawOne(call: Call): void {
  const address = call.readEntry(1, ValueType.zset);
  if (address === 0) {
    call.reply.null();
    return;
  }
  sorted.open(call.db, address).seekRandom();
  call.reply.bulk(sorted.text);
}

function drawMany(call: Call): void {
  const { db, reply } = call;
  const exact = readSampleCount(call, 2);
  const withScores = call.count === 4;
  if (call.count > 4 || (withScores && !call.is(3, 'withscores'))) throw Errors.syntax;
  if (withScores && (exact > COUNT_MAX_WITH_SCORES || exact < -COUNT_MAX_WITH_SCORES)) {
    throw OUT_OF_RANGE;
  }
  const count = Number(exact);
  const address = call.readEntry(1, ValueType.zset);
  if (address === 0 || count === 0) {
    reply.array(0);
    return;
  }
  const many = count < 0 ? -count : Math.min(count, sorted.open(db, address).size);
  reply.expect(many * BULK_BYTES_MIN);
  const isNested = withScores && reply.resp3;
  reply.array(withScores && !isNested ? many * 2 : many);
  if (count < 0) sample.openRepeated(db, address, many);
  else sample.openDistinct(db, address, many);
  while (sample.next()) {
    if (isNested) reply.array(2);
    reply.bulk(sample.text);
    if (withScores) reply.score(sample.score);
  }
}
