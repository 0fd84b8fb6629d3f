import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { fromLatin1, toLatin1 } from './bytes.ts';
import {
  addLongDoubles,
  ceilLongDouble,
  formatLongDouble,
  multiplyLongDouble,
  parseLongDouble,
} from './long-double.ts';

const NOT_A_FLOAT = 'ERR value is not a valid float';
const NOT_FINITE = 'ERR increment would produce NaN or Infinity';

/** What INCRBYFLOAT answers. */
function increment(value: string, by: string): string {
  const left = parseLongDouble(fromLatin1(value));
  const right = parseLongDouble(fromLatin1(by));
  if (left === undefined || right === undefined) return NOT_A_FLOAT;
  const sum = addLongDoubles(left, right);
  return sum === undefined ? NOT_FINITE : toLatin1(formatLongDouble(sum));
}

test('sums are rounded to 64 bits and printed with seventeen decimals', () => {
  const rows: [string, string, string][] = [
    ['0.1', '0.2', '0.3'],
    ['3', '-3', '0'],
    ['-0', '-0', '0'],
    ['-1e-30', '0', '0'],
    ['1e25', '1', '10000000000000000000000000'],
    ['9007199254740993', '0.5', '9007199254740993.5'],
    ['18446744073709551617', '0', '18446744073709551616'],
    ['18446744073709551619', '0', '18446744073709551620'],
    ['0x10', '0x1p-3', '16.125'],
    ['5.', '.5', '5.5'],
    ['10.50', '0', '10.5'],
    ['4e-4951', '0', '0'],
    ['1e14', '0.00001', '100000000000000.00000762939453125'],
    ['3.0e3', '200.0001', '3200.00009999999999999'],
  ];
  for (const [value, by, expected] of rows)
    assert.equal(increment(value, by), expected, `${value} + ${by}`);
});

test('what is no long double is refused', () => {
  for (const text of [
    '',
    ' 1',
    '1 ',
    'nan',
    '0x',
    '.',
    '1e',
    '1e5000',
    '1e-5000',
    '0x1p20000',
    '0x1p-20000',
    '1e-4951',
    'abc',
  ]) {
    assert.equal(increment(text, '1'), NOT_A_FLOAT, JSON.stringify(text));
  }
  assert.equal(increment('1'.repeat(5120), '1'), NOT_A_FLOAT);
  assert.notEqual(increment(`0.${'1'.repeat(5000)}`, '1'), NOT_A_FLOAT);
});

test('a sum that would not be finite is told apart from a text that is no number', () => {
  for (const [value, by] of [
    ['inf', '1'],
    ['1', '-inf'],
    ['inf', '-inf'],
    ['1e4932', '1e4932'],
  ] as const) {
    assert.equal(increment(value, by), NOT_FINITE);
  }
  assert.equal(parseLongDouble(fromLatin1('-Infinity'))?.infinite, true);
});

test('redis-server computes the same sums', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const client = await server.connect();
  const digits = fc.string({
    unit: fc.constantFrom(...Array.from('0123456789')),
    minLength: 1,
    maxLength: 24,
  });
  const hexDigits = fc.string({
    unit: fc.constantFrom(...Array.from('0123456789abcdef')),
    minLength: 1,
    maxLength: 20,
  });
  const sign = fc.constantFrom('', '', '-', '+');
  const text = fc.oneof(
    fc.tuple(sign, digits).map((parts) => parts.join('')),
    fc.tuple(sign, digits, fc.constant('.'), digits).map((parts) => parts.join('')),
    fc
      .tuple(sign, digits, fc.constant('e'), fc.integer({ min: -40, max: 40 }))
      .map((parts) => parts.join('')),
    fc
      .tuple(sign, digits, fc.constant('e'), fc.integer({ min: -5000, max: 5000 }))
      .map((parts) => parts.join('')),
    fc
      .tuple(
        sign,
        fc.constant('0x'),
        hexDigits,
        fc.constant('p'),
        fc.integer({ min: -100, max: 100 }),
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(
        sign,
        fc.constant('0x'),
        hexDigits,
        fc.constant('p'),
        fc.integer({ min: -17_000, max: 17_000 }),
      )
      .map((parts) => parts.join('')),
    fc.constantFrom(
      'inf',
      '-inf',
      'nan',
      '1.18973149535723176502e4932',
      '1.8e-4951',
      '1.9e-4951',
      '3.6e-4951',
      '0',
      '',
      ' 1',
    ),
    fc.double({ min: -1000, max: 1000, noNaN: true }).map(String),
  );
  const pairs = fc.sample(fc.tuple(text, text), 6000);
  const replies = await client.pipeline(
    pairs.flatMap(([value, by]) => [
      ['SET', 'key', value],
      ['INCRBYFLOAT', 'key', by],
    ]),
  );
  for (const [index, [value, by]] of pairs.entries()) {
    const reply = replies[2 * index + 1];
    const answer =
      reply?.type === 'error'
        ? reply.error.message
        : reply?.type === 'bulk'
          ? toLatin1(reply.bytes)
          : reply?.type;
    assert.equal(increment(value, by), answer, `${value} + ${by}`);
  }
});

test('a product is rounded once, and then up to a whole number', () => {
  const rows: [string, bigint, bigint | undefined][] = [
    ['0.1', 1000n, 100n],
    ['0.001', 1000n, 1n],
    ['0.0001', 1000n, 1n],
    ['-0.0001', 1000n, 0n],
    ['-1.5', 1n, -1n],
    ['1.0001', 1000n, 1001n],
    ['0', 1000n, 0n],
    ['1e25', 10n, 100_000_000_000_000_000_000_000_000n],
    ['9223372036854775807', 1n, 9_223_372_036_854_775_807n],
    ['1e4932', 1000n, undefined],
    ['inf', 1000n, undefined],
  ];
  for (const [text, factor, expected] of rows) {
    const value = parseLongDouble(fromLatin1(text));
    assert.ok(value !== undefined, text);
    const product = multiplyLongDouble(value, factor);
    assert.equal(product === undefined ? undefined : ceilLongDouble(product), expected, text);
  }
});
