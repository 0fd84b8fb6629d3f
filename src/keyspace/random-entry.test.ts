import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyText, removeKey, setKey, testWorld } from '../../test/support/keyspace.ts';
import { Database } from './database.ts';
import { randomEntry } from './random-entry.ts';

test('randomEntry gives every key about as often as any other, also across segments of several sizes', () => {
  const db = new Database(0, testWorld(64));
  const keys = 300;
  for (let i = 0; i < keys; i++) setKey(db, `key:${i}`, 'x');
  const counts = new Map<string, number>();
  const draws = keys * 400;
  for (let i = 0; i < draws; i++) {
    const key = keyText(db, randomEntry(db));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.equal(counts.size, keys);
  const shares = [...counts.values()].map((count) => count / 400);
  assert.ok(Math.min(...shares) > 0.4, `${Math.min(...shares)}`);
  assert.ok(Math.max(...shares) < 2.5, `${Math.max(...shares)}`);
});

test('randomEntry finds the only key among thousands of empty slots', () => {
  const db = new Database(0, testWorld(8192));
  for (let i = 0; i < 30_000; i++) setKey(db, `key:${i}`, 'x');
  for (let i = 1; i < 30_000; i++) removeKey(db, `key:${i}`);
  for (let i = 0; i < 50; i++) assert.equal(keyText(db, randomEntry(db)), 'key:0');
  removeKey(db, 'key:0');
  assert.equal(randomEntry(db), 0);
});

test('randomEntry passes over expired keys and removes them', () => {
  const world = testWorld();
  const db = new Database(0, world);
  for (let i = 0; i < 100; i++) setKey(db, `dead:${i}`, 'x', world.nowMs + 1);
  setKey(db, 'alive', 'x');
  world.startTurn(world.nowMs + 10);
  assert.equal(keyText(db, randomEntry(db)), 'alive');
  removeKey(db, 'alive');
  assert.equal(randomEntry(db), 0);
  assert.equal(db.size, 0);
});

test('randomEntry gives an expired key when all are and nobody may remove them', () => {
  const world = testWorld();
  const db = new Database(0, world);
  setKey(db, 'dead', 'x', world.nowMs + 1);
  world.startTurn(world.nowMs + 10);
  world.isFrozen = true;
  assert.equal(keyText(db, randomEntry(db)), 'dead');
  assert.equal(db.size, 1);
});
