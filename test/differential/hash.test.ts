import { test } from 'node:test';
import fc from 'fast-check';
import type { CommandWord } from '../../src/resp/request-encoder.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startServerPair } from '../support/server-pair.ts';
import { casemateSides } from './casemate-side.ts';
import {
  compareServers,
  compareSteps,
  type Step,
  same,
  sameOrError,
  sameSet,
  script,
} from './compare.ts';

const BINARY = Uint8Array.of(0, 255, 13, 10, 128, 7);
const MAX = '9223372036854775807';
const MIN = '-9223372036854775808';
const MANY = Array.from({ length: 600 }, (_, i) => [`field:${String(i)}`, `value ${String(i)}`]);

const setting = script(`
  = HSET h a 1
  = HSET h a 2 b 3
  = HSET h c x c y
  = HGETALL h
  = TYPE h
  ! HSET h a
  ! HSET h a 1 b
  ! HMSET h a 1 b
  ! HSET h
  = HMSET h d 1 e 2
  = HMGET h a nosuch d
  = HMGET nosuch a b
  = HSETNX h a 5
  = HSETNX h f 5
  = HSETNX fresh a 5
  = HGETALL fresh
  = HGET h a
  = HGET h nosuch
  = HGET nosuch a
  = HGETALL nosuch
  = HKEYS nosuch
  = HVALS nosuch
  = HKEYS h
  = HVALS h
  = HLEN h
  = HLEN nosuch
  = HEXISTS h a
  = HEXISTS h nosuch
  = HEXISTS nosuch a
  = HSTRLEN h c
  = HSTRLEN h nosuch
  = HSTRLEN nosuch a
  = HSET ints 127 128 4096 -4097 32768 8388608 2147483648 ${MAX} x ${MIN}
  = HGETALL ints
  = HSTRLEN ints x
  = HSTRLEN ints 2147483648
  = HGET ints 4096
  = HSET h "" ""
  = HGET h ""
  = HDEL h nosuch
  = HDEL h a a b
  = HDEL h c d e f "" more
  = EXISTS h
  = HDEL h a
  ! HDEL h
  = SET string v
  ! HSET string a 1
  ! HSETNX string a 1
  ! HGET string a
  ! HMGET string a
  ! HGETALL string
  ! HKEYS string
  ! HLEN string
  ! HEXISTS string a
  ! HSTRLEN string a
  ! HDEL string a
  ! HINCRBY string a 1
  ! HINCRBYFLOAT string a 1
  ! HRANDFIELD string
  ! HRANDFIELD string 2
  ! HSCAN string 0
  ! GET ints
`);

const counting = script(`
  = HINCRBY h n 5
  = HINCRBY h n -7
  = HGET h n
  = HINCRBY h big ${MAX}
  ! HINCRBY h big 1
  = HINCRBY h big -1
  = HINCRBY h low ${MIN}
  ! HINCRBY h low -1
  = HINCRBY h low ${MAX}
  = HSET h text abc safe 9007199254740991 space " 1" zero 01 float 1.5
  ! HINCRBY h text 1
  ! HINCRBY h space 1
  ! HINCRBY h zero 1
  ! HINCRBY h float 1
  = HINCRBY h safe 1
  = HINCRBY h safe 1
  = HINCRBY h safe -5
  ! HINCRBY h n 1.5
  ! HINCRBY h n abc
  ! HINCRBY h n 9223372036854775808
  ! HINCRBY h n
  = HINCRBYFLOAT h f 1.5
  = HINCRBYFLOAT h f 1
  = HINCRBYFLOAT h f -2.5
  = HINCRBYFLOAT h n 0.1
  = HINCRBYFLOAT h g 5.0e3
  = HINCRBYFLOAT h g 200
  ! HINCRBYFLOAT h text 1
  ! HINCRBYFLOAT h space 1
  ! HINCRBYFLOAT h f abc
  ! HINCRBYFLOAT h f nan
  ! HINCRBYFLOAT h f inf
  ! HINCRBYFLOAT h f " 1"
  = HINCRBYFLOAT h zero 1
  = HGETALL h
`);

