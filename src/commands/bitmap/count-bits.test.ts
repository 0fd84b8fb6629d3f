import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from '../../base/byte-range.ts';
import { countSpan } from './count-bits.ts';

function bitsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
}

test('bits of any span of any bytes are counted as in their text', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }),
    fc.uint8Array({ min: 255, minLength: 1, maxLength: 300 }),
  );
  fc.assert(
    fc.property(bytes, fc.nat(), fc.nat(), fc.nat({ max: 9 }), (value, one, other, shift) => {
      const bits = value.length * 8;
      const first = Math.min(one % bits, other % bits);
      const last = Math.max(one % bits, other % bits);
      const range = new ByteRange().set(
        Uint8Array.from([...Array<number>(shift).fill(255), ...value]),
      );
      range.start = shift;
      range.length = value.length;
      const expected = bitsOf(value)
        .slice(first, last + 1)
        .replaceAll('0', '').length;
      assert.equal(countSpan(range, { first, last }), expected);
    }),
    { numRuns: 500 },
  );
});

test('an empty span has no bits, and a long run of ones has all of them', () => {
  const range = new ByteRange().set(new Uint8Array(1 << 16).fill(255));
  assert.equal(countSpan(range, { first: 5, last: 4 }), 0);
  assert.equal(countSpan(range, { first: 0, last: (1 << 19) - 1 }), 1 << 19);
});
