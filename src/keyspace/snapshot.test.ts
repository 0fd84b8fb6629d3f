import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { getKey, setKey, testWorld, words } from '../../test/support/keyspace.ts';
import {
  describe,
  digest,
  KeyspaceLoad,
  type LoadStep,
  loadStep,
  text,
} from '../../test/support/keyspace-load.ts';
import type { Database } from './database.ts';
import { Keyspace } from './keyspace.ts';
import type { SnapshotSink } from './snapshot.ts';
import type { BarrierSite, SnapshotBarrier } from './snapshot-barrier.ts';
import type { SnapshotEntry } from './snapshot-entry.ts';
import { moveEntry } from './transfer.ts';
import type { World } from './world.ts';

/** Collects what a snapshot hands over. Bytes that are lent are read only at the very end. */
class Collector implements SnapshotSink {
  readonly #contents = new Map<string, () => string>();

  entry(entry: SnapshotEntry): void {
    const name = `${entry.database}:${text(entry.key)}`;
    assert.ok(!this.#contents.has(name), `${name} comes once`);
    const { kind, expiryMs, lent } = entry;
    const bytes = entry.value.view();
    const early = lent ? '' : digest(bytes);
    this.#contents.set(name, () => describe(kind, expiryMs, lent ? digest(bytes) : early));
  }

  contents(): Map<string, string> {
    return new Map([...this.#contents].map(([name, read]) => [name, read()]));
  }
}

interface Run {
  readonly preloaded: number;
  readonly before: readonly LoadStep[];
  readonly during: readonly { readonly change: LoadStep; readonly slots: number }[];
}

const run: fc.Arbitrary<Run> = fc.record({
  preloaded: fc.nat({ max: 250 }),
  before: fc.array(loadStep, { maxLength: 12 }),
  during: fc.array(fc.record({ change: loadStep, slots: fc.constantFrom(0, 0, 0, 1, 8, 100) }), {
    maxLength: 60,
  }),
});

/** A snapshot under load, compared with a copy taken when it began. `spoil` takes something away that it needs. */
function checkSnapshot({ preloaded, before, during }: Run, spoil: (world: World) => void): void {
  const load = new KeyspaceLoad(preloaded);
  for (const change of before) load.apply(change);
  const { snapshot } = load.keyspace;
  const expected = load.contents();
  const collector = new Collector();
  snapshot.begin(collector);
  spoil(load.world);
  for (const { change, slots } of during) {
    load.apply(change);
    snapshot.step(slots);
  }
  while (!snapshot.step(1000));
  assert.deepEqual(collector.contents(), expected);
  assert.equal(snapshot.entriesPassed, expected.size);
  assert.equal(snapshot.entriesTotal, expected.size);
  snapshot.finish();
  assert.equal(snapshot.state, 'idle');
  load.keyspace.flush('all', 'async');
  while (load.keyspace.lazyFree.step(100));
  assert.ok(load.world.slabs.usedBytes < 1000, 'nothing is left behind');
}

test('a snapshot under load holds exactly what there was when it began', () => {
  fc.assert(
    fc.property(run, (each) => checkSnapshot(each, () => undefined)),
    { numRuns: 200 },
  );
});

const SITES: readonly BarrierSite[] = [
  'overwrite',
  'resize',
  'setExpiry',
  'clearExpiry',
  'remove',
  'inPlace',
  'rename',
  'move',
  'free',
];

/** The snapshot's barrier, but deaf to one site. */
function withoutSite(world: World, ignored: BarrierSite): void {
  const { barrier } = world;
  assert.ok(barrier !== undefined);
  world.barrier = {
    beforeChange(table, address, site) {
      if (site !== ignored) barrier.beforeChange(table, address, site);
    },
    holds: (table) => barrier.holds(table),
  } satisfies SnapshotBarrier;
}

function failsWhen(spoil: (world: World) => void): boolean {
  const property = fc.property(run, (each) => checkSnapshot(each, spoil));
  return fc.check(property, { numRuns: 3000, seed: 42, endOnFailure: true }).failed;
}

for (const site of SITES) {
  test(`the same test fails when the barrier is missing at "${site}"`, () => {
    assert.ok(failsWhen((world) => withoutSite(world, site)));
  });
}

test('the same test fails when a big value that was lent is written over', () => {
  const change = fc.record({
    action: fc.constantFrom('setBig', 'setRange', 'append', 'move' as const),
    a: fc.constantFrom(0, 3),
    b: fc.nat({ max: 2 }),
    n: fc.nat({ max: 255 }),
  });
  const bigOnly = fc.record({
    preloaded: fc.constant(0),
    before: fc.array(change, { minLength: 3, maxLength: 9 }),
    during: fc.array(fc.record({ change, slots: fc.constant(20) }), { maxLength: 9 }),
  });
  const property = (spoil: (world: World) => void): fc.IProperty<[Run]> =>
    fc.property(bigOnly, (each) => checkSnapshot(each, spoil));
  fc.assert(
    property(() => undefined),
    { numRuns: 50 },
  );
  const spoiled = property((world) => {
    world.slabs.renewIfLent = () => undefined;
  });
  assert.ok(fc.check(spoiled, { numRuns: 1000, endOnFailure: true }).failed);
});

test('a flushed table that is freed early is passed then', () => {
  const spoil = (world: World): void => {
    const { barrier } = world;
    assert.ok(barrier !== undefined);
    world.barrier = {
      beforeChange: (table, address, site) => barrier.beforeChange(table, address, site),
      holds: () => false,
    };
  };
  fc.assert(
    fc.property(run, (each) => checkSnapshot(each, spoil)),
    { numRuns: 50 },
  );
});

test('a big value is lent without a copy, and the lender goes on with one when it changes', () => {
  const { db, keyspace } = oneDatabase();
  const address = setKey(db, 'big', 'a'.repeat(100_000));
  const { buffer } = db.value(address).u8;
  const lent: Uint8Array[] = [];
  keyspace.snapshot.begin({
    entry: (entry) => {
      assert.ok(entry.lent);
      lent.push(entry.value.view());
    },
  });
  assert.ok(keyspace.snapshot.step(100_000));
  assert.equal(lent[0]?.buffer, buffer);
  db.beforeWriteInPlace(address);
  db.value(address).view().fill(66);
  setKey(db, 'big', 'c'.repeat(100_000));
  assert.ok(lent.every((bytes) => bytes.every((byte) => byte === 97)));
  assert.equal(getKey(db, 'big'), 'c'.repeat(100_000));
  keyspace.snapshot.finish();
  const own = db.value(db.peek(words('x', 'big'), 1)).u8;
  db.beforeWriteInPlace(db.peek(words('x', 'big'), 1));
  assert.equal(db.value(db.peek(words('x', 'big'), 1)).u8, own);
});

test('FLUSHALL during a snapshot keeps the memory until the snapshot has passed it, and then gives it back', () => {
  const { db, keyspace, world } = oneDatabase();
  for (let i = 0; i < 500; i++) setKey(db, `key:${i}`, 'value');
  const collector = new Collector();
  keyspace.snapshot.begin(collector);
  assert.equal(keyspace.flush('all', 'sync'), 500);
  assert.equal(db.size, 0);
  assert.equal(keyspace.lazyFree.step(1e9), false);
  assert.equal(keyspace.lazyFree.pendingObjects, 500);
  setKey(db, 'key:1', 'after');
  while (!keyspace.snapshot.step(64));
  assert.equal(keyspace.lazyFree.step(1e9), false);
  assert.equal(keyspace.lazyFree.pendingObjects, 0);
  keyspace.snapshot.finish();
  assert.equal(collector.contents().size, 500);
  keyspace.flush('all', 'sync');
  assert.equal(world.slabs.usedBytes, db.table.indexBytes);
});

test('a snapshot holds expired keys that are still there, as Redis does', () => {
  const { db, keyspace, world } = oneDatabase();
  setKey(db, 'key', 'value', world.nowMs + 5);
  world.startTurn(world.nowMs + 10);
  const collector = new Collector();
  keyspace.snapshot.begin(collector);
  assert.equal(getKey(db, 'key'), undefined);
  assert.ok(keyspace.snapshot.step(100));
  assert.deepEqual([...collector.contents().keys()], ['0:key']);
});

test('a snapshot passes about as many slots in a step as it was asked to', () => {
  const { db, keyspace } = oneDatabase(8192);
  for (let i = 0; i < 20_000; i++) setKey(db, `key:${i}`, 'value');
  keyspace.snapshot.begin({ entry: () => undefined });
  let last = 0;
  let steps = 0;
  while (!keyspace.snapshot.step(500)) {
    assert.ok(keyspace.snapshot.entriesPassed - last <= 500);
    last = keyspace.snapshot.entriesPassed;
    steps++;
  }
  assert.ok(steps >= 40);
  assert.equal(keyspace.snapshot.entriesPassed, 20_000);
});

test('only one snapshot runs at a time, and its end is said', () => {
  const { snapshot } = oneDatabase().keyspace;
  const sink: SnapshotSink = { entry: () => undefined };
  snapshot.begin(sink);
  assert.throws(() => snapshot.begin(sink), /one snapshot/);
  assert.throws(() => snapshot.finish(), /all is passed/);
  assert.ok(snapshot.step(1e6));
  assert.throws(() => snapshot.begin(sink), /one snapshot/);
  snapshot.finish();
  snapshot.begin(sink);
  snapshot.abort();
  snapshot.abort();
  snapshot.begin(sink);
});

/** Hundreds of snapshots, each aborted after some steps, with changes and parts of sweeps in between. */
const aborted = fc.record({
  preloaded: fc.nat({ max: 60 }),
  // An epoch that an entry still carries would come round after 256.
  rounds: fc.constantFrom(254, 255, 256, 257, 300, 511, 512),
  slots: fc.constantFrom(0, 1, 20, 300),
  sweepSlots: fc.constantFrom(0, 0, 5, 400),
  changes: fc.array(loadStep, { minLength: 1, maxLength: 30 }),
  during: fc.array(fc.record({ change: loadStep, slots: fc.constant(2) }), { maxLength: 20 }),
});

test('a snapshot is right after hundreds of others were aborted, however far each of them came', () => {
  fc.assert(
    fc.property(aborted, ({ preloaded, rounds, slots, sweepSlots, changes, during }) => {
      const load = new KeyspaceLoad(preloaded);
      const { snapshot } = load.keyspace;
      for (let round = 0; round < rounds; round++) {
        snapshot.begin({ entry: () => undefined });
        snapshot.step(slots);
        const change = changes[round % changes.length];
        if (change !== undefined && round % 7 === 0) load.apply(change);
        snapshot.abort();
        snapshot.step(sweepSlots);
      }
      const expected = load.contents();
      const collector = new Collector();
      snapshot.begin(collector);
      for (const each of during) {
        load.apply(each.change);
        snapshot.step(each.slots);
      }
      while (!snapshot.step(100));
      assert.deepEqual(collector.contents(), expected);
    }),
    { numRuns: 60 },
  );
});

test('a key that moves to another database while a sweep is under way is in the snapshot 255 aborts later', () => {
  const keyspace = new Keyspace(testWorld(16), 2);
  const [swept, unswept] = keyspace.databases;
  assert.ok(swept !== undefined && unswept !== undefined);
  const address = setKey(unswept, 'key', 'value');
  const { snapshot } = keyspace;
  snapshot.begin({ entry: () => undefined });
  snapshot.abort();
  snapshot.step(swept.table.segmentAt(0).size);
  moveEntry(unswept, address, swept);
  assert.ok(snapshot.step(100));
  for (let round = 2; round < 256; round++) {
    snapshot.begin({ entry: () => undefined });
    snapshot.abort();
  }
  const collector = new Collector();
  snapshot.begin(collector);
  assert.ok(snapshot.step(100));
  assert.deepEqual([...collector.contents().keys()], ['0:key']);
});

test('a snapshot sweeps at once only when 255 others have been aborted in a row before their sweep ended', () => {
  const { db, keyspace } = oneDatabase();
  setKey(db, 'key', 'value');
  const { snapshot } = keyspace;
  const epochs = new Set<number>();
  for (let round = 1; round <= 255; round++) {
    snapshot.begin({ entry: () => undefined });
    snapshot.abort();
    epochs.add(keyspace.world.epoch);
    assert.equal(db.world.slabs.view(db.peek(words('x', 'key'), 1)).getUint8(16 + 4), 0);
  }
  assert.equal(epochs.size, 255);
  const collector = new Collector();
  snapshot.begin(collector);
  assert.ok(snapshot.step(100));
  assert.equal(collector.contents().size, 1);
});

function oneDatabase(segmentSlotsMax = 16): {
  readonly world: World;
  readonly keyspace: Keyspace;
  readonly db: Database;
} {
  const world = testWorld(segmentSlotsMax);
  const keyspace = new Keyspace(world, 1);
  const [db] = keyspace.databases;
  assert.ok(db !== undefined);
  return { world, keyspace, db };
}
