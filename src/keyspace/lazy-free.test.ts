import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setKey, testWorld } from '../../test/support/keyspace.ts';
import { Database } from './database.ts';
import type { Freeable } from './freeable.ts';
import { DetachedTable, LazyFree } from './lazy-free.ts';
import { Structures } from './structures.ts';

/** So many objects, `portion` at a time. */
class Heap implements Freeable {
  held = false;
  objects: number;
  readonly #portion: number;

  constructor(objects: number, portion: number) {
    this.objects = objects;
    this.#portion = portion;
  }

  freePortion(): number {
    this.objects = Math.max(0, this.objects - this.#portion);
    return this.#portion;
  }

  forget(): void {
    this.objects = 0;
  }
}

test('who makes as many objects as were left behind frees these, and nothing longer', () => {
  const lazyFree = new LazyFree();
  lazyFree.add(new Heap(1000, 10));
  lazyFree.add(new Heap(500, 10));
  lazyFree.repay(999);
  assert.equal(lazyFree.pendingObjects, 1500);
  lazyFree.repay(1400);
  assert.equal(lazyFree.pendingObjects, 500);
  lazyFree.repay(500);
  assert.equal(lazyFree.pendingObjects, 0);
  assert.equal(lazyFree.freedObjects, 1500);
  lazyFree.add(new Heap(200_000, 10_000));
  lazyFree.repay(1_000_000);
  assert.equal(lazyFree.pendingObjects, 200_000);
});

test('LazyFree frees about as many objects in a step as it was asked to', () => {
  const lazyFree = new LazyFree();
  lazyFree.add(new Heap(1000, 10));
  lazyFree.add(new Heap(5, 5));
  assert.equal(lazyFree.pendingObjects, 1005);
  assert.equal(lazyFree.step(95), true);
  assert.equal(lazyFree.pendingObjects, 905);
  assert.equal(lazyFree.freedObjects, 100);
  assert.equal(lazyFree.step(10_000), false);
  assert.equal(lazyFree.pendingObjects, 0);
  assert.ok(lazyFree.idle);
  assert.equal(lazyFree.step(10), false);
});

test('LazyFree passes over what is held, and frees that only when squeezed and nothing else is left', () => {
  const lazyFree = new LazyFree();
  const held = new Heap(20, 10);
  held.held = true;
  const free = new Heap(10, 10);
  lazyFree.add(held);
  lazyFree.add(free);
  assert.equal(lazyFree.squeeze(), true);
  assert.deepEqual([held.objects, free.objects], [20, 0]);
  assert.equal(lazyFree.step(100), false);
  assert.equal(held.objects, 20);
  assert.equal(lazyFree.squeeze(), true);
  assert.equal(held.objects, 10);
  held.held = false;
  assert.equal(lazyFree.step(100), false);
  assert.equal(lazyFree.squeeze(), false);
  assert.equal(lazyFree.freedObjects, 30);
});

/** Counts how often anybody asks whether it is held. */
class Watched extends Heap {
  static asked = 0;
  holder: { holds: boolean };

  constructor(holder: { holds: boolean }) {
    super(1, 1);
    this.holder = holder;
    Object.defineProperty(this, 'held', {
      get: () => {
        Watched.asked++;
        return this.holder.holds;
      },
    });
  }
}

test('LazyFree looks at few of those that are held, and frees them all once they are not', () => {
  const lazyFree = new LazyFree();
  const snapshot = { holds: true };
  const other = { holds: true };
  const held = Array.from({ length: 5000 }, (_, i) => new Watched(i === 4999 ? other : snapshot));
  for (const each of held) lazyFree.add(each);
  for (let i = 0; i < 2000; i++) lazyFree.add(new Heap(10, 1));
  Watched.asked = 0;
  while (lazyFree.step(100));
  assert.equal(lazyFree.pendingObjects, 5000);
  assert.ok(Watched.asked <= 5000, String(Watched.asked));

  // What is behind thousands of others is found, too.
  other.holds = false;
  for (let i = 0; i < 5; i++) lazyFree.step(100);
  assert.equal(held[4999]?.objects, 0);

  Watched.asked = 0;
  for (let i = 0; i < 100; i++) lazyFree.squeeze();
  assert.ok(Watched.asked <= 100 * 20, String(Watched.asked));
  assert.equal(lazyFree.pendingObjects, 4899);

  snapshot.holds = false;
  Watched.asked = 0;
  let steps = 1;
  while (lazyFree.step(100)) steps++;
  assert.ok(lazyFree.idle);
  assert.ok(steps <= 50, String(steps));
  assert.ok(Watched.asked < 5000, String(Watched.asked));
});

test('DetachedTable gives back all memory of its entries, a segment at a time', () => {
  const world = testWorld(32);
  const db = new Database(0, world);
  const released: number[] = [];
  world.structures = Object.assign(new Structures(), {
    release: (n: number) => released.push(n),
    releaseAll: () => undefined,
    copy: (n: number) => n,
    freeEffort: () => 1,
  });
  for (let i = 0; i < 400; i++) setKey(db, `key:${i}`, 'v'.repeat(i), world.nowMs + 1e6);
  const owner = setKey(db, 'owner', '1234');
  db.value(owner).dv.setUint32(db.value(owner).start, 77, true);
  db.setKind(owner, 0x84);
  const detached = new DetachedTable(world, db.detach(db.emptyTable()));
  const empty = db.table.indexBytes;
  let portions = 0;
  for (let left = detached.objects; !detached.done; left = detached.objects, portions++) {
    detached.freePortion();
    assert.ok(left - detached.objects <= 28, 'a segment at most');
  }
  assert.ok(portions > 10);
  assert.equal(world.slabs.usedBytes, empty);
  assert.deepEqual(released, [77]);
});

test('DetachedTable frees few entries at once that are much to free', () => {
  const world = testWorld();
  const db = new Database(0, world);
  world.structures = Object.assign(new Structures(), {
    release: () => undefined,
    freeEffort: () => 60,
  });
  for (let i = 0; i < 500; i++) db.setKind(setKey(db, `key:${i}`, '1234'), 0x84);
  const lazyFree = new LazyFree();
  lazyFree.add(new DetachedTable(world, db.detach(db.emptyTable())));
  assert.equal(lazyFree.step(1500), true);
  const { pendingObjects } = lazyFree;
  assert.ok(pendingObjects > 440 && pendingObjects < 490, String(pendingObjects));
  while (lazyFree.step(1500));
  assert.equal(lazyFree.freedObjects, 500);
  assert.ok(lazyFree.idle);
});

test('LazyFree takes an empty table without a trace', () => {
  const world = testWorld();
  const db = new Database(0, world);
  const lazyFree = new LazyFree();
  const before = world.slabs.usedBytes;
  lazyFree.add(new DetachedTable(world, db.detach(db.emptyTable())));
  assert.ok(lazyFree.idle);
  assert.equal(world.slabs.usedBytes, before);
});
