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
const NAMES = Array.from({ length: 400 }, (_, i) => `member:${String(i)}`);
const NUMBERS = Array.from({ length: 600 }, (_, i) => String(i * 3));

// 7.0 has no listpacks for sets, so the order of members is compared only where they are integers, and the name of the
// encoding only where it is not theirs.

const members = script(`
  = SADD s a
  = SADD s a b c b
  ~ SMEMBERS s
  = TYPE s
  = SCARD s
  = SCARD nosuch
  = SISMEMBER s a
  = SISMEMBER s nosuch
  = SISMEMBER nosuch a
  = SMISMEMBER s a nosuch b
  = SMISMEMBER nosuch a b
  = SMEMBERS nosuch
  = SREM s nosuch
  = SREM nosuch a
  = SREM s a a x
  = SREM s b c d
  = EXISTS s
  = SADD ints 5 -1 3 32767 32768 2147483647 2147483648 ${MAX} ${MIN} 0
  = SMEMBERS ints
  = OBJECT ENCODING ints
  = SADD ints 5 6 -40000
  = SREM ints ${MAX} 32768
  = SMEMBERS ints
  = SISMEMBER ints ${MIN}
  = SISMEMBER ints ${MAX}
  = SISMEMBER ints 05
  = SISMEMBER ints 9223372036854775808
  = SADD ints 05
  ~ SMEMBERS ints
  = SISMEMBER ints 5
  = SISMEMBER ints 05
  = SADD e ""
  = SMEMBERS e
  = SREM e ""
  ! SADD s
  ! SREM s
  ! SMEMBERS
  ! SISMEMBER s
  ! SMISMEMBER s
  = SET string v
  ! SADD string a
  ! SREM string a
  ! SISMEMBER string a
  ! SMISMEMBER string a
  ! SMEMBERS string
  ! SCARD string
  ! SPOP string
  ! SPOP string 1
  ! SRANDMEMBER string
  ! SRANDMEMBER string 1
  ! SSCAN string 0
  ! GET ints
`);

const moving = script(`
  = SADD one a b 1
  = SADD two 1 2 3
  = SMOVE one two a
  = SMOVE one two nosuch
  = SMOVE one two 1
  ~ SMEMBERS two
  = SMOVE one one b
  = SMOVE one one nosuch
  = SMOVE one three b
  = EXISTS one
  = SMEMBERS three
  = SMOVE one two a
  = SET string v
  = SMOVE nosuch string a
  ! SMOVE string two a
  ! SMOVE two string a
  ! SMOVE two string nosuch
  ! SMOVE two
`);

const random = script(`
  = SPOP nosuch
  = SPOP nosuch 5
  = SADD s a
  = SRANDMEMBER s
  = SRANDMEMBER s 5
  = SRANDMEMBER s -3
  = SRANDMEMBER s 0
  = SRANDMEMBER nosuch
  = SRANDMEMBER nosuch 3
  = SRANDMEMBER nosuch -3
  ! SRANDMEMBER s abc
  ! SRANDMEMBER s 1 2
  ! SRANDMEMBER s ${MIN}
  = SRANDMEMBER s ${MAX}
  = SPOP s
  = EXISTS s
  = SADD s a b c
  ~ SRANDMEMBER s 3
  ~ SRANDMEMBER s 30
  = SPOP s 0
  ! SPOP s -1
  ! SPOP s abc
  ! SPOP s 1 2
  ~ SPOP s 3
  = EXISTS s
  = SADD s 1 2 3
  = SPOP s 100
  = EXISTS s
  = SADD s 1 2 3
  = SSCAN nosuch 0
  = SSCAN nosuch 0 COUNT 0
  = SSCAN s 0
  = SSCAN s 5
  = SSCAN s 0 MATCH 2*
  = SSCAN s 0 COUNT 100 MATCH [13]
  ! SSCAN s abc
  ! SSCAN s 0 COUNT 0
  ! SSCAN s 0 COUNT abc
  ! SSCAN s 0 MATCH
  ! SSCAN s 0 TYPE set
  ! SSCAN s
`);

