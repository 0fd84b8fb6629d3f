import { test } from 'node:test';
import fc from 'fast-check';
import { startRedisServer, startValkeyServer } from '../support/redis-server.ts';
import { casemateSides } from './casemate-side.ts';
import {
  compareServers,
  compareSteps,
  errorSame,
  type Step,
  same,
  sameOrError,
} from './compare.ts';

const MAX = '9223372036854775807';
const MIN = '-9223372036854775808';
const BIG = 'bitmap'.repeat(20_000);

const single: readonly Step[] = [
  same('GETBIT none 100'),
  same('EXISTS none'),
  same('SETBIT a 7 1'),
  same('OBJECT ENCODING a'),
  same('SETBIT a 7 1'),
  same('SETBIT a 7 0'),
  same('GET a'),
  same('SETBIT a 100 0'),
  same('STRLEN a'),
  same('SETBIT a 100 1'),
  same('GETBIT a 100'),
  same('GETBIT a 101'),
  same('GETBIT a 4294967295'),
  same('GET a'),
  same('SET n 1234'),
  same('GETBIT n 2'),
  same('GETBIT n 100'),
  same('SETBIT n 2 1'),
  same('OBJECT ENCODING n'),
  same('SET n 12'),
  same('SETBIT n 40 0'),
  same('GET n'),
  same('SET e short'),
  same('SETBIT e 1 1'),
  same('OBJECT ENCODING e'),
  same('SET t x EX 1000'),
  same('SETBIT t 1 0'),
  same('TTL t'),
  same('SETBIT t 1000000 1'),
  same('TTL t'),
  same('BITCOUNT t'),
  errorSame('SETBIT a -1 1'),
  errorSame('SETBIT a 4294967296 1'),
  errorSame('SETBIT a abc 1'),
  errorSame('SETBIT a abc 2'),
  errorSame('SETBIT a #1 1'),
  errorSame('SETBIT a 1 2'),
  errorSame('SETBIT a 1 -1'),
  errorSame('SETBIT a 1 abc'),
  errorSame(`SETBIT a 1 ${MAX}`),
  errorSame(`SETBIT a ${MAX} 1`),
  errorSame('SETBIT a 1'),
  errorSame('GETBIT a -1'),
  errorSame('GETBIT a 4294967296'),
  errorSame('GETBIT a x'),
  errorSame('GETBIT none x'),
  errorSame('GETBIT a'),
];

const SPANS = [
  '0 -1',
  '0 0',
  '1 1',
  '2 1',
  '1 -2',
  '-2 1',
  '-1 -1',
  '-2 -1',
  '-1 -2',
  '-100 -99',
  '-99 -100',
  '-100 2',
  '5 100',
  '100 200',
  `${MIN} ${MAX}`,
  `${MAX} ${MIN}`,
  `${MIN} -9223372036854775807`,
  `-9223372036854775807 ${MIN}`,
];
const UNITS = ['', ' BYTE', ' bit'];

const STRINGS = [
  '',
  'a',
  'foobar',
  '\0\0\0\0\0\0',
  '12345',
  'xyz'.repeat(33),
  `${'\0'.repeat(99)}@`,
];

const counting: readonly Step[] = [
  same('BITCOUNT none'),
  same('BITCOUNT none 0 -1'),
  same('BITCOUNT none 5 -1 BIT'),
  ...STRINGS.flatMap((text) => [
    same('SET', 'k', text),
    same('BITCOUNT k'),
    ...SPANS.flatMap((span) => UNITS.map((unit) => same(`BITCOUNT k ${span}${unit}`))),
  ]),
  same('SET', 'k', BIG),
  same('BITCOUNT k'),
  same('BITCOUNT k 3 -3'),
  same('BITCOUNT k 13 -13 BIT'),
  errorSame('BITCOUNT'),
  errorSame('BITCOUNT k a b'),
  errorSame('BITCOUNT k 0 b'),
  errorSame('BITCOUNT k 0 b what'),
  errorSame('BITCOUNT k 0 1 what'),
  errorSame('BITCOUNT k 0 1 BIT BIT'),
  errorSame('BITCOUNT k 0 9223372036854775808'),
  errorSame('BITCOUNT k 0 1.5'),
];

const ALL_ONES = Uint8Array.of(255, 255, 255);

