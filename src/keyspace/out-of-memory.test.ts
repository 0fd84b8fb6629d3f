import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setKey, testWorld, words } from '../../test/support/keyspace.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import { Slabs } from '../memory/slabs.ts';
import type { Database } from './database.ts';
import { EXPIRY_ROOM, entryBytes } from './entry.ts';
import { Keyspace } from './keyspace.ts';
import { walkTable } from './scan.ts';
import { copyEntry, moveEntry, renameEntry } from './transfer.ts';

const TWO_SLABS = 2 * 64 * 1024 * 1024;
const decoder = new TextDecoder();

interface Full {
  readonly keyspace: Keyspace;
  readonly db: Database;
  /** Some keys of different lengths: every other one expires. */
  readonly keys: readonly string[];
}

/** Two slabs without a block or a gap that anything could go into. */
function full(): Full {
  const keyspace = new Keyspace(testWorld(8192, new Slabs(TWO_SLABS)), 2);
  const [db] = keyspace.databases;
  assert.ok(db !== undefined);
  const { nowMs } = keyspace.world;
  const keys = [10, 100, 1000, 10_000].flatMap((length) => [`stays:${length}`, `goes:${length}`]);
  for (const key of keys) {
    const value = key.slice(-1).repeat(Number(key.split(':')[1]));
    setKey(db, key, value, key.startsWith('goes') ? nowMs + 5000 : undefined);
  }
  for (const length of [60_000, 10_000, 1000, 100, 10, 0]) {
    const value = 'v'.repeat(length);
    assert.throws(() => {
      for (let i = 0; ; i++) setKey(db, `f${length}:${i}`, value);
    }, OutOfMemory);
  }
  return { keyspace, db, keys };
}

/** Keys, values, expiries, and the accounts, which must be what the entries make of them. */
function picture({ keyspace }: Full): unknown {
  const { slabs } = keyspace.world;
  let bytes = 0;
  const databases = keyspace.databases.map((db) => {
    const entries = new Map<string, string>();
    let expires = 0;
    walkTable(db.table, (address) => {
      bytes += slabs.blockBytes(entryBytes(slabs.view(address), slabs.offset(address)));
      const expiryMs = db.expiryMs(address);
      if (expiryMs !== Infinity) expires++;
      const key = decoder.decode(db.key(address).view());
      assert.equal(db.peekKey(db.key(address)), address, `${key} is found`);
      const bytesOfValue = db.value(address).view();
      const value = key.startsWith('f6') ? bytesOfValue.length : decoder.decode(bytesOfValue);
      entries.set(key, `${db.kind(address)} ${expiryMs} ${value}`);
    });
    assert.equal(db.expires, expires);
    assert.equal(db.size, entries.size);
    bytes += db.table.indexBytes;
    return entries;
  });
  assert.equal(slabs.usedBytes, bytes);
  return { databases, dirty: keyspace.world.changes.dirty };
}

test('whatever finds no memory for a change leaves every entry and the accounts as they were', () => {
  const all = full();
  const { db, keyspace, keys } = all;
  const before = picture(all);
  const at = (key: string): number => db.peek(words('get', key), 1);
  const refused = (what: string, run: () => unknown): void => {
    assert.throws(run, OutOfMemory, what);
    assert.deepEqual(picture(all), before, what);
  };
  for (const key of keys) {
    const args = words('set', key, 'x'.repeat(2 * db.value(at(key)).length));
    const length = args.length(2);
    refused(`SET ${key}`, () => db.setString(args, 1, 2));
    refused(`SET KEEPTTL ${key}`, () => db.placeKeepingExpiry(args, 1, 0, length));
    refused(`APPEND ${key}`, () => db.resize(at(key), length));
    refused(`RENAME ${key}`, () => renameEntry(db, at(key), { args: words('r', 'n'), word: 1 }));
    refused(`COPY ${key}`, () => copyEntry(db, at(key), { db, args: words('c', 'n'), word: 1 }));
    if (!key.startsWith('stays')) continue;
    refused(`EXPIRE ${key}`, () => db.setExpiry(at(key), keyspace.world.nowMs + 99));
    refused(`SET EX ${key}`, () => db.place(words('set', key), 1, EXPIRY_ROOM, length));
  }
  const over = words('rename', 'goes:10', 'goes:100');
  refused('RENAME over another', () => renameEntry(db, at('goes:10000'), { args: over, word: 2 }));
  assert.equal(setKey(db, 'stays:10', 'y'.repeat(10)), at('stays:10'), 'what fits is still done');
});

test('an index that cannot grow refuses the key and keeps its block', (context) => {
  const keyspace = new Keyspace(testWorld(16), 2);
  const [db, other] = keyspace.databases;
  assert.ok(db !== undefined && other !== undefined);
  setKey(db, 'first', 'v');
  setKey(other, 'moving', 'v');
  const all = { keyspace, db, keys: [] };
  const real = globalThis.ArrayBuffer;
  context.after(() => (globalThis.ArrayBuffer = real));
  globalThis.ArrayBuffer = class extends real {
    constructor() {
      super(0);
      throw new RangeError('Array buffer allocation failed');
    }
  };
  let set = 0;
  assert.throws(() => {
    for (; set < 1000; set++) setKey(db, `key:${set}`, 'v');
  }, OutOfMemory);
  const before = picture(all);
  const moving = other.peek(words('get', 'moving'), 1);
  assert.throws(() => moveEntry(other, moving, db), OutOfMemory);
  const first = db.peek(words('get', 'first'), 1);
  const to = { args: words('rename', 'new'), word: 1 };
  assert.throws(() => renameEntry(db, first, to), OutOfMemory);
  assert.deepEqual(picture(all), before);
  globalThis.ArrayBuffer = real;
  for (let i = 0; i < 1000; i++) setKey(db, `key:${i}`, 'v');
  assert.equal(db.size, 1001);
  moveEntry(other, moving, db);
  picture(all);
});
