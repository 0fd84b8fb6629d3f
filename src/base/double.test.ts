import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { startRedisServer, startValkeyServer } from '../../test/support/redis-server.ts';
import { fromLatin1, toLatin1 } from './bytes.ts';
import { formatDouble, formatDoubleBytes, parseDouble } from './double.ts';

function parse(text: string): number {
  return parseDouble(fromLatin1(text));
}

const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), maxLength: 22 });
const hexDigits = fc.string({
  unit: fc.constantFrom(...Array.from('0123456789abcdefABCDEF')),
  maxLength: 20,
});
const sign = fc.constantFrom('', '', '+', '-');

const decimalText = fc
  .tuple(
    sign,
    digits,
    fc.constantFrom('', '.'),
    digits,
    fc.constantFrom('', 'e', 'E'),
    fc.integer({ min: -400, max: 400 }),
  )
  .map(
    ([before, whole, point, rest, mark, power]) =>
      `${before}${whole}${point}${rest}${mark}${mark && String(power)}`,
  );
const hexText = fc
  .tuple(
    sign,
    hexDigits,
    fc.constantFrom('', '.'),
    hexDigits,
    fc.constantFrom('', 'p'),
    fc.integer({ min: -1200, max: 1200 }),
  )
  .map(
    ([before, whole, point, rest, mark, power]) =>
      `${before}0x${whole}${point}${rest}${mark}${mark && String(power)}`,
  );
const anyText = fc.oneof(
  decimalText,
  hexText,
  fc.double().map(String),
  fc.string({ unit: fc.constantFrom(...Array.from('0.1e-+xnfia ')) }),
);

test('decimal, hexadecimal and infinite texts are read', () => {
  const rows: [string, number][] = [
    ['1', 1],
    ['-1.5', -1.5],
    ['+1', 1],
    ['.5', 0.5],
    ['1.', 1],
    ['1e5', 1e5],
    ['1e+05', 1e5],
    ['00012', 12],
    ['0x10', 16],
    ['0x.8', 0.5],
    ['-0X1P3', -8],
    ['0x1.8p0', 1.5],
    ['0x1.fffffffffffffffffp0', 2],
    ['0x1p-1074', 5e-324],
    ['0x1.fffffffffffffp1023', Number.MAX_VALUE],
    ['5e-324', 5e-324],
    ['1.7976931348623157e308', Number.MAX_VALUE],
    ['inf', Infinity],
    ['+INF', Infinity],
    ['-infinity', -Infinity],
    ['9007199254740993', 9007199254740992],
    ['18446744073709551616', 2 ** 64],
    ['0e99999999999999999999', 0],
    ['0x0p99999999999999999999', 0],
  ];
  for (const [text, expected] of rows) assert.equal(parse(text), expected, text);
  for (const text of ['-0', '-0.0', '-0x0', '-0e5']) assert.ok(Object.is(parse(text), -0), text);
});

test('everything else is refused', () => {
  const refused = [
    '',
    '.',
    '+',
    '-',
    '++1',
    '1e',
    '1e+',
    '0x',
    '0x.',
    '0xg',
    '0x.p1',
    '0x1p',
    ' 1',
    '1 ',
    '1\0',
    '1_0',
    '1,0',
    '1d',
    'infx',
    'infinit',
    'nan',
    '-nan',
    'nan(1)',
    '1e400',
    '-1e400',
    '1e-400',
    '2e-324',
    '1e99999999999999999999',
    '1e-99999999999999999999',
    '0x1p1024',
    '0x1p-1076',
    '0x1p99999999999',
    '1.797693134862315808e308',
  ];
  for (const text of refused) assert.ok(Number.isNaN(parse(text)), JSON.stringify(text));
  assert.ok(Number.isNaN(parse('1'.repeat(1_048_577))));
});

test('doubles are printed as Redis 7.2 prints them', () => {
  const rows: [number, string][] = [
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [-7, '-7'],
    [1.5, '1.5'],
    [0.1, '0.1'],
    [4.35, '4.35'],
    [1e16, '10000000000000000'],
    [1e18, '1000000000000000000'],
    [-1e18, '-1000000000000000000'],
    [2 ** 62, '4611686018427387904'],
    [1e19, '1e+19'],
    [12345678901234567000, '12345678901234567000'],
    [1e21, '1e+21'],
    [1e-5, '0.00001'],
    [1e-7, '1e-7'],
    [0.00001234, '1.234e-5'],
    [0.0001234, '1.234e-4'],
    [0.001, '0.001'],
    [5e-324, '5e-324'],
    [1e-310, '1e-310'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
    // Grisu2 misses the shortest or the nearest digits here, and so does Redis.
    [4.437924226517032, '4.4379242265170316'],
    [-0.01966254269180512, '-0.019662542691805118'],
    [1263992171915249.2, '1263992171915249.3'],
    [-15385660928060.062, '-15385660928060.063'],
  ];
  for (const [value, expected] of rows) assert.equal(formatDouble(value), expected);
  assert.equal(toLatin1(formatDoubleBytes(1.5)), '1.5');
});

test('what is printed reads back as the same double', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      assert.ok(Object.is(parse(formatDouble(value)), value), String(value));
    }),
    { numRuns: 10_000 },
  );
});

test('redis-server reads the same texts as the same doubles', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const client = await server.connect();
  const texts = fc.sample(anyText, 8000);
  const commands = texts.flatMap((text) => [
    ['DEL', 'key'],
    ['ZADD', 'key', text, 'member'],
    ['ZSCORE', 'key', 'member'],
  ]);
  const replies = await client.pipeline(commands);
  for (const [index, text] of texts.entries()) {
    const added = replies[3 * index + 1];
    const score = replies[3 * index + 2];
    const value = parse(text);
    assert.equal(added?.type === 'error', Number.isNaN(value), JSON.stringify(text));
    if (score?.type === 'bulk')
      assert.equal(parseDouble(score.bytes) + 0, value + 0, JSON.stringify(text));
  }
});

test('Valkey, which prints as Redis 7.2, prints the same texts', async (context) => {
  const server = await startValkeyServer(context);
  if (server === undefined) return;
  const client = await server.connect();
  const short = fc
    .tuple(fc.nat(10 ** 9), fc.integer({ min: -20, max: 3 }))
    .map(([whole, power]) => whole * 10 ** power);
  const values = fc.sample(
    fc.oneof(fc.double({ noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), short),
    12_000,
  );
  const replies = await client.pipeline(
    values.flatMap((value) => [
      ['ZADD', 'key', String(value), 'm'],
      ['ZSCORE', 'key', 'm'],
    ]),
  );
  for (const [index, value] of values.entries()) {
    const score = replies[2 * index + 1];
    assert.ok(score?.type === 'bulk');
    // A score of -0 is kept as an integer there and loses its sign.
    assert.equal(toLatin1(score.bytes), formatDouble(value + 0), String(value));
  }
});