const algebra: readonly Step[] = [
  ...script(`
    = SADD a 1 2 3 x y
    = SADD b 2 3 4 y z
    = SADD c 3 y
    = SADD ints 1 2 3 4
    = SADD more 3 4 5 70000
    ~ SINTER a b
    ~ SINTER a b c
    ~ SINTER a a
    ~ SINTER a
    = SINTER a nosuch b
    = SINTER nosuch
    = SINTER ints more
    ~ SUNION a b c nosuch
    = SUNION nosuch other
    ~ SUNION a b c ints more a
    = SUNION ints more
    ~ SDIFF a b
    ~ SDIFF a nosuch
    = SDIFF nosuch a
    = SDIFF a b c ints
    = SDIFF a a
    = SDIFF a b a
    = SDIFF ints more
    = SINTERCARD 2 a b
    = SINTERCARD 2 a b LIMIT 1
    = SINTERCARD 2 a b LIMIT 0
    = SINTERCARD 2 a b limit 5 LIMIT 2
    = SINTERCARD 1 nosuch
    = SINTERCARD 3 a b nosuch LIMIT 2
    ! SINTERCARD 0 a
    ! SINTERCARD -1 a
    ! SINTERCARD abc a
    ! SINTERCARD 3 a b
    ! SINTERCARD 1 a b
    ! SINTERCARD 1 a LIMIT
    ! SINTERCARD 1 a LIMIT -1
    ! SINTERCARD 1 a LIMIT abc
    ! SINTERCARD 1 a MAX 1
    = SINTERSTORE d a b
    ~ SMEMBERS d
    = SINTERSTORE d ints more
    = SMEMBERS d
    = OBJECT ENCODING d
    = SINTERSTORE d a nosuch
    = EXISTS d
    = SINTERSTORE nosuch a nosuch
    = SUNIONSTORE d a b
    ~ SMEMBERS d
    = SUNIONSTORE d ints more
    = SMEMBERS d
    = OBJECT ENCODING d
    = EXPIRE d 1000
    = SDIFFSTORE d ints more
    = TTL d
    = SMEMBERS d
    = SDIFFSTORE d a b
    ~ SMEMBERS d
    = SDIFFSTORE d a a
    = EXISTS d
    = SET string v
    = SUNIONSTORE string a b
    = TYPE string
    = SUNIONSTORE a a b c
    ~ SMEMBERS a
    = SINTERSTORE a a b
    ~ SMEMBERS a
    = SDIFFSTORE a a c
    ~ SMEMBERS a
    = SET string v
    = SINTERSTORE string a nosuch
    = EXISTS string
    = SET string v
    ! SINTER a string
    ! SINTER nosuch string
    ! SUNION a string
    ! SDIFF a string
    ! SDIFF nosuch string
    ! SINTERSTORE d nosuch string
    ! SUNIONSTORE d a string
    ! SDIFFSTORE d a string
    ! SINTERCARD 2 nosuch string
    ! SINTER
    ! SINTERSTORE d
  `),
  same('SADD', 'n1', ...NAMES.slice(0, 300)),
  same('SADD', 'n2', ...NAMES.slice(200)),
  same('SADD', 'n3', ...NAMES.slice(100, 250), '3', '6'),
  same('SADD', 'i1', ...NUMBERS),
  same('SADD', 'i2', ...NUMBERS.slice(0, 400)),
  same('OBJECT ENCODING i1'),
  same('OBJECT ENCODING i2'),
  ...['n1 n2', 'n2 n1 n3', 'i1 i2', 'i2 n3', 'n1 n2 n3 i1 i2', 'n1 a b c i1 i2'].flatMap(
    (names) => [
      sameSet(`SINTER ${names}`),
      sameSet(`SUNION ${names}`),
      sameSet(`SDIFF ${names}`),
      same(`SINTERSTORE d ${names}`),
      sameSet('SMEMBERS d'),
      same(`SUNIONSTORE d ${names}`),
      sameSet('SMEMBERS d'),
      same(`SDIFFSTORE d ${names}`),
      sameSet('SMEMBERS d'),
    ],
  ),
  same('SUNIONSTORE d i2 i1'),
  same('OBJECT ENCODING d'),
  same('SINTERSTORE d i2 i1'),
  same('OBJECT ENCODING d'),
  same('SUNIONSTORE d n1 n2'),
  same('OBJECT ENCODING d'),
];

