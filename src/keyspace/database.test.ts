import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  getKey,
  keyText,
  removeKey,
  setKey,
  testWorld,
  words,
} from '../../test/support/keyspace.ts';
import { ByteRange } from '../base/byte-range.ts';
import { type ChangeObserver, Events, Interest } from './changes.ts';
import { Database } from './database.ts';
import { EXPIRY_ROOM, expiryBigMs } from './entry.ts';
import { frequencyNow } from './frequency.ts';
import { Structures } from './structures.ts';

const BIG = 200_000;
/** Keys and values of every kind of length: within a slab, near its limit, above it, and too long for 16 bits. */
const LENGTHS = [0, 1, 8, 100, 59_000, 65_530, 65_535, 65_536, 66_000, BIG];

function silent(): ChangeObserver & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    keyChanged: (db, key) => heard.push(`changed ${db} ${String.fromCharCode(...key.view())}`),
    keyEvent: (db, key, event) =>
      heard.push(`${event.name} ${db} ${String.fromCharCode(...key.view())}`),
    keyDropped: (db, key, why) =>
      heard.push(`dropped ${db} ${String.fromCharCode(...key.view())} ${why.name}`),
    valueChanged: () => undefined,
    flushed: () => undefined,
    databaseChanged: (db) => heard.push(`database ${db}`),
  };
}

test('Database behaves like a Map with expiries, whatever the lengths, and gives all memory back', () => {
  const key = fc.nat({ max: 40 }).map((n) => `key:${n}`.padEnd(n % 13 === 0 ? 66_000 : 6));
  const step = fc.record({
    key,
    change: fc.constantFrom('set', 'setKeep', 'resize', 'expire', 'persist', 'remove', 'write'),
    length: fc.oneof(fc.nat({ max: 60 }), fc.constantFrom(...LENGTHS)),
    fill: fc.nat({ max: 255 }),
    ttlMs: fc.integer({ min: 1, max: 1e9 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const world = testWorld(16);
      const db = new Database(0, world);
      const model = new Map<string, { value: Uint8Array; expiry: number }>();
      for (const { key, change, length, fill, ttlMs } of steps) {
        const args = words('x', key);
        const address = db.write(args, 1);
        const old = model.get(key);
        assert.equal(address !== 0, old !== undefined);
        if (change === 'set' || change === 'setKeep') {
          const keeps = change === 'setKeep';
          const kind = fill % 2 === 0 ? EXPIRY_ROOM : 0;
          const placed = keeps
            ? db.placeKeepingExpiry(args, 1, kind, length)
            : db.place(args, 1, kind, length);
          const value = db.value(placed);
          assert.equal(value.length, length);
          value.view().fill(fill);
          const expiry = keeps ? (old?.expiry ?? Infinity) : Infinity;
          model.set(key, { value: new Uint8Array(length).fill(fill), expiry });
        } else if (old !== undefined) {
          if (change === 'resize') {
            const value = new Uint8Array(length).fill(fill);
            value.set(old.value.subarray(0, length));
            const range = db.value(db.resize(address, length));
            range.view().fill(fill, Math.min(length, old.value.length));
            model.set(key, { ...old, value });
          }
          if (change === 'expire') {
            const expiry = world.nowMs + ttlMs;
            db.setExpiry(address, expiry);
            model.set(key, { ...old, expiry });
          }
          if (change === 'persist') {
            db.clearExpiry(address);
            model.set(key, { ...old, expiry: Infinity });
          }
          if (change === 'write') {
            db.beforeWriteInPlace(address);
            db.value(address).view().fill(fill);
            old.value.fill(fill);
          }
          if (change === 'remove') {
            db.remove(address, Events.del);
            model.delete(key);
          }
        }
        assert.equal(db.size, model.size);
        assert.equal(
          db.expires,
          [...model.values()].filter((each) => each.expiry !== Infinity).length,
        );
      }
      for (const [key, { value, expiry }] of model) {
        const address = db.peek(words('x', key), 1);
        assert.equal(keyText(db, address), key);
        assert.deepEqual(db.value(address).copy(), value);
        assert.equal(db.expiryMs(address), expiry);
      }
      for (const key of model.keys()) assert.ok(removeKey(db, key));
      assert.equal(world.slabs.usedBytes, db.table.indexBytes);
      assert.equal(db.expires, 0);
    }),
    { numRuns: 60 },
  );
});

test('Database finds a key that is given as bytes anywhere', () => {
  const db = new Database(0, testWorld());
  const address = setKey(db, 'name', 'value');
  const key = new ByteRange().set(new TextEncoder().encode('a name here'));
  key.start = 2;
  key.length = 4;
  assert.equal(db.peekKey(key), address);
  const other = db.placeKey(key.set(new TextEncoder().encode('other')), 0, 3);
  db.value(other).view().set([65, 66, 67]);
  assert.equal(getKey(db, 'other'), 'ABC');
});

test('Database treats a key as gone from the millisecond after its expiry, and then frees it', () => {
  const world = testWorld();
  const db = new Database(0, world);
  const when = world.nowMs + 100;
  setKey(db, 'key', 'value', when);
  world.startTurn(when);
  assert.equal(getKey(db, 'key'), 'value');
  world.startTurn(when + 1);
  assert.equal(getKey(db, 'key'), undefined);
  assert.equal(db.size, 0);
  assert.equal(world.stats.expired, 1);
  assert.equal(world.slabs.usedBytes, db.table.indexBytes);
});

test('Database keeps an expired key in place when its removal would be a write, and writes over it', () => {
  const world = testWorld();
  const db = new Database(0, world);
  setKey(db, 'key', 'old', world.nowMs + 1);
  world.startTurn(world.nowMs + 10);
  world.isFrozen = true;
  assert.equal(getKey(db, 'key'), undefined);
  assert.equal(db.size, 1);
  setKey(db, 'key', 'new');
  assert.equal(db.size, 1);
  assert.equal(db.expires, 0);
  assert.equal(getKey(db, 'key'), 'new');
});

test('Database puts a new value where an expired key was, with others behind it in the run', () => {
  const world = testWorld(16);
  const db = new Database(0, world);
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < 12; i++) setKey(db, `key:${round}:${i}`, 'kept');
    const dying = `key:${round}:${round % 12}`;
    setKey(db, dying, 'old', world.nowMs + 1);
    world.startTurn(world.nowMs + 10);
    setKey(db, dying, 'kept');
    for (let i = 0; i < 12; i++) assert.equal(getKey(db, `key:${round}:${i}`), 'kept');
    for (let i = 0; i < 12; i++) removeKey(db, `key:${round}:${i}`);
  }
  assert.equal(db.size, 0);
});

