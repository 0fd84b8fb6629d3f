import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeKey, setKey, testWorld } from '../../test/support/keyspace.ts';
import { type ChangeObserver, Interest } from './changes.ts';
import type { Database } from './database.ts';
import { ExpiryCycle } from './expiry-cycle.ts';
import { Keyspace } from './keyspace.ts';
import type { World } from './world.ts';

const PERIOD_MS = 100;

interface Bench {
  readonly world: World;
  readonly keyspace: Keyspace;
  readonly db: Database;
  readonly cycle: ExpiryCycle;
  /** How long the clock says that a segment takes. */
  readonly cost: { readingMs: number };
}

function bench(segmentSlotsMax = 32, databases = 2): Bench {
  const world = testWorld(segmentSlotsMax);
  const keyspace = new Keyspace(world, databases);
  const cost = { readingMs: 0.001 };
  let nowMs = 0;
  const clock = { monotonicMs: () => (nowMs += cost.readingMs) };
  const cycle = new ExpiryCycle(world, keyspace.databases, clock);
  const [db] = keyspace.databases;
  assert.ok(db !== undefined);
  return { world, keyspace, db, cycle, cost };
}

/** A period's work to its end; returns how many steps it took. */
function period({ world, cycle }: Bench, waitMs = PERIOD_MS): number {
  world.startTurn(world.nowMs + waitMs);
  cycle.startPeriod(PERIOD_MS);
  let steps = 1;
  while (cycle.step()) steps++;
  return steps;
}

test('the cycle removes every key whose time is up, in all databases, and no other', () => {
  const all = bench();
  for (const db of all.keyspace.databases) {
    for (let i = 0; i < 500; i++) setKey(db, `dead:${i}`, 'x', all.world.nowMs + (i % 90));
    for (let i = 0; i < 500; i++) setKey(db, `later:${i}`, 'x', all.world.nowMs + 100_000);
    for (let i = 0; i < 500; i++) setKey(db, `stays:${i}`, 'x');
  }
  period(all);
  for (const db of all.keyspace.databases) assert.deepEqual([db.size, db.expires], [1000, 500]);
  assert.equal(all.world.stats.expired, 1000);
  assert.equal(all.world.stats.expiredActive, 1000);
});

test('the cycle tells of each key it removes', () => {
  const all = bench();
  const heard: string[] = [];
  all.world.changes.interest = Interest.drops | Interest.keys;
  all.world.changes.observer = {
    keyChanged: () => undefined,
    valueChanged: () => undefined,
    flushed: () => undefined,
    keyEvent: () => undefined,
    keyDropped: (db, key, why) =>
      heard.push(`${db} ${String.fromCharCode(...key.view())} ${why.name}`),
    databaseChanged: () => undefined,
  } satisfies ChangeObserver;
  setKey(all.db, 'key', 'x', all.world.nowMs + 5);
  period(all);
  assert.deepEqual(heard, ['0 key expired']);
});

test('the cycle touches no entry before anything is due, and knows the next moment exactly after a walk', () => {
  const all = bench();
  const { world, db } = all;
  for (let i = 0; i < 300; i++) setKey(db, `key:${i}`, 'x', world.nowMs + 10_000 + i);
  const due = setKey(db, 'due', 'x', world.nowMs + 10);
  const segment = db.locate(due);
  assert.equal(segment.expiresFromMs, world.nowMs + 10);
  period(all);
  let earliest = Infinity;
  for (const address of segment.slots.filter((_, i) => i % 2 === 1)) {
    if (address !== 0) earliest = Math.min(earliest, db.expiryMs(address >>> 0));
  }
  assert.equal(segment.expiresFromMs, earliest);
  const view = world.slabs.view.bind(world.slabs);
  let touched = 0;
  world.slabs.view = (address) => {
    touched++;
    return view(address);
  };
  all.cycle.startPeriod(PERIOD_MS);
  const sampled = touched;
  while (all.cycle.step());
  assert.equal(touched, sampled);
});

test('a step ends after a millisecond, and a period when it has used its share of the time', () => {
  const all = bench();
  const { world, cycle, cost, db } = all;
  for (let i = 0; i < 5000; i++) setKey(db, `dead:${i}`, 'x', world.nowMs + 1);
  cost.readingMs = 0.4;
  const steps = period(all);
  // 25 ms of 100, in steps of about 1.6 ms by this clock: three segments and the readings around them.
  assert.ok(steps >= 12 && steps <= 26, `${steps} steps`);
  assert.ok(db.size > 0);
  assert.equal(cycle.timeCapReached, 1);
  assert.ok(cycle.cpuMs >= 25 && cycle.cpuMs < 29, `${cycle.cpuMs}`);
  world.memory.activeExpireEffort = 10;
  const { cpuMs } = cycle;
  period(all);
  assert.ok(cycle.cpuMs - cpuMs > 40 || db.size === 0);
  for (let i = 0; i < 20; i++) period(all);
  assert.equal(db.size, 0);
});

