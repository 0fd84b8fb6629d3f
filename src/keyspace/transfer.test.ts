import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getKey, removeKey, setKey, testWorld, words } from '../../test/support/keyspace.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import { Interest } from './changes.ts';
import type { Database } from './database.ts';
import { expiryBigMs } from './entry.ts';
import { Keyspace } from './keyspace.ts';
import { Structures } from './structures.ts';
import { copyEntry, moveEntry, renameEntry } from './transfer.ts';

const LONG = 'k'.repeat(70_000);
const BIG = 'v'.repeat(150_000);

function twoDatabases(): { keyspace: Keyspace; one: Database; other: Database } {
  const keyspace = new Keyspace(testWorld(16), 2);
  const [one, other] = keyspace.databases;
  assert.ok(one !== undefined && other !== undefined);
  return { keyspace, one, other };
}

function find(db: Database, key: string): number {
  return db.peek(words('x', key), 1);
}

function accessOf(db: Database, key: string): number {
  const { slabs } = db.world;
  const address = find(db, key);
  return slabs.view(address).getUint32(slabs.offset(address) + 4, true) >>> 8;
}

function events(keyspace: Keyspace): string[] {
  const heard: string[] = [];
  const { changes } = keyspace.world;
  changes.interest = Interest.keys | Interest.events;
  changes.eventClasses = -1;
  const name = (key: { view(): Uint8Array }): string => String.fromCharCode(...key.view());
  changes.observer = {
    keyChanged: (db, key) => heard.push(`changed ${db} ${name(key)}`),
    keyEvent: (db, key, event) => heard.push(`${event.name} ${db} ${name(key)}`),
    keyDropped: () => undefined,
    valueChanged: () => undefined,
    flushed: () => undefined,
    databaseChanged: () => undefined,
  };
  return heard;
}

test('copyEntry makes an entry of its own with value and expiry, in either database, over what was there', () => {
  const { keyspace, one, other } = twoDatabases();
  const when = 2n ** 60n + 3n;
  for (const value of ['', 'value', BIG]) {
    for (const [db, key] of [
      [one, 'copy'],
      [other, 'key'],
      [other, LONG],
    ] as const) {
      const address = one.setExpiry(setKey(one, 'key', value), when);
      setKey(db, key, 'an older one');
      const copy = copyEntry(one, address, { db, args: words('x', key), word: 1 });
      assert.equal(copy, find(db, key));
      assert.notEqual(copy, address);
      assert.equal(getKey(db, key), value);
      const { slabs } = keyspace.world;
      assert.equal(expiryBigMs(slabs.view(copy), slabs.offset(copy)), when);
      db.value(copy).view().fill(1);
      assert.equal(getKey(one, 'key'), value);
      assert.ok(removeKey(db, key));
    }
  }
  assert.ok(removeKey(one, 'key'));
  assert.deepEqual([one.size, one.expires, other.size, other.expires], [0, 0, 0, 0]);
});

test('copyEntry copies the structure of a big collection', () => {
  const { keyspace, one, other } = twoDatabases();
  const copied: number[] = [];
  const sizes: number[] = [];
  keyspace.world.structures = Object.assign(new Structures(), {
    release: () => undefined,
    releaseAll: () => undefined,
    copy: (number: number) => copied.push(number) + 100,
    at: (number: number) => ({ objects: number * 10 }),
    freeEffort: () => 1,
    onCopied: (objects: number) => sizes.push(objects),
  });
  const address = one.place(words('x', 'big'), 1, 0x82, 4);
  one.value(address).dv.setUint32(one.value(address).start, 5, true);
  const copy = copyEntry(one, address, { db: other, args: words('x', 'copy'), word: 1 });
  assert.deepEqual(copied, [5]);
  assert.equal(other.kind(copy), 0x82);
  assert.equal(other.value(copy).dv.getUint32(other.value(copy).start, true), 101);
  assert.deepEqual(sizes, [1010]);
});

