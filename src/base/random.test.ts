import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from './random.ts';

test('Random gives the same numbers for the same seed and others for another', () => {
  const one = new Random(7);
  const same = new Random(7);
  const other = new Random(8);
  const numbers = Array.from({ length: 20 }, () => one.bits());
  assert.deepEqual(
    Array.from({ length: 20 }, () => same.bits()),
    numbers,
  );
  assert.notDeepEqual(
    Array.from({ length: 20 }, () => other.bits()),
    numbers,
  );
});

test('Random spreads over its range: every bit is set about half of the time', () => {
  const random = new Random(1);
  const set = new Array<number>(32).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const bits = random.bits();
    assert.ok(bits >= 0 && bits < 2 ** 32 && Number.isInteger(bits));
    set.forEach((n, bit) => (set[bit] = n + ((bits >>> bit) & 1)));
  }
  for (const n of set) assert.ok(Math.abs(n - 10_000) < 500, `${n} of 20000`);
});

test('Random.below stays below its limit and reaches every number', () => {
  const random = new Random(3);
  const seen = new Array<number>(7).fill(0);
  for (let i = 0; i < 7_000; i++) seen[random.below(7)]! += 1;
  for (const n of seen) assert.ok(n > 850 && n < 1150, `${n} of about 1000`);
  for (let i = 0; i < 1000; i++) {
    const fraction = random.fraction();
    assert.ok(fraction >= 0 && fraction < 1);
  }
});
