import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toLatin1 } from './bytes.ts';
import { formatDouble } from './double.ts';
import { DOUBLE_TEXT_BYTES, writeDouble } from './double-text.ts';

function written(value: number): string {
  const bytes = new Uint8Array(DOUBLE_TEXT_BYTES + 4);
  const end = writeDouble(bytes, 2, value);
  return toLatin1(bytes.subarray(2, end));
}

test('writeDouble prints scores in the layout of Redis 7.2', () => {
  for (const [value, text] of [
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [-42, '-42'],
    [9_007_199_254_740_993, '9007199254740992'],
    [2 ** 62, '4611686018427387904'],
    // Beyond that the shortest digits, with zeros where they don't reach.
    [2 ** 63, '9223372036854776000'],
    [1e19, '1e+19'],
    [123e19, '1.23e+21'],
    [123_456_789_012e12, '1.23456789012e+23'],
    [1e23, '99999999999999990000000'],
    [1.5e300, '1.5e+300'],
    [Infinity, 'inf'],
    [-Infinity, '-inf'],
    [NaN, 'nan'],
    [0.1, '0.1'],
    [0.1 + 0.2, '0.30000000000000004'],
    [-2.25, '-2.25'],
    [0.5, '0.5'],
    [0.000_001, '0.000001'],
    [0.000_000_1, '1e-7'],
    [0.001_234_567_8, '0.0012345678'],
    [12_345.123_456_7, '1.23451234567e+4'],
    [1234.123_456_7, '1234.1234567'],
    [3.141_592_653_589_793, '3.141592653589793'],
    [5e-324, '5e-324'],
    [1.797_693_134_862_315_7e308, '1.7976931348623157e+308'],
    [1_700_000_000.123, '1700000000.123'],
    [100.001, '100.001'],
  ] as const) {
    assert.equal(written(value), text);
  }
});

test('writeDouble prints numbers with few decimals as the long way does', () => {
  const digits = fc.integer({ min: -999_999_999, max: 999_999_999 });
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 15 }), (number, decimals) => {
      const value = Number(`${String(number)}e-${String(decimals)}`);
      assert.equal(written(value), formatDouble(value));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.double(), (value) => {
      assert.equal(written(value), formatDouble(value));
    }),
  );
});

test('what writeDouble writes is read back as the same number and fits its bound', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = written(value);
      assert.ok(text.length <= DOUBLE_TEXT_BYTES, text);
      assert.equal(Number(text), value);
    }),
  );
});
