import fc from 'fast-check';
import { fromLatin1 } from '../../src/base/bytes.ts';
import type { CommandWord } from '../../src/resp/request-encoder.ts';
import { near, type Step, sameOrError, sameSet } from './compare.ts';

/** Databases that random requests use. */
const DATABASES = [0, 1, 2, 3];
const KEYS: readonly CommandWord[] = ['a', 'b', 'c', 'd', '', fromLatin1('\0\xff\r\n')];

type Request = readonly CommandWord[];

/** Two readings of the clock, one in each server, lie less apart than this. */
const CLOCKS_APART_MS = 60_000;

const key = fc.constantFrom(...KEYS);
const database = fc.constantFrom(
  ...DATABASES.map(String),
  ...DATABASES.map(String),
  '99',
  '-1',
  'x',
);
const value = fc.oneof(
  fc.constantFrom('', '0', '1', '-1', '10', '99', '9223372036854775807', '-9223372036854775808'),
  fc.constantFrom('1.5', '-0.1', '3e2', 'abc', ' 1', '007', '+5', '-0', 'nan', 'inf', '1e400'),
  fc.constantFrom('x'.repeat(43), 'y'.repeat(44), 'y'.repeat(45), 'z'.repeat(300), '\u00e9\u0000'),
  fc.uint8Array({ maxLength: 70 }),
  fc.integer().map(String),
);
const integer = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom(
    '9223372036854775807',
    '-9223372036854775808',
    '9223372036854775808',
    '1e3',
    'no',
  ),
);
const offset = fc.oneof(fc.integer({ min: -60, max: 90 }).map(String), integer);
/** So far ahead that nothing expires while a test runs. */
const ahead = fc.oneof(
  fc.constantFrom(['EX', '100000'], ['PX', '50000000'], ['ex', '100000000000']),
  fc.constantFrom(
    ['EXAT', '9000000000'],
    ['PXAT', '9000000000123'],
    ['PXAT', '9223372036854775807'],
  ),
  fc.constantFrom(['EX', '0'], ['EX', '-5'], ['PX', 'no'], ['EX'], ['EX', '9223372036854775807']),
);
const option = fc.constantFrom(
  ['NX'],
  ['XX'],
  ['GET'],
  ['KEEPTTL'],
  ['get'],
  ['PERSIST'],
  ['what'],
);
const options = fc.array(fc.oneof(option, ahead), { maxLength: 3 }).map((parts) => parts.flat());
/**
 * A moment that has passed: GETEX deletes at once. SET keeps what has expired until somebody looks, which DBSIZE shows
 * in redis-server; Casemate doesn't keep it.
 */
const past = fc.constantFrom(['PXAT', '1'], ['EXAT', '1']);
const conditions = fc.array(fc.constantFrom('NX', 'XX', 'GT', 'LT', 'what'), { maxLength: 2 });

/** One of some names, and the words behind it. */
function call(
  names: readonly string[],
  ...words: fc.Arbitrary<CommandWord | Request>[]
): fc.Arbitrary<Request> {
  return fc
    .tuple(fc.constantFrom(...names), ...words)
    .map((parts) =>
      parts.flatMap((part) => (Array.isArray(part) ? (part as Request) : [part as CommandWord])),
    );
}

const relative = fc.constantFrom('100000', '9000000', '-1', '0', 'no', '9223372036854775807');
const absolute = fc.constantFrom(
  '9000000000',
  '9000000000000',
  '1',
  '-1',
  '9223372036854775807',
  'no',
);
const keys = fc.array(key, { minLength: 1, maxLength: 4 });

