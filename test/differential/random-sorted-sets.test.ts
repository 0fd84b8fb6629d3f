import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from '../../src/base/bytes.ts';
import type { CommandWord } from '../../src/resp/request-encoder.ts';
import { startServerPair } from '../support/server-pair.ts';
import { compareSteps, same, sameOrError } from './compare.ts';

const BINARY = fromLatin1('\0\xff\r\n');
/** 7.0 prints seventeen digits and 7.2 as few as are needed: scores here have the same either way. */
const PLAIN_SCORES = [
  '1',
  '2',
  '-3',
  '0.5',
  '-2.25',
  '1e3',
  '12345678',
  'inf',
  '-inf',
  '+5',
  '0x10',
];

const key = fc.constantFrom('a', 'b', 'c');
const member = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.nat({ max: 30 }).map((n) => `m${String(n)}`),
  fc.constantFrom<CommandWord>('', BINARY, '9223372036854775807', 'x'.repeat(70)),
);
const score = fc.oneof(
  fc.integer({ min: -9, max: 9 }).map(String),
  fc.constantFrom(...PLAIN_SCORES),
);
const rank = fc.integer({ min: -12, max: 12 }).map(String);
const bound = fc.oneof(
  score,
  score.map((each) => `(${each}`),
  fc.constantFrom('-inf', '+inf', 'x'),
);
const option = fc.constantFrom('NX', 'XX', 'GT', 'LT', 'CH', 'INCR');
const limit = fc.oneof(
  fc.constant<CommandWord[]>([]),
  fc.tuple(rank, rank).map((pair): CommandWord[] => ['LIMIT', ...pair]),
);
const scores = fc.constantFrom<CommandWord[]>([], ['WITHSCORES']);
const weights = fc.oneof(
  fc.constant<CommandWord[]>([]),
  fc.tuple(rank, score).map((pair): CommandWord[] => ['WEIGHTS', ...pair]),
);
const aggregate = fc.constantFrom<CommandWord[]>(
  [],
  ['AGGREGATE', 'SUM'],
  ['AGGREGATE', 'MIN'],
  ['AGGREGATE', 'MAX'],
);

function request(
  ...words: fc.Arbitrary<CommandWord | CommandWord[]>[]
): fc.Arbitrary<CommandWord[]> {
  return fc.tuple(...words).map((parts) => parts.flat());
}

/** At most three pairs: 7.2 goes by their number when it decides whether a set is too long for a listpack, 7.0 doesn't. */
const pairs = fc
  .array(fc.tuple(score, member), { minLength: 1, maxLength: 3 })
  .map((each) => each.flat());

const requests = fc.oneof(
  { weight: 6, arbitrary: request(fc.constant('ZADD'), key, pairs) },
  request(fc.constant('ZADD'), key, fc.array(option, { maxLength: 3 }), score, member),
  request(fc.constant('ZINCRBY'), key, score, member),
  { weight: 2, arbitrary: request(fc.constant('ZREM'), key, member, member, member) },
  request(fc.constantFrom('ZSCORE', 'ZRANK', 'ZREVRANK'), key, member),
  request(fc.constant('ZCOUNT'), key, bound, bound),
  request(fc.constantFrom('ZRANGE', 'ZREVRANGE'), key, rank, rank, scores),
  request(fc.constantFrom('ZRANGEBYSCORE', 'ZREVRANGEBYSCORE'), key, bound, bound, scores, limit),
  request(fc.constant('ZRANGESTORE'), key, key, rank, rank),
  request(fc.constant('ZRANGESTORE'), key, key, bound, bound, fc.constant('BYSCORE'), limit),
  request(fc.constantFrom('ZPOPMIN', 'ZPOPMAX'), key, fc.constantFrom('0', '1', '2', '3')),
  request(fc.constant('ZREMRANGEBYRANK'), key, rank, rank),
  request(fc.constant('ZREMRANGEBYSCORE'), key, bound, bound),
  request(
    fc.constantFrom('ZUNIONSTORE', 'ZINTERSTORE'),
    key,
    fc.constant('2'),
    key,
    key,
    weights,
    aggregate,
  ),
  request(fc.constantFrom('ZUNION', 'ZINTER'), fc.constant('2'), key, key, weights, scores),
  request(fc.constant('ZDIFFSTORE'), key, fc.constant('2'), key, key),
  request(fc.constant('ZDIFF'), fc.constant('3'), key, key, key, scores),
  request(fc.constant('ZINTERCARD'), fc.constant('2'), key, key),
  request(fc.constant('COPY'), fc.constantFrom(['a', 'b', 'REPLACE'], ['b', 'c', 'REPLACE'])),
  request(fc.constantFrom('ZCARD', 'DEL'), key),
);

test('random sequences on sorted sets answer and end as in redis-server, however early they grow', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  const entries = fc.constantFrom('0', '4', '9', '128');
  const length = fc.constantFrom('0', '3', '64');
  await fc.assert(
    fc.asyncProperty(entries, length, fc.array(requests, { maxLength: 60 }), async (...parts) => {
      const [most, longest, sequence] = parts;
      await compareSteps(redis, casemate, [
        same('FLUSHALL'),
        same('CONFIG', 'SET', 'zset-max-listpack-entries', most),
        same('CONFIG', 'SET', 'zset-max-listpack-value', longest),
        ...sequence.map(([name = '', ...words]) => sameOrError(name, ...words)),
        ...['a', 'b', 'c'].flatMap((name) => [
          same('ZRANGE', name, '0', '-1', 'WITHSCORES'),
          sameOrError('OBJECT', 'ENCODING', name),
        ]),
      ]);
    }),
    { numRuns: 200, seed: 20_261_121 },
  );
});
