import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  EXPIRY_ROOM,
  entryBytes,
  entryEpoch,
  expiryBigMs,
  expiryMs,
  forgetExpiry,
  HAS_EXPIRY,
  HEADER_BYTES,
  headBytes,
  headWord,
  keyLength,
  kindOf,
  LONG_KEY,
  StringEncoding,
  ValueType,
  valueLength,
  writeEntryEpoch,
  writeExpiryMs,
} from './entry.ts';

function entryOf(kind: number, keyBytes: number, valueBytes: number): DataView {
  const dv = new DataView(new ArrayBuffer(64));
  const head = headWord(kind, keyBytes);
  dv.setInt32(8, head, true);
  dv.setUint32(16, valueBytes, true);
  if ((head & LONG_KEY) !== 0) dv.setUint32(8 + HEADER_BYTES, keyBytes, true);
  return dv;
}

test('an entry tells the lengths of its key and value, whatever they are', () => {
  const lengths = [0, 1, 255, 65_534, 65_535, 65_536, 512 * 1024 * 1024];
  for (const key of lengths) {
    for (const value of [0, 7, 512 * 1024 * 1024]) {
      for (const room of [0, EXPIRY_ROOM]) {
        const dv = entryOf(kindOf(ValueType.stream, 3) | room, key, value);
        const head = dv.getInt32(8, true);
        assert.equal(keyLength(dv, 8, head), key);
        assert.equal(valueLength(dv, 8), value);
        const headLength = 12 + (key >= 65_535 ? 4 : 0) + (room === 0 ? 0 : 8);
        assert.equal(headBytes(head), headLength);
        assert.equal(entryBytes(dv, 8), headLength + key + value);
        assert.equal(dv.getUint8(8), 0x36);
      }
    }
  }
});

test('an expiry comes back exactly, as a number up to 2^53 and as a bigint beyond', () => {
  const moments = fc.oneof(
    fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2n ** 53n + 1n, 2n ** 63n - 1n),
  );
  fc.assert(
    fc.property(moments, fc.boolean(), (when, long) => {
      const dv = entryOf(EXPIRY_ROOM, long ? 70_000 : 3, 5);
      assert.equal(expiryMs(dv, 8), Infinity);
      const bytes = entryBytes(dv, 8);
      writeExpiryMs(dv, 8, when);
      assert.equal(expiryBigMs(dv, 8), BigInt(when));
      assert.equal(expiryMs(dv, 8), Number(when));
      assert.notEqual(dv.getInt32(8, true) & HAS_EXPIRY, 0);
      forgetExpiry(dv, 8);
      assert.equal(expiryMs(dv, 8), Infinity);
      assert.equal(entryBytes(dv, 8), bytes);
      assert.equal(keyLength(dv, 8, dv.getInt32(8, true)), long ? 70_000 : 3);
    }),
  );
});

test('the epoch of an entry changes without its access clock', () => {
  const dv = entryOf(kindOf(ValueType.string, StringEncoding.raw), 3, 5);
  dv.setInt32(12, 0xabcdef12 | 0, true);
  assert.equal(entryEpoch(dv, 8), 0x12);
  writeEntryEpoch(dv, 8, 0xff);
  assert.equal(dv.getUint32(12, true), 0xabcdefff);
});
