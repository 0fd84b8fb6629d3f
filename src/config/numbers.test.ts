import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMemorySize, parseInteger, parseLooseInteger, parseMemorySize } from './numbers.ts';

test('sizes know thousands and 1024s in any case', () => {
  const sizes: [string, bigint | undefined][] = [
    ['1', 1n],
    ['1b', 1n],
    ['1k', 1000n],
    ['1KB', 1024n],
    ['2m', 2_000_000n],
    ['2Mb', 2_097_152n],
    ['3g', 3_000_000_000n],
    ['3gB', 3_221_225_472n],
    ['', 0n],
    ['mb', 0n],
    ['-1', undefined],
    ['1 mb', undefined],
    ['1tb', undefined],
    ['0x10', undefined],
    ['18446744073709551615', 18_446_744_073_709_551_615n],
    ['17179869184gb', 0n],
  ];
  for (const [text, size] of sizes) assert.equal(parseMemorySize(text), size, text);
});

test('a size is written in a unit that divides it and reads back', () => {
  assert.equal(formatMemorySize(0n), '0');
  assert.equal(formatMemorySize(1024n), '1kb');
  assert.equal(formatMemorySize(67_108_864n), '64mb');
  assert.equal(formatMemorySize(3_221_225_472n), '3gb');
  assert.equal(formatMemorySize(3000n), '3000');
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (bytes) => {
      assert.equal(parseMemorySize(formatMemorySize(bytes)), bytes);
    }),
  );
});

test('integers have one spelling', () => {
  for (const text of [
    '',
    '+1',
    '01',
    '-0',
    ' 1',
    '1 ',
    '1.0',
    '0x1',
    '9223372036854775808',
    '1e3',
  ]) {
    assert.equal(parseInteger(text), undefined, text);
  }
  assert.equal(parseInteger('9223372036854775807'), 9_223_372_036_854_775_807n);
  assert.equal(parseInteger('-9223372036854775808'), -9_223_372_036_854_775_808n);
  assert.equal(parseInteger('0'), 0n);
});

test("strtoll's spellings are read where Redis uses it", () => {
  assert.equal(parseLooseInteger(' +12', 10), 12n);
  assert.equal(parseLooseInteger('', 10), 0n);
  assert.equal(parseLooseInteger('12x', 10), undefined);
  assert.equal(parseLooseInteger('0770', 8), 0o770n);
  assert.equal(parseLooseInteger('8', 8), undefined);
  assert.equal(parseLooseInteger('-7', 8), -7n);
});