const big: readonly Step[] = [
  same('SADD', 'b', ...NAMES),
  same('OBJECT ENCODING b'),
  sameSet('SMEMBERS b'),
  same('SADD', 'b', 'x'.repeat(70_000), BINARY, '', '17'),
  same('SMISMEMBER', 'b', 'x'.repeat(70_000), BINARY, '', '17', 'y'),
  same('SREM', 'b', 'x'.repeat(70_000), '17'),
  same('COPY b copy'),
  same('SREM', 'copy', ...NAMES.slice(0, 300)),
  sameSet('SMEMBERS copy'),
  same('SCARD b'),
  same('RENAME copy renamed'),
  same('SCARD renamed'),
  same('EXPIRE b 1000'),
  same('SADD b more'),
  same('TTL b'),
  sameSet('SRANDMEMBER b 10000'),
  sameSet('SPOP b 10000'),
  same('EXISTS b'),
  same('UNLINK renamed'),
  same('SADD', 'i', ...NUMBERS.slice(0, 512)),
  same('OBJECT ENCODING i'),
  same('SMEMBERS i'),
  same('SADD i -7'),
  same('OBJECT ENCODING i'),
  sameSet('SMEMBERS i'),
];

const subjects = { members, moving, random, algebra, big };

test('set commands answer as redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const sides = await casemateSides(context);
  for (const [subject, steps] of Object.entries(subjects)) {
    await context.test(subject, async () => {
      for (const side of sides) await compareServers(redis, side, steps);
    });
  }
});

const key = fc.constantFrom('a', 'b', 'c');
const keys = fc.array(key, { minLength: 1, maxLength: 6 });
const member = fc.oneof(
  fc.integer({ min: -40_000, max: 40_000 }).map(String),
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.nat({ max: 9 }).map((n) => `m${String(n)}`),
  fc.constantFrom<CommandWord>('', BINARY, MAX, MIN, '2147483648', 'x'.repeat(70)),
);

function request(
  ...words: fc.Arbitrary<CommandWord | CommandWord[]>[]
): fc.Arbitrary<CommandWord[]> {
  return fc.tuple(...words).map((parts) => parts.flat());
}

const changes = fc.oneof(
  {
    weight: 5,
    arbitrary: request(fc.constant('SADD'), key, fc.array(member, { minLength: 1, maxLength: 12 })),
  },
  {
    weight: 2,
    arbitrary: request(fc.constant('SREM'), key, fc.array(member, { minLength: 1, maxLength: 12 })),
  },
  request(fc.constant('SMOVE'), key, key, member),
  request(fc.constant('SISMEMBER'), key, member),
  request(fc.constant('SMISMEMBER'), key, member, member),
  request(fc.constantFrom('SINTERSTORE', 'SUNIONSTORE', 'SDIFFSTORE'), key, keys),
  request(fc.constant('SINTERCARD'), fc.constant(['2', 'a', 'b'])),
  request(fc.constant('COPY'), fc.constantFrom(['a', 'b', 'REPLACE'], ['b', 'c', 'REPLACE'])),
  request(fc.constantFrom('SCARD', 'DEL'), key),
);
const readings = request(fc.constantFrom('SINTER', 'SUNION', 'SDIFF'), keys);

test('random sequences on sets answer and end as in redis-server, however early they grow', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  const limit = fc.constantFrom('0', '1', '4', '9', '512');
  const step = fc.oneof(
    changes.map(([name = '', ...words]) => sameOrError(name, ...words)),
    readings.map(([name = '', ...words]) => sameSet(name, ...words)),
  );
  await fc.assert(
    fc.asyncProperty(
      limit,
      limit,
      fc.array(step, { maxLength: 60, size: 'max' }),
      async (...parts) => {
        const [integers, length, sequence] = parts;
        await casemate.call('CONFIG', 'SET', 'set-max-listpack-entries', integers);
        await casemate.call('CONFIG', 'SET', 'set-max-listpack-value', length);
        await compareSteps(redis, casemate, [
          same('FLUSHALL'),
          same('CONFIG', 'SET', 'set-max-intset-entries', integers),
          ...sequence,
          ...['a', 'b', 'c'].map((name) => sameSet('SMEMBERS', name)),
          same('DEBUG', 'DIGEST'),
        ]);
      },
    ),
    { numRuns: 150, seed: 20_261_121 },
  );
});
