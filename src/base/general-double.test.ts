import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatGeneral } from './general-double.ts';

test('formatGeneral prints what %.17g prints', () => {
  for (const [value, text] of [
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [-2.5, '-2.5'],
    [100, '100'],
    [0.1, '0.10000000000000001'],
    [3.14, '3.1400000000000001'],
    [1e16, '10000000000000000'],
    [1e17, '1e+17'],
    [123_456_789_012_345_680, '1.2345678901234568e+17'],
    [0.0001, '0.0001'],
    [0.000_01, '1.0000000000000001e-05'],
    [1e300, '1.0000000000000001e+300'],
    [5e-324, '4.9406564584124654e-324'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
    // A tie goes to the even digit: 2.98023223876953125e-08.
    [2 ** -25, '2.9802322387695312e-08'],
    [3 * 2 ** -25, '8.9406967163085938e-08'],
  ] as const) {
    assert.equal(formatGeneral(value), text);
  }
});

test('what formatGeneral prints is read back as the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.ok(Object.is(Number(formatGeneral(value)), value));
    }),
  );
});
