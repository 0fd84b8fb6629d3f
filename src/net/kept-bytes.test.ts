import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes } from '../base/bytes.ts';
import { KeptBytes } from './kept-bytes.ts';

test('bytes come out as they came in, however they were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (pieces) => {
      const kept = new KeptBytes();
      for (const piece of pieces) kept.add(piece);
      const whole = concatBytes(pieces);
      assert.equal(kept.length, whole.length);
      assert.deepEqual(kept.take(), whole);
      assert.equal(kept.length, 0);
      assert.equal(kept.take().length, 0);
    }),
  );
});

test('byte by byte they are put together again and again, but large pieces are left alone', () => {
  const kept = new KeptBytes();
  for (let i = 0; i < 100_000; i++) kept.add(Uint8Array.of(i & 255));
  const large = new Uint8Array(3 << 20).fill(7);
  kept.add(large);
  kept.add(large);
  const bytes = kept.take();
  assert.equal(bytes.length, 100_000 + 2 * large.length);
  for (let i = 0; i < 100_000; i++) assert.equal(bytes[i], i & 255);
});
