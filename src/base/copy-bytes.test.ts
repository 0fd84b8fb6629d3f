import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyBytes } from './copy-bytes.ts';

const SOURCE_BYTES = 24_000;

test('what is copied arrives whole, and nothing beside it changes, at any place of a page', () => {
  const from = Uint8Array.from({ length: SOURCE_BYTES }, (_, i) => (i * 31 + (i >>> 8)) & 255);
  const fromView = new DataView(from.buffer);
  const near = fc.integer({ min: -70, max: 70 });
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 4000 }),
      near,
      fc.integer({ min: 0, max: 3 }),
      fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 2000, max: 12_300 })),
      (start, shift, pages, length) => {
        const at = start + shift + pages * 4096;
        const to = new Uint8Array(at + length + 50).fill(7);
        copyBytes(from, fromView, start, to, new DataView(to.buffer), at, length);
        const expected = new Uint8Array(to.length).fill(7);
        for (let i = 0; i < length; i++) expected[at + i] = from[start + i] ?? 0;
        assert.deepEqual(to, expected);
      },
    ),
    { numRuns: 300 },
  );
});
