import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from './byte-range.ts';
import { compareBytes } from './bytes.ts';
import { compareRanges } from './compare-ranges.ts';

test('ranges are ordered as their bytes are', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc
      .array(fc.constantFrom(0, 127, 128, 255), { maxLength: 12 })
      .map((all) => Uint8Array.from(all)),
  );
  fc.assert(
    fc.property(bytes, bytes, bytes, (head, a, b) => {
      const left = new ByteRange().set(Uint8Array.of(...head, ...a));
      const right = new ByteRange().set(Uint8Array.of(...head, ...b));
      const expected = compareBytes(left.view(), right.view());
      assert.equal(Math.sign(compareRanges(left, right)), Math.sign(expected));
      left.start = right.start = head.length;
      left.length = a.length;
      right.length = b.length;
      assert.equal(Math.sign(compareRanges(left, right)), Math.sign(compareBytes(a, b)));
    }),
  );
});