/** Requests whose replies are equal to the byte, in a transaction or out of it. */
export const exactRequest: fc.Arbitrary<Request> = fc.oneof(
  { weight: 4, arbitrary: call(['SET'], key, value) },
  { weight: 3, arbitrary: call(['SET'], key, value, options) },
  call(['GET', 'GETDEL', 'STRLEN', 'INCR', 'DECR', 'TYPE', 'PERSIST', 'EXISTS', 'GETEX'], key),
  call(['SETNX', 'GETSET', 'APPEND', 'INCRBYFLOAT'], key, value),
  call(['INCRBY', 'DECRBY', 'INCRBYFLOAT'], key, integer),
  call(['SETRANGE'], key, offset, value),
  call(['GETRANGE', 'SUBSTR'], key, offset, offset),
  call(['GETEX'], key, options),
  call(['GETEX'], key, past),
  call(['SETEX', 'PSETEX'], key, relative, value),
  call(['MSET', 'MSETNX'], key, value, key, value),
  call(['MGET', 'TOUCH', 'DEL', 'UNLINK', 'EXISTS'], keys),
  call(['EXPIRE', 'PEXPIRE'], key, relative, conditions),
  call(['EXPIREAT', 'PEXPIREAT'], key, absolute, conditions),
  call(['LCS'], key, key, fc.subarray(['LEN', 'IDX', 'WITHMATCHLEN'])),
  { weight: 2, arbitrary: call(['RENAME', 'RENAMENX', 'COPY'], key, key) },
  call(['COPY'], key, key, fc.constant('DB'), database),
  call(['COPY'], key, key, fc.constant('DB'), database, fc.constant('REPLACE')),
  { weight: 2, arbitrary: call(['MOVE'], key, database) },
  { weight: 2, arbitrary: call(['SELECT'], database) },
  call(['SWAPDB'], database, database),
  call(['DBSIZE']),
  call(['OBJECT'], fc.constantFrom('ENCODING', 'NOSUCH'), key),
  call(['EXISTS', 'GET', 'MSET', 'NOSUCH', 'FLUSHDB']),
  call(['FLUSHDB', 'FLUSHALL'], fc.constantFrom('SYNC', 'ASYNC', 'what')),
);

/** Requests whose replies are compared otherwise than by their bytes. */
const looseStep: fc.Arbitrary<Step> = fc.oneof(
  call(['TTL', 'EXPIRETIME'], key).map((words) => near(CLOCKS_APART_MS / 1000, ...nonEmpty(words))),
  call(['PTTL', 'PEXPIRETIME'], key).map((words) => near(CLOCKS_APART_MS, ...nonEmpty(words))),
  call(['KEYS'], fc.constantFrom('*', 'a*', '[a-c]', '?')).map((words) =>
    sameSet(...nonEmpty(words)),
  ),
);

const queued = fc.oneof(exactRequest, call(['MULTI', 'WATCH', 'PING']));

/** A transaction: what is watched, what it queues, how it ends. */
const transaction: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(call(['WATCH'], keys), { maxLength: 1 }),
    fc.array(exactRequest, { maxLength: 2 }),
    fc.array(queued, { maxLength: 6 }),
    fc.constantFrom('EXEC', 'EXEC', 'EXEC', 'DISCARD', 'RESET'),
  )
  .map(([watches, between, queue, end]) =>
    [...watches, ...between, ['MULTI'], ...queue, [end]].map(exactly),
  );

/** A part of a random sequence. */
export const part: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 12, arbitrary: exactRequest.map((words) => [exactly(words)]) },
  { weight: 2, arbitrary: looseStep.map((step) => [step]) },
  { weight: 2, arbitrary: transaction },
);

export function exactly(words: Request): Step {
  return sameOrError(...nonEmpty(words));
}

/** Everything that can be seen of the data at the end. */
export const dump: readonly Step[] = [
  sameOrError('DEBUG', 'DIGEST'),
  ...DATABASES.flatMap((index) => [
    sameOrError('SELECT', String(index)),
    sameOrError('DBSIZE'),
    sameSet('KEYS', '*'),
    ...KEYS.flatMap((name) => [
      sameOrError('TYPE', name),
      sameOrError('GET', name),
      sameOrError('OBJECT', 'ENCODING', name),
      near(CLOCKS_APART_MS, 'PEXPIRETIME', name),
    ]),
  ]),
];

function nonEmpty(words: Request): [CommandWord, ...CommandWord[]] {
  const [first, ...rest] = words;
  if (first === undefined) throw new Error('a request has at least one word');
  return [first, ...rest];
}
