import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from './bytes.ts';
import { parsePlainDecimal } from './plain-decimal.ts';

function parsed(text: string): number {
  const bytes = fromLatin1(`xx${text}9`);
  return parsePlainDecimal(bytes, 2, text.length);
}

test('a plain decimal is read as the nearest double', () => {
  const whole = fc.integer({ min: 0, max: 9_999_999 });
  const fraction = fc.stringMatching(/^[0-9]{1,9}$/);
  fc.assert(
    fc.property(fc.constantFrom('', '-'), whole, fraction, (sign, left, right) => {
      const text = `${sign}${String(left)}.${right}`;
      const value = parsed(text);
      if (!Number.isNaN(value)) assert.ok(Object.is(value, Number(text)), text);
      else assert.ok(text.replace(/\D/g, '').replace(/^0+/, '').length > 15, text);
    }),
    { numRuns: 2000 },
  );
});

test('digits alone are read with zeros ahead of them', () => {
  for (const text of ['0', '-0', '1', '-17', '007', '-000000012345', '000000000999999999999999']) {
    assert.ok(Object.is(parsed(text), text.length > 22 ? NaN : Number(text)), text);
  }
});

test('whatever else a number may look like is left to others', () => {
  for (const text of [
    '',
    '-',
    '.',
    '.5',
    '5.',
    '+1.5',
    '1.5e3',
    '1..5',
    '1.5.5',
    ' 1.5',
    '1.5 ',
    'inf',
    '0x1.8',
    '1234567890.1234567',
    '1234567890123456',
    '--1',
    `0.${'0'.repeat(30)}1`,
  ]) {
    assert.ok(Number.isNaN(parsed(text)), text);
  }
});