test('a period that ran out of time does not keep the rest waiting: the next goes on where it stopped', () => {
  const all = bench(32, 3);
  const { world, cost } = all;
  for (const db of all.keyspace.databases) {
    for (let i = 0; i < 1000; i++) setKey(db, `dead:${i}`, 'x', world.nowMs + 1);
  }
  cost.readingMs = 2;
  for (let i = 0; i < 30; i++) {
    for (let n = 0; n < 50; n++) setKey(all.db, `again:${i}:${n}`, 'x', world.nowMs + 1);
    period(all);
  }
  for (const db of all.keyspace.databases) assert.ok(db.size < 1000);
  assert.ok(all.cycle.timeCapReached > 5);
});

test('the cycle removes a thousand keys at a time at most, so that thousands in a segment are no long step', () => {
  const all = bench(8192);
  for (let i = 0; i < 5000; i++) setKey(all.db, `dead:${i}`, 'x', all.world.nowMs + 1);
  all.cost.readingMs = 0.6;
  all.world.startTurn(all.world.nowMs + 10);
  all.cycle.startPeriod(PERIOD_MS);
  let size = all.db.size;
  while (all.cycle.step()) {
    assert.ok(size - all.db.size <= 2048);
    size = all.db.size;
  }
  assert.equal(all.db.size, 0);
});

test('a big segment rests until enough of its keys are due, or one has been due for a minute', () => {
  const all = bench(8192);
  const { world, db } = all;
  for (let i = 0; i < 3000; i++) setKey(db, `stays:${i}`, 'x');
  for (let i = 0; i < 3000; i++) setKey(db, `key:${i}`, 'x', world.nowMs + (i + 1) * 1000);
  period(all, 1500);
  assert.equal(db.table.expires, 2999);
  const segment = db.table.segmentAt(0);
  const restMs = segment.walkFromMs - world.nowMs;
  assert.ok(restMs > 20_000 && restMs <= 61_000, `${restMs}`);
  period(all, 10_000);
  assert.equal(db.expires, 2999, 'ten are due, which is not worth a walk');
  period(all, 51_000);
  assert.ok(db.size - 3000 < 2945);
  setKey(db, 'urgent', 'x', world.nowMs + 50);
  period(all, 100);
  assert.ok(
    segment.walkFromMs > world.nowMs,
    'a key whose expiry is set is walked for when it is due',
  );
  assert.equal(db.table.count, 3000 + db.expires);
});

test('more effort lets fewer keys lie', () => {
  const rest = [1, 10].map((effort) => {
    const all = bench(8192);
    all.world.memory.activeExpireEffort = effort;
    for (let i = 0; i < 5000; i++) setKey(all.db, `key:${i}`, 'x', all.world.nowMs + 1 + i * 100);
    period(all, 50);
    return all.db.table.segmentAt(0).walkFromMs - all.world.nowMs;
  });
  assert.ok((rest[0] ?? 0) > 2 * (rest[1] ?? Infinity), rest.join(' '));
});

test('the cycle does nothing while it is switched off, or while expired keys must stay', () => {
  const all = bench();
  setKey(all.db, 'key', 'x', all.world.nowMs + 1);
  all.cycle.active = false;
  period(all);
  assert.equal(all.db.size, 1);
  all.cycle.active = true;
  all.world.isFrozen = true;
  period(all);
  assert.equal(all.db.size, 1);
  all.world.isFrozen = false;
  period(all);
  assert.equal(all.db.size, 0);
});

test('the cycle estimates how long keys live and how many are stale, without changing anything', () => {
  const all = bench();
  const { world, db, cycle } = all;
  cycle.active = false;
  for (let i = 0; i < 2000; i++)
    setKey(db, `key:${i}`, 'x', world.nowMs + (i % 2 === 0 ? 100_000 : 1));
  for (let i = 0; i < 200; i++) {
    world.startTurn(world.nowMs + 2);
    cycle.startPeriod(PERIOD_MS);
  }
  const { averageTtlMs } = db.table;
  assert.ok(averageTtlMs > 99_000 && averageTtlMs <= 100_000, `${averageTtlMs}`);
  assert.ok(cycle.stalePercent > 35 && cycle.stalePercent < 65, `${cycle.stalePercent}`);
  assert.equal(db.size, 2000);
  for (let i = 0; i < 2000; i++) removeKey(db, `key:${i}`);
  cycle.startPeriod(PERIOD_MS);
  assert.equal(db.table.averageTtlMs, 0);
});
