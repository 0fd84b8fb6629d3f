import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from '../../base/byte-range.ts';
import { findBit } from './find-bit.ts';

function bitsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
}

test('the first bit of a span is where it is in its text', () => {
  const runs = fc
    .array(fc.tuple(fc.constantFrom(0, 255, 1, 128, 254, 127), fc.integer({ min: 1, max: 60 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((each) =>
      Uint8Array.from(each.flatMap(([byte, times]) => Array<number>(times).fill(byte))),
    );
  fc.assert(
    fc.property(runs, fc.nat(), fc.nat(), fc.constantFrom(0, 1), (value, one, other, bit) => {
      const bits = value.length * 8;
      const first = Math.min(one % bits, other % bits);
      const last = Math.max(one % bits, other % bits);
      // What lies around the value must not be found.
      const around = Uint8Array.from([85, 85, 85, ...value, 85, 85]);
      const range = new ByteRange().set(around);
      range.start = 3;
      range.length = value.length;
      const at = bitsOf(value)
        .slice(first, last + 1)
        .indexOf(String(bit));
      assert.equal(findBit(range, bit, { first, last }), at === -1 ? -1 : first + at);
    }),
    { numRuns: 500 },
  );
});

test('an empty span has no bit', () => {
  const range = new ByteRange().set(Uint8Array.of(85));
  assert.equal(findBit(range, 1, { first: 8, last: 7 }), -1);
});