test('renameEntry keeps value, expiry and access clock, whatever the lengths of the keys', () => {
  const { keyspace, one } = twoDatabases();
  const when = 2n ** 60n + 3n;
  for (const [from, to] of [
    ['a', 'b'],
    ['a', LONG],
    [LONG, 'b'],
    [LONG, `${LONG}x`],
  ] as const) {
    for (const value of ['', 'value', BIG]) {
      one.setExpiry(setKey(one, from, value), when);
      const access = accessOf(one, from);
      keyspace.world.startTurn(keyspace.world.nowMs + 5000);
      const made = renameEntry(one, find(one, from), { args: words('x', to), word: 1 });
      assert.equal(made, find(one, to));
      assert.equal(getKey(one, from), undefined);
      assert.equal(getKey(one, to), value);
      assert.equal(accessOf(one, to), access);
      assert.equal(expiryBigMs(one.value(made).dv, keyspace.world.slabs.offset(made)), when);
      assert.deepEqual([one.size, one.expires], [1, 1]);
      assert.ok(removeKey(one, to));
    }
  }
  keyspace.flush('all', 'sync');
  assert.equal(keyspace.world.slabs.usedBytes, one.table.indexBytes * 2);
});

test('renameEntry takes the place of an entry that has the key, with the events of Redis', () => {
  const { keyspace, one } = twoDatabases();
  setKey(one, 'from', 'value');
  setKey(one, 'to', 'gone', keyspace.world.nowMs + 1000);
  const heard = events(keyspace);
  const { dirty } = keyspace.world.changes;
  renameEntry(one, find(one, 'from'), { args: words('x', 'to'), word: 1 });
  assert.deepEqual(heard, [
    'new 0 to',
    'changed 0 from',
    'rename_from 0 from',
    'changed 0 to',
    'rename_to 0 to',
  ]);
  assert.equal(keyspace.world.changes.dirty, dirty + 1);
  assert.equal(getKey(one, 'to'), 'value');
  assert.deepEqual([one.size, one.expires], [1, 0]);
});

test('renameEntry gives the key of an entry that expires to its new segment', () => {
  const { keyspace, one } = twoDatabases();
  const when = keyspace.world.nowMs + 1000;
  setKey(one, 'from', 'value', when);
  for (let i = 0; i < 200; i++) setKey(one, `other:${i}`, 'x');
  renameEntry(one, find(one, 'from'), { args: words('x', 'to'), word: 1 });
  assert.equal(one.locate(find(one, 'to')).expiresFromMs, when);
});

test('moveEntry carries an entry over with expiry and access clock, without copying it', () => {
  const { keyspace, one, other } = twoDatabases();
  const when = keyspace.world.nowMs + 1000;
  const address = setKey(one, 'key', BIG, when);
  const access = accessOf(one, 'key');
  keyspace.world.startTurn(keyspace.world.nowMs + 500);
  const heard = events(keyspace);
  const { dirty } = keyspace.world.changes;
  moveEntry(one, address, other);
  assert.deepEqual(heard, [
    'new 1 key',
    'changed 0 key',
    'move_from 0 key',
    'changed 1 key',
    'move_to 1 key',
  ]);
  assert.equal(keyspace.world.changes.dirty, dirty + 1);
  assert.equal(find(one, 'key'), 0);
  assert.equal(find(other, 'key'), address);
  assert.equal(getKey(other, 'key'), BIG);
  assert.equal(accessOf(other, 'key'), access);
  assert.equal(other.locate(address).expiresFromMs, when);
  assert.deepEqual([one.size, one.expires, other.size, other.expires], [0, 0, 1, 1]);
});

test('moveEntry takes the place of an expired key that nobody may remove now', () => {
  const { keyspace, one, other } = twoDatabases();
  setKey(other, 'key', 'expired', keyspace.world.nowMs + 1);
  setKey(one, 'key', 'value');
  keyspace.world.startTurn(keyspace.world.nowMs + 10);
  keyspace.world.isFrozen = true;
  moveEntry(one, find(one, 'key'), other);
  assert.equal(getKey(other, 'key'), 'value');
  assert.deepEqual([one.size, other.size, other.expires], [0, 1, 0]);
});

test('copyEntry without memory for the entry keeps no copy of the structure', () => {
  const { keyspace, one, other } = twoDatabases();
  const released: number[] = [];
  keyspace.world.structures = Object.assign(new Structures(), {
    copy: (number: number) => number + 1,
    release: (number: number) => released.push(number),
  });
  const address = one.place(words('x', 'big'), 1, 0x82, 4);
  one.value(address).dv.setUint32(one.value(address).start, 5, true);
  keyspace.world.slabs.allocate = () => {
    throw new OutOfMemory('none');
  };
  const copy = (): number =>
    copyEntry(one, address, { db: other, args: words('x', 'copy'), word: 1 });
  assert.throws(copy, OutOfMemory);
  assert.deepEqual([released, other.size], [[6], 0]);
});