const finding: readonly Step[] = [
  same('BITPOS none 0'),
  same('BITPOS none 1'),
  same('BITPOS none 0 5 -1'),
  same('BITPOS none 1 5 -1 BIT'),
  ...[...STRINGS, ALL_ONES].flatMap((value) => [
    same('SET', 'k', value),
    ...['0', '1'].flatMap((bit) => [
      same(`BITPOS k ${bit}`),
      ...SPANS.flatMap((span) => UNITS.map((unit) => same(`BITPOS k ${bit} ${span}${unit}`))),
      ...['0', '1', '2', '3', '100', '-1', '-100'].map((start) => same(`BITPOS k ${bit} ${start}`)),
    ]),
  ]),
  same('SETBIT far 4000007 1'),
  same('BITPOS far 1'),
  same('BITPOS far 1 0 4000006 BIT'),
  same('BITPOS far 1 7 4000007 BIT'),
  same('BITPOS far 1 1000 -2'),
  same('BITOP NOT far far'),
  same('BITPOS far 0'),
  same('BITPOS far 0 17'),
  errorSame('BITPOS k'),
  errorSame('BITPOS k 2'),
  errorSame('BITPOS k -1'),
  errorSame('BITPOS k a'),
  errorSame('BITPOS none 2'),
  errorSame('BITPOS k 0 a'),
  errorSame('BITPOS k 0 a b'),
  errorSame('BITPOS k 0 0 b'),
  errorSame('BITPOS k 0 0 b what'),
  errorSame('BITPOS k 0 a 1 what'),
  errorSame('BITPOS k 0 0 1 what'),
  errorSame('BITPOS k 0 0 1 BIT BIT'),
];

const combining: readonly Step[] = [
  same('MSET a abcdefgh b ABCDEFGHIJKL c "" n 12345'),
  ...['AND', 'or', 'XOR'].flatMap((operation) =>
    ['a', 'a b', 'b a', 'a none', 'none a', 'a a', 'a b n', 'c', 'c none', 'none', 'a c b'].flatMap(
      (sources) => [same(`BITOP ${operation} d ${sources}`), same('GET d'), same('EXISTS d')],
    ),
  ),
  same('BITOP NOT d a'),
  same('GET d'),
  same('OBJECT ENCODING d'),
  same('BITOP NOT d none'),
  same('EXISTS d'),
  same('BITOP NOT d c'),
  same('BITOP not a a'),
  same('GET a'),
  same('SET a x EX 1000'),
  same('BITOP OR a a b'),
  same('TTL a'),
  same('OBJECT ENCODING a'),
  same('GET a'),
  same('SET d 1 EX 1000'),
  same('BITOP OR d b b'),
  same('TTL d'),
  same('SET d 1'),
  same('BITOP AND d d b'),
  same('GET d'),
  same('SET', 'big', BIG),
  same('SET', 'long', `x${BIG}y`),
  ...['AND', 'OR', 'XOR'].flatMap((operation) => [
    same(`BITOP ${operation} d big long a`),
    same('GET d'),
    same(`BITOP ${operation} long big long`),
    same('GET long'),
    same(`BITOP ${operation} a a long`),
    same('STRLEN a'),
    same('BITCOUNT a'),
  ]),
  same('BITOP NOT d long'),
  same('GET d'),
  errorSame('BITOP'),
  errorSame('BITOP NOT d'),
  errorSame('BITOP NOT d a b'),
  errorSame('BITOP NAND d a b'),
  errorSame('BITOP "" d a b'),
];

