import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getKey, setKey, testWorld } from '../../test/support/keyspace.ts';
import { type ChangeObserver, Interest } from './changes.ts';
import type { Database } from './database.ts';
import { Keyspace } from './keyspace.ts';
import { Structures } from './structures.ts';

function twoDatabases(): { keyspace: Keyspace; one: Database; other: Database } {
  const keyspace = new Keyspace(testWorld(16), 2);
  const [one, other] = keyspace.databases;
  assert.ok(one !== undefined && other !== undefined);
  return { keyspace, one, other };
}

/** Writes down which databases change, and what is in them at that moment. */
function listen(keyspace: Keyspace): string[] {
  const heard: string[] = [];
  const { changes } = keyspace.world;
  changes.interest = Interest.keys;
  changes.observer = {
    keyChanged: () => assert.fail('no single key changes'),
    keyEvent: () => assert.fail('nothing is told of single keys'),
    keyDropped: () => assert.fail('nothing is dropped'),
    valueChanged: () => undefined,
    flushed: () => undefined,
    databaseChanged: (index) => heard.push(`${index} with ${keyspace.databases[index]?.size ?? 0}`),
  } satisfies ChangeObserver;
  return heard;
}

test('Keyspace has the databases it was asked for, 16 unless it is', () => {
  assert.equal(new Keyspace(testWorld()).databases.length, 16);
  const { keyspace, one, other } = twoDatabases();
  assert.deepEqual([one.index, other.index], [0, 1]);
  setKey(one, 'a', '1');
  setKey(other, 'a', '1');
  assert.equal(keyspace.size, 2);
});

test('Keyspace.swap exchanges the data with its expiries and tells it before and after', () => {
  const { keyspace, one, other } = twoDatabases();
  setKey(one, 'key', 'one', keyspace.world.nowMs + 1000);
  setKey(other, 'key', 'other');
  setKey(other, 'more', 'other');
  const heard = listen(keyspace);
  const { dirty } = keyspace.world.changes;
  keyspace.swap(one, other);
  assert.equal(getKey(one, 'key'), 'other');
  assert.equal(getKey(other, 'key'), 'one');
  assert.deepEqual([one.size, one.expires, other.size, other.expires], [2, 0, 1, 1]);
  assert.deepEqual(heard, ['0 with 1', '1 with 2', '0 with 2', '1 with 1']);
  assert.equal(keyspace.world.changes.dirty, dirty + 1);
});

test('Keyspace.swap of a database with itself touches nothing, as in Redis', () => {
  const { keyspace, one } = twoDatabases();
  setKey(one, 'key', 'one');
  const heard = listen(keyspace);
  const { dirty } = keyspace.world.changes;
  keyspace.swap(one, one);
  assert.equal(getKey(one, 'key'), 'one');
  assert.deepEqual(heard, []);
  assert.equal(keyspace.world.changes.dirty, dirty + 1);
});

test('Keyspace.flush empties one database, says so before, and gives its memory back at once', () => {
  const { keyspace, one, other } = twoDatabases();
  for (let i = 0; i < 300; i++) setKey(one, `key:${i}`, 'value', keyspace.world.nowMs + 1000);
  setKey(other, 'stays', 'value');
  const heard = listen(keyspace);
  const { dirty } = keyspace.world.changes;
  assert.equal(keyspace.flush(one, 'sync'), 300);
  assert.deepEqual(heard, ['0 with 300']);
  assert.equal(keyspace.world.changes.dirty, dirty + 300);
  assert.deepEqual([one.size, one.expires, other.size], [0, 0, 1]);
  const empty = new Keyspace(testWorld(16), 2);
  setKey(empty.databases[1]!, 'stays', 'value');
  assert.equal(keyspace.world.slabs.usedBytes, empty.world.slabs.usedBytes);
  assert.equal(getKey(other, 'stays'), 'value');
});

test('Keyspace.flush of everything leaves nothing, at once or in slices', () => {
  for (const mode of ['sync', 'async'] as const) {
    const { keyspace, one, other } = twoDatabases();
    const before = keyspace.world.slabs.usedBytes;
    for (let i = 0; i < 300; i++) {
      setKey(one, `key:${i}`, 'value');
      setKey(other, `key:${i}`, 'v'.repeat(i * 300));
    }
    assert.equal(keyspace.flush('all', mode), 600);
    assert.equal(keyspace.size, 0);
    assert.equal(keyspace.lazyFree.pendingObjects, mode === 'sync' ? 0 : 600);
    setKey(one, 'new', 'value');
    while (keyspace.lazyFree.step(10));
    assert.equal(getKey(one, 'new'), 'value');
    keyspace.flush('all', 'sync');
    assert.equal(keyspace.world.slabs.usedBytes, before);
    assert.equal(keyspace.lazyFree.freedObjects, mode === 'sync' ? 0 : 600);
  }
});

test('Keyspace.flush of everything at once releases the big collections as a whole', () => {
  const { keyspace, one } = twoDatabases();
  let released = 0;
  keyspace.world.structures = Object.assign(new Structures(), {
    release: () => assert.fail('one by one'),
    releaseAll: () => released++,
    copy: (number: number) => number,
    freeEffort: () => 1,
  });
  one.setKind(setKey(one, 'big', '1234'), 0x81);
  keyspace.flush('all', 'sync');
  assert.equal(released, 1);
});

test('Keyspace.flush of everything at once takes along what was left to free in slices by another', () => {
  const { keyspace, one } = twoDatabases();
  const before = keyspace.world.slabs.usedBytes;
  for (let i = 0; i < 100; i++) setKey(one, `old:${i}`, 'value');
  keyspace.flush('all', 'async');
  for (let i = 0; i < 100; i++) setKey(one, `new:${i}`, 'value');
  keyspace.flush('all', 'sync');
  assert.equal(keyspace.lazyFree.pendingObjects, 0);
  assert.equal(keyspace.lazyFree.freedObjects, 100);
  assert.equal(keyspace.world.slabs.usedBytes, before);
  setKey(one, 'key', 'value');
  while (keyspace.lazyFree.step(10));
  assert.equal(getKey(one, 'key'), 'value');
});

test('an aborted snapshot that goes on sweeping leaves blocks alone that a flush has given back', () => {
  const { keyspace, one } = twoDatabases();
  for (let i = 0; i < 100; i++) setKey(one, `old:${i}`, 'value');
  keyspace.snapshot.begin({ entry: () => undefined });
  keyspace.snapshot.abort();
  keyspace.flush('all', 'sync');
  // The same memory, with bytes where the epochs of the old entries were.
  const value = 'x'.repeat(60_000);
  setKey(one, 'key', value);
  assert.ok(keyspace.snapshot.step(100_000));
  assert.equal(getKey(one, 'key'), value);
});
