import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, encodeText } from './byte-text.ts';

test('any bytes survive as text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      assert.deepEqual(encodeText(decodeText(bytes)), bytes);
    }),
  );
});

test('valid UTF-8 reads as what it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const bytes = new TextEncoder().encode(text);
      assert.equal(decodeText(bytes), text);
      assert.deepEqual(encodeText(text), bytes);
    }),
  );
});

test('overlong forms, surrogates and cut sequences are kept byte by byte', () => {
  for (const bytes of [
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
    [0xff],
  ]) {
    const text = decodeText(Uint8Array.from(bytes));
    assert.equal(text.length, bytes.length);
    assert.deepEqual([...encodeText(text)], bytes);
  }
});
