import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveSpan, wholeString } from './bit-span.ts';

test('ends are bytes or bits, from the end when negative, and never outside of the string', () => {
  const byte = (start: number | bigint, end: number | bigint): unknown =>
    resolveSpan({ start, end, unit: 'byte' }, 10);
  const bit = (start: number | bigint, end: number | bigint): unknown =>
    resolveSpan({ start, end, unit: 'bit' }, 10);
  assert.deepEqual(byte(0, -1), { first: 0, last: 79 });
  assert.deepEqual(byte(2, 3), { first: 16, last: 31 });
  assert.deepEqual(byte(-2, 100), { first: 64, last: 79 });
  assert.deepEqual(byte(-100, -10), { first: 0, last: 7 });
  assert.deepEqual(bit(3, -3), { first: 3, last: 77 });
  assert.deepEqual(bit(-(2n ** 63n), 2n ** 63n - 1n), { first: 0, last: 79 });
  assert.deepEqual(wholeString(10), { first: 0, last: 79 });
});

test('a span that begins behind its end is empty', () => {
  const { first, last } = resolveSpan({ start: 3, end: 2, unit: 'byte' }, 10);
  assert.ok(first > last);
  const nothing = resolveSpan({ start: 0, end: -1, unit: 'bit' }, 0);
  assert.ok(nothing.first > nothing.last);
});
