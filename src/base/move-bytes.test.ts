import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { moveBytes } from './move-bytes.ts';

test('moveBytes moves as copyWithin does, however the places overlap', () => {
  const place = fc.nat(100);
  fc.assert(
    fc.property(place, place, fc.nat(120), (from, to, length) => {
      const moved = Uint8Array.from({ length: 256 }, (_, i) => i);
      const expected = moved.slice().copyWithin(to, from, from + length);
      moveBytes(moved, from, to, length);
      assert.deepEqual(moved, expected);
    }),
  );
});
