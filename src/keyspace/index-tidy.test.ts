import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getKey, removeKey, setKey, testWorld } from '../../test/support/keyspace.ts';
import { IndexTidy } from './index-tidy.ts';
import { Keyspace } from './keyspace.ts';

test('IndexTidy gives the index back in small steps after most keys went, in every database', () => {
  const keyspace = new Keyspace(testWorld(256), 3);
  for (const db of keyspace.databases) {
    for (let i = 0; i < 3000; i++) setKey(db, `key:${i}`, 'x');
    for (let i = 10; i < 3000; i++) removeKey(db, `key:${i}`);
  }
  const before = keyspace.world.slabs.usedBytes;
  const tidy = new IndexTidy(keyspace.databases);
  tidy.step(1);
  const afterOne = keyspace.world.slabs.usedBytes;
  assert.ok(before - afterOne <= 256 * 8);
  for (let i = 0; i < 100; i++) tidy.step(3);
  assert.ok(keyspace.world.slabs.usedBytes < before / 5);
  for (const db of keyspace.databases) {
    for (let i = 0; i < 10; i++) assert.equal(getKey(db, `key:${i}`), 'x');
  }
});