const fields: readonly Step[] = [
  same('BITFIELD none'),
  same('BITFIELD none GET u8 0'),
  same('EXISTS none'),
  same('BITFIELD none OVERFLOW SAT'),
  same('BITFIELD_RO none'),
  same('BITFIELD_RO none GET u8 0 GET i64 #3'),
  same('BITFIELD_RO none OVERFLOW FAIL GET u1 0'),
  same('BITFIELD f SET u8 0 255 GET u8 0 GET i8 0 INCRBY u4 4 1 get u8 #1 gEt i3 5'),
  same('OBJECT ENCODING f'),
  same('BITFIELD f SET i64 3 -1 GET u63 3 GET i64 3'),
  same(`BITFIELD f SET i64 5 ${MIN} INCRBY i64 5 -1 INCRBY i64 5 1`),
  same(`BITFIELD f OVERFLOW SAT INCRBY i64 5 1 INCRBY i64 5 ${MAX} INCRBY i64 5 ${MAX}`),
  same(`BITFIELD f OVERFLOW FAIL INCRBY i64 5 1 SET i64 5 ${MIN} INCRBY i64 5 ${MIN}`),
  same('BITFIELD f OVERFLOW SAT SET u8 0 -1 SET u8 8 256 SET i8 16 200 SET i8 24 -200'),
  same('GET f'),
  same(`BITFIELD f OVERFLOW SAT SET i8 0 ${MIN} SET i8 8 -9223372036854775680`),
  same('GET f'),
  same('BITFIELD fresh OVERFLOW FAIL SET u8 #100 256'),
  same('STRLEN fresh'),
  same('SET n 123'),
  same('BITFIELD n GET u8 0 GET u32 8'),
  same('OBJECT ENCODING n'),
  same('BITFIELD n SET u8 0 49'),
  same('OBJECT ENCODING n'),
  same('GET n'),
  same('BITFIELD f GET u63 4294967295 GET i64 4294967295'),
  same('SET t x EX 1000'),
  same('BITFIELD t SET u8 #2000 1'),
  same('TTL t'),
  errorSame('BITFIELD'),
  errorSame('BITFIELD f GET'),
  errorSame('BITFIELD f GET u8'),
  errorSame('BITFIELD f SET u8 0'),
  errorSame('BITFIELD f INCRBY u8 0'),
  errorSame('BITFIELD f OVERFLOW'),
  errorSame('BITFIELD f OVERFLOW what GET u8 0'),
  errorSame('BITFIELD f what u8 0'),
  errorSame('BITFIELD f GET u8 0 what'),
  ...['u0', 'u64', 'i0', 'i65', 'x8', 'u', 'i', '""', 'u08', 'u+8', 'U8', 'I8', 'u8x', '8'].flatMap(
    (type) => [errorSame(`BITFIELD f GET ${type} 0`), errorSame(`BITFIELD f SET ${type} x y`)],
  ),
  ...['-1', 'x', '""', '#', '#x', '#-1', '4294967296', '#536870912', '#4294967296', MAX].map(
    (offset) => errorSame(`BITFIELD f GET u8 ${offset}`),
  ),
  same('BITFIELD f GET u8 #536870911'),
  errorSame('BITFIELD f SET u8 0 x'),
  errorSame('BITFIELD f INCRBY u8 0 9223372036854775808'),
  errorSame('BITFIELD_RO f SET u8 0 1'),
  errorSame('BITFIELD_RO f GET u8 0 INCRBY u8 0 1'),
  errorSame('BITFIELD_RO f SET u8 0 x'),
];

const asked: readonly Step[] = [
  'BITFIELD k GET u8 0',
  'BITFIELD k OVERFLOW SAT GET u8 0',
  'BITFIELD k OVERFLOW what GET u8 0',
  'BITFIELD k GET u8 0 SET u8 0 1',
  'BITFIELD k INCRBY u8 0 1',
  'BITFIELD k',
  'BITFIELD k what',
  'BITFIELD k GET u8',
  'BITFIELD k OVERFLOW',
  'BITFIELD_RO k SET u8 0 1',
  'BITOP AND d a b c',
  'SETBIT k 0 1',
  'GETBIT k 0',
  'BITCOUNT k',
  'BITPOS k 1',
].map((line) => same(`COMMAND GETKEYSANDFLAGS ${line}`));

test('bitmap commands answer as redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const sides = await casemateSides(context);
  for (const [subject, steps] of Object.entries({ single, counting, finding, combining, fields })) {
    await context.test(subject, async () => {
      for (const side of sides) await compareServers(redis, side, steps);
    });
  }
  const [, server] = sides;
  if (server !== undefined) await compareServers(redis, server, asked);
});

/** Words are judged before the key, and BITCOUNT needs no end. Not so in Redis 7.2. */
const newer: readonly Step[] = [
  errorSame('BITCOUNT none a b'),
  errorSame('BITCOUNT none 0 1 what'),
  errorSame('BITCOUNT none 0 1 BIT BIT'),
  errorSame('BITPOS none 0 a'),
  errorSame('BITPOS none 0 0 1 what'),
  errorSame('BITPOS none 0 0 1 BIT BIT'),
  same('SET k foobar'),
  same('BITCOUNT k 0'),
  same('BITCOUNT k -2'),
  same('BITCOUNT k -100'),
  same('BITCOUNT k 100'),
  errorSame('BITCOUNT k a'),
  errorSame('BITCOUNT k -1 -5 what'),
];