test('Database keeps an expiry beyond 2^53 exactly when the entry moves', () => {
  const world = testWorld();
  const db = new Database(0, world);
  const when = 2n ** 62n + 1n;
  const address = db.resize(db.setExpiry(setKey(db, 'key', 'value'), when), 3000);
  assert.equal(expiryBigMs(world.slabs.view(address), world.slabs.offset(address)), when);
});

test('Database moves an entry for its first expiry and not for the next, nor when room was asked for', () => {
  const world = testWorld();
  const db = new Database(0, world);
  const first = setKey(db, 'key', 'value');
  const moved = db.setExpiry(first, world.nowMs + 50);
  assert.notEqual(moved, first);
  assert.equal(db.clearExpiry(moved), moved);
  assert.equal(db.setExpiry(moved, world.nowMs + 60), moved);
  assert.equal(setKey(db, 'key', 'other'), moved);
  assert.equal(db.expires, 0);
  const roomy = db.place(words('x', 'roomy'), 1, EXPIRY_ROOM, 5);
  assert.equal(db.setExpiry(roomy, world.nowMs + 5), roomy);
  const big = db.place(words('x', 'big'), 1, 0, BIG);
  assert.equal(db.setExpiry(big, world.nowMs + 5), big);
});

test('Database appends to a big value without copying it each time', () => {
  const world = testWorld();
  const db = new Database(0, world);
  let address = db.place(words('x', 'log'), 1, 0, BIG);
  let buffers = 0;
  let last: unknown;
  for (let length = BIG; length < 20 * BIG; length += 1000) {
    address = db.resize(address, length);
    if (db.value(address).u8 !== last) buffers++;
    last = db.value(address).u8;
  }
  assert.ok(buffers < 12, `${buffers}`);
});

