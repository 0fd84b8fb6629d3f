import { test } from 'node:test';
import fc from 'fast-check';
import { startRedisServer } from '../support/redis-server.ts';
import { casemateSides } from './casemate-side.ts';
import { compareSteps, type Step, same, sameOrError } from './compare.ts';

const KEYS = ['a', 'b', 'c', 'd'];

const key = fc.constantFrom(...KEYS);
const value = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '10',
    '99',
    '9223372036854775807',
    '-9223372036854775808',
    '9007199254740991',
  ),
  fc.constantFrom(
    '1.5',
    '-0.1',
    '3e2',
    'abc',
    ' 1',
    '007',
    'x'.repeat(44),
    'y'.repeat(45),
    'z'.repeat(300),
  ),
  fc.string({ maxLength: 8 }),
);
const integer = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom(
    '9223372036854775807',
    '-9223372036854775808',
    '9007199254740993',
    '-9007199254740993',
    '1e3',
    'no',
  ),
);
const small = fc.integer({ min: -60, max: 60 }).map(String);
/** Far enough from now that both servers, milliseconds apart, round it to the same second. */
const expiry = fc.constantFrom(
  ['EX', '1000'],
  ['PX', '5000000'],
  ['EXAT', '9000000000'],
  ['PXAT', '9000000000123'],
  ['PXAT', '9007199254740993'],
  ['PXAT', '9223372036854775807'],
  ['EX', '0'],
  ['EX', 'no'],
  ['EX'],
  ['PXAT', '1'],
);
const setOptions = fc.array(
  fc.oneof(fc.constantFrom(['NX'], ['XX'], ['GET'], ['KEEPTTL'], ['get'], ['PERSIST']), expiry),
  { maxLength: 3 },
);
const condition = fc.array(fc.constantFrom('NX', 'XX', 'GT', 'LT', 'what'), { maxLength: 2 });

const words = fc.oneof(
  fc.tuple(fc.constant('SET'), key, value, setOptions),
  fc.tuple(fc.constant('SET'), key, value),
  fc.tuple(
    fc.constantFrom('GET', 'GETDEL', 'STRLEN', 'INCR', 'DECR', 'TYPE', 'TTL', 'PERSIST'),
    key,
  ),
  fc.tuple(fc.constantFrom('SETNX', 'GETSET', 'APPEND', 'INCRBYFLOAT'), key, value),
  fc.tuple(fc.constantFrom('INCRBY', 'DECRBY', 'INCRBYFLOAT'), key, integer),
  fc.tuple(fc.constant('SETRANGE'), key, small, value),
  fc.tuple(fc.constantFrom('GETRANGE', 'SUBSTR'), key, integer, integer),
  fc.tuple(fc.constantFrom('GETRANGE', 'SUBSTR'), key, small, small),
  fc.tuple(fc.constant('GETEX'), key, fc.oneof(expiry, fc.constantFrom(['PERSIST'], [], ['NX']))),
  fc.tuple(fc.constantFrom('SETEX', 'PSETEX'), key, fc.constantFrom('5000000', '0', 'no'), value),
  fc.tuple(fc.constantFrom('MSET', 'MSETNX'), key, value, key, value),
  fc.tuple(fc.constantFrom('MGET', 'EXISTS', 'TOUCH', 'DEL', 'UNLINK'), key, key),
  fc.tuple(
    fc.constantFrom('EXPIRE', 'PEXPIRE'),
    key,
    fc.constantFrom('5000000', '9000000', '-1', '0', 'no'),
    condition,
  ),
  fc.tuple(
    fc.constantFrom('EXPIREAT', 'PEXPIREAT'),
    key,
    fc.constantFrom('9000000000000', '9000000000', '1', '9223372036854775807'),
    condition,
  ),
  fc.tuple(
    fc.constant('LCS'),
    key,
    key,
    fc.array(fc.constantFrom('LEN', 'IDX', 'WITHMATCHLEN', 'what'), { maxLength: 2 }),
  ),
  fc.tuple(fc.constantFrom('RENAME', 'RENAMENX', 'COPY'), key, key),
  fc.tuple(
    fc.constant('COPY'),
    key,
    key,
    fc.constantFrom(['REPLACE'], ['DB', '0'], ['DB', '1', 'REPLACE']),
  ),
);

/** Everything that can be seen of the keys at the end. */
const dump: readonly Step[] = KEYS.flatMap((name) => [
  same('TYPE', name),
  same('OBJECT', 'ENCODING', name),
  same('GET', name),
  same('TTL', name),
]);

test('random sequences of string and key commands answer and end as in redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  for (const side of await casemateSides(context)) {
    for (const protocol of [2, 3] as const) {
      const expected = await redis.connect({ protocol });
      const actual = await side.connect({ protocol });
      await fc.assert(
        fc.asyncProperty(fc.array(words, { minLength: 5, maxLength: 40 }), async (sequence) => {
          await Promise.all([expected.call('FLUSHALL'), actual.call('FLUSHALL')]);
          const steps = sequence.map((each) =>
            sameOrError(...(each.flat() as [string, ...string[]])),
          );
          await compareSteps(expected, actual, [...steps, ...dump]);
        }),
        { numRuns: 100 },
      );
    }
  }
});