test('ends of BITCOUNT and BITPOS are judged as in Valkey', async (context) => {
  const valkey = await startValkeyServer(context);
  if (valkey === undefined) return;
  for (const side of await casemateSides(context)) await compareServers(valkey, side, newer);
});

const KEYS = ['a', 'b', 'c'];
const key = fc.constantFrom(...KEYS);
const bitOffset = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 140 }).map(String) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 12 }).map((index) => `#${String(index)}`) },
  { weight: 1, arbitrary: fc.constantFrom('-1', '#-1', '99999999999', 'no', '1000') },
);
const type = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 64 }).map((bits) => `i${String(bits)}`) },
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 63 }).map((bits) => `u${String(bits)}`) },
  { weight: 1, arbitrary: fc.constantFrom('u64', 'i65', 'i0', 'no') },
);
const around = fc
  .tuple(fc.integer({ min: 0, max: 62 }), fc.integer({ min: -2, max: 2 }), fc.boolean())
  .map(([bits, by, isNegative]) => (isNegative ? -1n : 1n) * 2n ** BigInt(bits) + BigInt(by));
const number = fc.oneof(
  fc.integer({ min: -300, max: 300 }).map(String),
  around.map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.constantFrom(MAX, MIN, '9007199254740993', 'no'),
);
const operation = fc.oneof(
  fc.tuple(fc.constant('GET'), type, bitOffset),
  fc.tuple(fc.constant('SET'), type, bitOffset, number),
  fc.tuple(fc.constant('INCRBY'), type, bitOffset, number),
  fc.tuple(fc.constant('OVERFLOW'), fc.constantFrom('WRAP', 'SAT', 'FAIL')),
);
const end = fc.integer({ min: -200, max: 200 }).map(String);
const unit = fc.constantFrom([], ['BIT'], ['BYTE']);

const words = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constant('BITFIELD'), key, fc.array(operation, { maxLength: 6 })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constant('BITFIELD_RO'), key, fc.array(operation, { maxLength: 3 })),
  },
  fc.tuple(fc.constant('SETBIT'), key, bitOffset, fc.constantFrom('0', '1')),
  fc.tuple(fc.constant('GETBIT'), key, bitOffset),
  fc.tuple(
    fc.constant('BITOP'),
    fc.constantFrom('AND', 'OR', 'XOR', 'NOT'),
    fc.array(key, { minLength: 2, maxLength: 4 }),
  ),
  fc.tuple(fc.constant('SET'), key, fc.oneof(number, fc.string({ maxLength: 40 }))),
  fc.tuple(fc.constant('APPEND'), key, fc.string({ maxLength: 70 })),
  fc.tuple(fc.constant('DEL'), key),
);
/** Of a key that is there: for a missing one only Valkey judges the words first. */
const looks = fc.oneof(
  fc.tuple(fc.constant('BITCOUNT'), key, fc.oneof(fc.tuple(end, end, unit), fc.constant([]))),
  fc.tuple(
    fc.constant('BITPOS'),
    key,
    fc.constantFrom('0', '1'),
    fc.oneof(fc.tuple(end, end, unit), fc.tuple(end), fc.constant([])),
  ),
);

const dump: readonly Step[] = KEYS.flatMap((name) => [
  sameOrError('OBJECT', 'ENCODING', name),
  same('GET', name),
  same('BITCOUNT', name),
]);

test('random sequences of bitmap commands answer and end as in redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const sequence = fc.array(
    fc.oneof({ weight: 4, arbitrary: words }, { weight: 1, arbitrary: looks }),
    {
      minLength: 5,
      maxLength: 40,
    },
  );
  for (const side of await casemateSides(context)) {
    for (const protocol of [2, 3] as const) {
      const expected = await redis.connect({ protocol });
      const actual = await side.connect({ protocol });
      await fc.assert(
        fc.asyncProperty(sequence, async (each) => {
          await Promise.all([expected.call('FLUSHALL'), actual.call('FLUSHALL')]);
          const steps = each.map((line) => sameOrError(...(line.flat(2) as [string, ...string[]])));
          await compareSteps(expected, actual, [...steps, ...dump]);
        }),
        { numRuns: 150 },
      );
    }
  }
});
