import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  INT64_MAX,
  INT64_MAX_LENGTH,
  INT64_MIN,
  integerLength,
  isInt64,
  parseBigInteger,
  parseInteger,
  writeBigInteger,
  writeInteger,
} from './int64.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function parse(text: string): number {
  const bytes = encoder.encode(text);
  return parseInteger(bytes, 0, bytes.length);
}

function parseBig(text: string): bigint | undefined {
  const bytes = encoder.encode(text);
  return parseBigInteger(bytes, 0, bytes.length);
}

/** The rule in its plainest form: canonical decimal text within 64 bits. */
function expected(text: string): bigint | undefined {
  if (!/^(0|-?[1-9][0-9]{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return isInt64(value) ? value : undefined;
}

test('integers that are safe come back as numbers', () => {
  for (const value of [
    0, 1, -1, 9, 10, 999_999_999, 1_000_000_000, -2_147_483_648, 4_294_967_296,
  ]) {
    assert.equal(parse(String(value)), value);
  }
  assert.equal(parse('9007199254740991'), Number.MAX_SAFE_INTEGER);
  assert.equal(parse('-9007199254740991'), Number.MIN_SAFE_INTEGER);
});

test('integers beyond 2^53 are announced by Infinity and read exactly as bigint', () => {
  for (const text of [
    '9007199254740992',
    '-9007199254740992',
    '9223372036854775807',
    '-9223372036854775808',
  ]) {
    assert.equal(parse(text), Infinity, text);
    assert.equal(parseBig(text), BigInt(text), text);
  }
});

test('text outside the range or the canonical form is refused', () => {
  const refused = [
    '',
    '-',
    '+1',
    ' 1',
    '1 ',
    '01',
    '-0',
    '-01',
    '00',
    '1.0',
    '1e3',
    '0x1',
    'a',
    '12a',
    '123456789a',
    '1234567890a',
    'a234567890123456',
    '12345678901234567a',
    '9223372036854775808',
    '-9223372036854775809',
    '99999999999999999999',
    '10000000000000000000',
    '--1',
    '1-',
    '1\n',
    '1\0',
  ];
  for (const text of refused) {
    assert.ok(Number.isNaN(parse(text)), JSON.stringify(text));
    assert.equal(parseBig(text), undefined, JSON.stringify(text));
  }
});

test('a minus sign before the window does not make the number negative', () => {
  const bytes = encoder.encode('-1234567890123456789');
  assert.equal(parseInteger(bytes, 1, 12), 123_456_789_012);
  assert.equal(parseBigInteger(bytes, 1, 19), 1_234_567_890_123_456_789n);
});

test('parsing agrees with the plain rule on random texts', () => {
  const nearNumbers = fc.oneof(
    fc.bigInt({ min: INT64_MIN * 2n, max: INT64_MAX * 2n }).map(String),
    fc.integer().map(String),
    fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }).map(String),
    fc.string({
      unit: fc.constantFrom('0', '1', '9', '-', '+', ' ', 'a', '/', ':'),
      maxLength: 22,
    }),
  );
  fc.assert(
    fc.property(nearNumbers, (text) => {
      const want = expected(text);
      assert.equal(parseBig(text), want);
      const number = parse(text);
      if (want === undefined) assert.ok(Number.isNaN(number));
      else if (Number.isSafeInteger(Number(want))) assert.equal(number, Number(want));
      else assert.equal(number, Infinity);
    }),
    { numRuns: 20_000 },
  );
});

test('writing gives the decimal text and its length for every size', () => {
  const target = new Uint8Array(INT64_MAX_LENGTH + 4);
  const check = (value: number): void => {
    target.fill(0x78);
    const end = writeInteger(target, 2, value);
    const text = String(Object.is(value, -0) ? 0 : value);
    assert.equal(decoder.decode(target.subarray(2, end)), text);
    assert.equal(integerLength(value), text.length);
    assert.equal(target[end], 0x78);
    assert.equal(target[1], 0x78);
  };
  for (let power = 1; power <= 1e15; power *= 10)
    for (const step of [-1, 0, 1]) check(power + step);
  for (let power = 1; power < 2 ** 53; power *= 2) for (const step of [-1, 0]) check(-power - step);
  check(-0);
  fc.assert(fc.property(fc.maxSafeInteger(), check), { numRuns: 20_000 });
});

test('writing a bigint gives its decimal text', () => {
  const target = new Uint8Array(INT64_MAX_LENGTH);
  for (const value of [0n, INT64_MAX, INT64_MIN]) {
    const end = writeBigInteger(target, 0, value);
    assert.equal(decoder.decode(target.subarray(0, end)), String(value));
  }
});
