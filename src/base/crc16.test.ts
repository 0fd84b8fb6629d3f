import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1 } from './bytes.ts';
import { crc16, keySlot } from './crc16.ts';

function slot(text: string): number {
  const bytes = fromLatin1(`}{${text}{}`);
  return keySlot(bytes, 2, text.length);
}

test('the checksum has the published check value', () => {
  assert.equal(crc16(fromLatin1('x123456789x'), 1, 9), 0x31c3);
  assert.equal(crc16(new Uint8Array(0), 0, 0), 0);
});

test('slots are those of Redis Cluster', () => {
  assert.equal(slot('foo'), 12_182);
  assert.equal(slot('somekey'), 11_058);
  assert.equal(slot(''), 0);
});

test('only the first non-empty tag decides the slot', () => {
  assert.equal(slot('{user1000}.following'), slot('user1000'));
  assert.equal(slot('foo{{bar}}zap'), slot('{bar'));
  assert.equal(slot('foo{bar}{zap}'), slot('bar'));
  assert.notEqual(slot('foo{}{bar}'), slot('bar'));
  assert.notEqual(slot('foo{bar'), slot('bar'));
});