test('Database tells each change to who wants to hear it, and counts it in any case', () => {
  const world = testWorld();
  const db = new Database(3, world);
  const observer = silent();
  const { changes } = world;
  setKey(db, 'quiet', 'x');
  changes.observer = observer;
  changes.interest = Interest.keys | Interest.events | Interest.drops;
  changes.eventClasses = -1;
  const dirty = changes.dirty;
  setKey(db, 'k', 'v', world.nowMs + 1);
  removeKey(db, 'quiet');
  world.startTurn(world.nowMs + 5);
  assert.equal(db.read(words('get', 'k'), 1), 0);
  assert.deepEqual(observer.heard, [
    'new 3 k',
    'changed 3 k',
    'set 3 k',
    'changed 3 quiet',
    'del 3 quiet',
    'dropped 3 k expired',
    'changed 3 k',
    'expired 3 k',
    'keymiss 3 k',
  ]);
  assert.equal(changes.dirty, dirty + 3);
});

test('Database.read counts hits and misses, marks use, and marks none when the caller asks so', () => {
  const world = testWorld();
  const db = new Database(0, world);
  const address = setKey(db, 'k', 'v');
  const clock = (): number =>
    world.slabs.view(address).getUint32(world.slabs.offset(address) + 4, true) >>> 8;
  const first = clock();
  world.startTurn(world.nowMs + 5000);
  db.inspect(words('exists', 'k'), 1);
  assert.equal(clock(), first);
  world.leavesNoTouch = true;
  db.read(words('get', 'k'), 1);
  setKey(db, 'k', 'w');
  assert.equal(clock(), first);
  world.leavesNoTouch = false;
  db.read(words('get', 'k'), 1);
  assert.equal(clock(), first + 5);
  db.read(words('get', 'missing'), 1);
  assert.equal(world.stats.hits, 3);
  assert.equal(world.stats.misses, 1);
});

test('Database keeps how often a key was used when its value is written over, under an LFU policy', () => {
  const world = testWorld();
  world.countsFrequency = true;
  world.memory.lfuLogFactor = 0;
  const db = new Database(0, world);
  setKey(db, 'k', 'v');
  for (let i = 0; i < 20; i++) db.read(words('get', 'k'), 1);
  const address = setKey(db, 'k', 'a longer value than before, so that it moves');
  const at = world.slabs.offset(address);
  assert.equal(frequencyNow(world.slabs.view(address).getUint32(at + 4, true), world), 26);
});

test('Database releases the structure of a big collection exactly once, whatever takes its place', () => {
  const world = testWorld();
  const released: number[] = [];
  world.structures = Object.assign(new Structures(), {
    release: (number: number) => released.push(number),
    releaseAll: () => undefined,
    copy: (number: number) => number + 100,
    freeEffort: () => 1,
  });
  const db = new Database(0, world);
  const own = (key: string, number: number): void => {
    const address = db.place(words('x', key), 1, 0x84, 4);
    db.value(address).dv.setUint32(db.value(address).start, number, true);
  };
  own('a', 1);
  setKey(db, 'a', 'x');
  own('b', 2);
  removeKey(db, 'b');
  own('c', 3);
  db.placeKeepingExpiry(words('x', 'c'), 1, 0, 4);
  own('d', 4);
  db.setExpiry(db.peek(words('x', 'd'), 1), world.nowMs + 1);
  assert.deepEqual(released, [1, 2, 3]);
  world.startTurn(world.nowMs + 10);
  assert.equal(db.peek(words('x', 'd'), 1), 0);
  assert.deepEqual(released, [1, 2, 3, 4]);
});
