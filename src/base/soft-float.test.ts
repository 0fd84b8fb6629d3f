import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from './bytes.ts';
import { scanFloat } from './float-text.ts';
import { type FloatFormat, readFloat, shiftRightToNearest } from './soft-float.ts';

const DOUBLE: FloatFormat = { precision: 53, minExponent: -1074, maxExponent: 971 };

/** The value as a double, in two exact steps because the power alone may be subnormal. */
function read(text: string): number | undefined {
  const scanned = scanFloat(fromLatin1(text));
  assert.ok(scanned !== undefined);
  const rounded = readFloat(scanned, DOUBLE);
  if (rounded === undefined) return undefined;
  const half = Math.trunc(rounded.exponent / 2);
  return Number(rounded.significand) * 2 ** half * 2 ** (rounded.exponent - half);
}

test('rounding to 53 bits agrees with the platform on random decimals', () => {
  const digits = fc.string({
    unit: fc.constantFrom(...Array.from('0123456789')),
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(digits, fc.integer({ min: -360, max: 320 }), (whole, power) => {
      const text = `${whole}e${String(power)}`;
      const expected = Number(text);
      const lost = !Number.isFinite(expected) || (expected === 0 && /[1-9]/.test(whole));
      assert.equal(read(text), lost ? undefined : expected, text);
    }),
    { numRuns: 5000 },
  );
});

test('ties go to the even neighbour, also between subnormal numbers', () => {
  assert.equal(read('0x1.00000000000008p0'), 1);
  assert.equal(read('0x1.00000000000018p0'), 1 + 2 * Number.EPSILON);
  assert.equal(read('0x1.8p-1074'), 2 * 5e-324);
  assert.equal(read('0x0.8p-1074'), undefined);
  assert.equal(shiftRightToNearest(0b101n, 1), 0b10n);
  assert.equal(shiftRightToNearest(0b111n, 1), 0b100n);
});

test('the greatest number is kept and the next is out of range', () => {
  assert.equal(read('0x1.fffffffffffffp1023'), Number.MAX_VALUE);
  assert.equal(read('0x1.fffffffffffff7p1023'), Number.MAX_VALUE);
  assert.equal(read('0x1.fffffffffffff8p1023'), undefined);
});