const random = script(`
  = HRANDFIELD nosuch
  = HRANDFIELD nosuch 5
  = HRANDFIELD nosuch -5 WITHVALUES
  = HSET h a 1
  = HRANDFIELD h
  = HRANDFIELD h 5
  = HRANDFIELD h 5 WITHVALUES
  = HRANDFIELD h -3
  = HRANDFIELD h -3 withvalues
  = HRANDFIELD h 0
  = HRANDFIELD h 0 WITHVALUES
  ! HRANDFIELD h abc
  ! HRANDFIELD h 1 WITHVALUE
  ! HRANDFIELD h 1 WITHVALUES more
  ! HRANDFIELD h ${MIN}
  ! HRANDFIELD h ${MIN} WITHVALUES
  ! HRANDFIELD h 4611686018427387904 WITHVALUES
  ! HRANDFIELD h -4611686018427387904 WITHVALUES
  = HRANDFIELD h 4611686018427387903 WITHVALUES
  = HRANDFIELD h ${MAX}
  = HSET h b 2 c 3
  ~ HRANDFIELD h 3
  ~ HRANDFIELD h 10 WITHVALUES
  = HSCAN nosuch 0
  = HSCAN nosuch 0 COUNT 0
  = HSCAN h 0
  = HSCAN h 5
  = HSCAN h 0 MATCH b*
  = HSCAN h 0 MATCH * COUNT 1
  = HSCAN h 0 COUNT 100 MATCH [ab]
  ! HSCAN h abc
  ! HSCAN h 0 COUNT 0
  ! HSCAN h 0 COUNT abc
  ! HSCAN h 0 MATCH
  ! HSCAN h 0 TYPE hash
  ! HSCAN h
`);

const encodings: readonly Step[] = [
  ...script(`
    = CONFIG SET hash-max-listpack-entries 3
    = CONFIG SET hash-max-listpack-value 5
    = HSET h a 1 b 2 c 3
    = OBJECT ENCODING h
    = HSET h d 4
    = OBJECT ENCODING h
    = HDEL h a b c
    = OBJECT ENCODING h
    = HSET long a 12345
    = OBJECT ENCODING long
    = HSET long a 123456
    = OBJECT ENCODING long
    = HSET names 12345 a
    = OBJECT ENCODING names
    = HSET names 123456 a
    = OBJECT ENCODING names
    = HSETNX nx a 123456
    = OBJECT ENCODING nx
    = HINCRBY by a 123456
    = OBJECT ENCODING by
    = HINCRBY by2 a 12345
    = OBJECT ENCODING by2
    = HINCRBY by2 a 654321
    = OBJECT ENCODING by2
    = HINCRBYFLOAT float a 1.12345
    = OBJECT ENCODING float
    = CONFIG SET hash-max-listpack-entries 512
    = CONFIG SET hash-max-listpack-value 64
  `),
  same('HSET', 'many', ...MANY.slice(0, 512).flat()),
  same('OBJECT ENCODING many'),
  same('HGETALL many'),
  same('HSET', 'many', ...MANY.slice(512).flat()),
  same('OBJECT ENCODING many'),
  same('HLEN many'),
  sameSet('HGETALL many'),
  sameSet('HKEYS many'),
  sameSet('HVALS many'),
  sameSet('HRANDFIELD many 1000 WITHVALUES'),
  same('HMGET many field:3 nosuch field:599'),
  same('COPY many copy'),
  same('HDEL copy field:3'),
  same('HEXISTS many field:3'),
  same('RENAME copy renamed'),
  sameSet('HGETALL renamed'),
  same('HSET', 'many', BINARY, BINARY, 'x'.repeat(70_000), 'y'.repeat(70_000)),
  same('HGET', 'many', 'x'.repeat(70_000)),
  same('HGET', 'many', BINARY),
  same('HSET', 'many', 'x'.repeat(70_000), 'z'.repeat(71_000)),
  same('HSTRLEN', 'many', 'x'.repeat(70_000)),
  same('HSET', 'many', 'x'.repeat(70_000), 'small'),
  same('HGET', 'many', 'x'.repeat(70_000)),
  same('EXPIRE many 1000'),
  same('HSET many more 1'),
  same('TTL many'),
  same('UNLINK many'),
];

