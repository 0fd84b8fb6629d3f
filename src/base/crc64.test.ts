import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from './bytes.ts';
import { Crc64, crc64 } from './crc64.ts';

const REFLECTED_POLYNOMIAL = 0x95ac_9329_ac4b_c9b5n;

/** The definition, one bit at a time. */
function slowCrc64(bytes: Uint8Array): bigint {
  let sum = 0n;
  for (const byte of bytes) {
    sum ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++)
      sum = sum & 1n ? (sum >> 1n) ^ REFLECTED_POLYNOMIAL : sum >> 1n;
  }
  return sum;
}

test('the checksum has the published check value', () => {
  assert.equal(crc64(fromLatin1('123456789')), 0xe9c6_d914_c4b8_d9can);
  assert.equal(crc64(new Uint8Array(0)), 0n);
});

test('the tables agree with the definition, in one piece and in two', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (bytes, at) => {
      const cut = Math.min(at, bytes.length);
      const expected = slowCrc64(bytes);
      assert.equal(crc64(bytes), expected);
      assert.equal(new Crc64().update(bytes, 0, cut).update(bytes, cut).value(), expected);
    }),
  );
});
