import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes } from '../base/bytes.ts';
import { KeptBytes } from './kept-bytes.ts';

/** All that is kept, in its order. */
function takeAll(kept: KeptBytes): Uint8Array {
  const pieces: Uint8Array[] = [];
  while (kept.length > 0) pieces.push(kept.takeFirst());
  return concatBytes(pieces);
}

test('bytes come out as they came in, however they were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (pieces) => {
      const kept = new KeptBytes();
      for (const piece of pieces) kept.add(piece);
      const whole = concatBytes(pieces);
      assert.equal(kept.length, whole.length);
      assert.deepEqual(takeAll(kept), whole);
      assert.equal(kept.length, 0);
      assert.equal(kept.takeFirst().length, 0);
    }),
  );
});

test('bytes read in parts, while others come, are each read once, and counted until then', () => {
  const step = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.record({ read: fc.nat({ max: 30 }) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const kept = new KeptBytes();
      const came: Uint8Array[] = [];
      const read: Uint8Array[] = [];
      for (const each of steps) {
        if (each instanceof Uint8Array) {
          came.push(each);
          kept.add(each);
        } else {
          const piece = kept.takeFirst();
          read.push(piece.slice(0, each.read));
          kept.putBack(piece.subarray(each.read));
        }
        assert.equal(kept.length, concatBytes(came).length - concatBytes(read).length);
      }
      read.push(takeAll(kept));
      assert.deepEqual(concatBytes(read), concatBytes(came));
    }),
  );
});

test('byte by byte they are put together again and again, but large pieces are left alone', () => {
  const kept = new KeptBytes();
  for (let i = 0; i < 100_000; i++) kept.add(Uint8Array.of(i & 255));
  const large = new Uint8Array(3 << 20).fill(7);
  kept.add(large);
  kept.add(large);
  const bytes = takeAll(kept);
  assert.equal(bytes.length, 100_000 + 2 * large.length);
  for (let i = 0; i < 100_000; i++) assert.equal(bytes[i], i & 255);
});

test('a piece read bit by bit is not copied each time, and does not hold on to what has been read', () => {
  const kept = new KeptBytes();
  const behind = new Uint8Array(3 << 20);
  kept.add(new Uint8Array(2 << 20));
  kept.add(behind);
  let copied = 0;
  let buffer: unknown;
  for (let read = 0; read < 2 << 20; read += 1024) {
    const piece = kept.takeFirst();
    if (buffer !== undefined && piece.buffer !== buffer) copied += piece.length;
    ({ buffer } = piece);
    assert.ok(piece.buffer.byteLength <= 2 * piece.length + 2048);
    kept.putBack(piece.subarray(1024));
  }
  assert.ok(copied <= 2 << 20, String(copied));
  assert.equal(kept.takeFirst(), behind);
  kept.add(behind);
  kept.clear();
  assert.equal(kept.length, 0);
});