const subjects = { setting, counting, random };

test('hash commands answer as redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const sides = await casemateSides(context);
  for (const [subject, steps] of Object.entries(subjects)) {
    await context.test(subject, async () => {
      for (const side of sides) await compareServers(redis, side, steps);
    });
  }
});

test('hashes are kept as in redis-server, and change over when it does', async (context) => {
  const pair = await startServerPair(context);
  if (pair !== undefined) await compareServers(pair.redis, pair.casemate, encodings);
});

const key = fc.constantFrom('a', 'b');
const field = fc.oneof(
  fc.nat({ max: 9 }).map((n) => `f${String(n)}`),
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.constantFrom<CommandWord>('', BINARY, 'long field', MAX),
);
const value = fc.oneof(
  fc.integer({ min: -40_000, max: 40_000 }).map(String),
  fc.constantFrom<CommandWord>('', 'text', '1.5', BINARY, MAX, 'x'.repeat(20), 'y'.repeat(300)),
);
/** No field twice: 7.2 takes every one for new when it decides whether they are too many for a listpack, 7.0 doesn't. */
const pairs = fc
  .uniqueArray(fc.tuple(field, value), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => String(name),
  })
  .map((each) => each.flat());

function request(
  ...words: fc.Arbitrary<CommandWord | CommandWord[]>[]
): fc.Arbitrary<CommandWord[]> {
  return fc.tuple(...words).map((parts) => parts.flat());
}

const requests = fc.oneof(
  { weight: 4, arbitrary: request(fc.constantFrom('HSET', 'HMSET'), key, pairs) },
  request(fc.constant('HSETNX'), key, field, value),
  { weight: 2, arbitrary: request(fc.constant('HDEL'), key, fc.array(field, { minLength: 1 })) },
  request(fc.constantFrom('HGET', 'HEXISTS', 'HSTRLEN'), key, field),
  request(fc.constant('HMGET'), key, field, field),
  request(fc.constant('HINCRBY'), key, field, fc.constantFrom('1', '-1', '100000', MAX)),
  request(fc.constant('HINCRBYFLOAT'), key, field, fc.constantFrom('1.5', '-2', '1e10')),
  request(fc.constant('COPY'), fc.constantFrom(['a', 'b', 'REPLACE'], ['b', 'a', 'REPLACE'])),
  request(fc.constantFrom('HLEN', 'DEL'), key),
);

test('random sequences on hashes answer and end as in redis-server, however early they grow', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  const limit = fc.constantFrom('1', '4', '9', '512');
  await fc.assert(
    fc.asyncProperty(
      limit,
      limit,
      fc.array(requests, { maxLength: 60, size: 'max' }),
      async (...parts) => {
        const [entries, length, sequence] = parts;
        await compareSteps(redis, casemate, [
          same('FLUSHALL'),
          same('CONFIG', 'SET', 'hash-max-listpack-entries', entries),
          same('CONFIG', 'SET', 'hash-max-listpack-value', length),
          ...sequence.map(([name = '', ...words]) => sameOrError(name, ...words)),
          ...['a', 'b'].flatMap((name) => [
            sameSet('HGETALL', name),
            sameSet('HKEYS', name),
            sameOrError('OBJECT', 'ENCODING', name),
          ]),
          same('DEBUG', 'DIGEST'),
        ]);
      },
    ),
    { numRuns: 150, seed: 20_261_121 },
  );
});
