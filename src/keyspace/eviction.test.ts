import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getKey, setKey, testWorld, words } from '../../test/support/keyspace.ts';
import { Slabs } from '../memory/slabs.ts';
import type { MaxmemoryPolicy } from '../settings/memory-settings.ts';
import type { Database } from './database.ts';
import { Eviction, timeLimitMs } from './eviction.ts';
import { Keyspace } from './keyspace.ts';
import type { World } from './world.ts';

const VALUE = 'v'.repeat(200);

interface Bench {
  readonly world: World;
  readonly keyspace: Keyspace;
  readonly db: Database;
  readonly eviction: Eviction;
  readonly cost: { readingMs: number };
}

function bench(policy: MaxmemoryPolicy, databases = 1): Bench {
  const world = testWorld(64);
  world.memory.maxmemoryPolicy = policy;
  world.countsFrequency = policy.endsWith('lfu');
  const keyspace = new Keyspace(world, databases);
  const cost = { readingMs: 0 };
  let nowMs = 0;
  const eviction = new Eviction(keyspace, { monotonicMs: () => (nowMs += cost.readingMs) });
  const [db] = keyspace.databases;
  assert.ok(db !== undefined);
  return { world, keyspace, db, eviction, cost };
}

/** Lets as much memory be used as is used now, less `share` of it. */
function limit({ world }: Bench, share: number): void {
  world.memory.maxmemoryBytes = Math.floor(world.slabs.usedBytes * (1 - share));
  world.limitsChanged();
}

function has(db: Database, key: string): boolean {
  return getKey(db, key) !== undefined;
}

/** Of keys `name:0` to `name:n-1`, how many are left. */
function left(db: Database, name: string, n: number): number {
  return Array.from({ length: n }, (_, i) => has(db, `${name}:${i}`)).filter(Boolean).length;
}

test('eviction does nothing below the limit, nor without one', () => {
  const all = bench('allkeys-lru');
  setKey(all.db, 'key', VALUE);
  assert.equal(all.eviction.perform(1e10), 'ok');
  all.world.memory.maxmemoryBytes = 1e9;
  all.world.limitsChanged();
  assert.equal(all.eviction.perform(0), 'ok');
  assert.equal(all.db.size, 1);
  assert.equal(all.eviction.perform(1e9), 'fail');
});

test('the limit is the lower one of maxmemory and what the slabs can hold', () => {
  const world = testWorld(16, new Slabs(64 << 20));
  assert.equal(world.memoryLimitBytes, 64 << 20);
  world.memory.maxmemoryBytes = 1000;
  world.limitsChanged();
  assert.equal(world.memoryLimitBytes, 1000);
  world.memory.maxmemoryBytes = 65 << 20;
  world.limitsChanged();
  assert.equal(world.memoryLimitBytes, 64 << 20);
});

test('full slabs are evicted from without maxmemory', () => {
  const world = testWorld(16, new Slabs(64 << 20));
  world.memory.maxmemoryPolicy = 'allkeys-lru';
  const keyspace = new Keyspace(world, 1);
  const [db] = keyspace.databases;
  assert.ok(db !== undefined);
  const big = 'v'.repeat(1 << 20);
  for (let i = 0; i < 60; i++) setKey(db, `key:${i}`, big);
  const eviction = new Eviction(keyspace, { monotonicMs: () => 0 });
  assert.equal(eviction.perform(0), 'ok');
  assert.equal(db.size, 60);
  assert.equal(eviction.perform(10 << 20), 'ok');
  const left: number = db.size;
  assert.ok(left < 56, `${left} keys`);
});

test('a frozen data set is not evicted from', () => {
  const all = bench('allkeys-lru');
  for (let i = 0; i < 100; i++) setKey(all.db, `key:${i}`, VALUE);
  limit(all, 0.5);
  all.world.isFrozen = true;
  assert.equal(all.eviction.perform(0), 'ok');
  assert.equal(all.db.size, 100);
  all.world.isFrozen = false;
  assert.equal(all.eviction.perform(0), 'ok');
  const left: number = all.db.size;
  assert.ok(left < 100);
});

test('noeviction fails and removes nothing', () => {
  const all = bench('noeviction');
  for (let i = 0; i < 100; i++) setKey(all.db, `key:${i}`, VALUE, all.world.nowMs + 1000);
  limit(all, 0.5);
  assert.equal(all.eviction.perform(0), 'fail');
  assert.equal(all.db.size, 100);
});

const POLICIES: readonly MaxmemoryPolicy[] = [
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
];

for (const policy of POLICIES) {
  test(`${policy} never lets memory stay over the limit while keys keep coming`, () => {
    const all = bench(policy, 3);
    const { world, keyspace, eviction } = all;
    world.memory.maxmemoryBytes = 200_000;
    world.limitsChanged();
    for (let i = 0; i < 4000; i++) {
      assert.equal(eviction.perform(1000), 'ok');
      assert.ok(world.slabs.usedBytes + 1000 <= 200_000);
      const db = keyspace.databases[i % 3]!;
      setKey(db, `key:${i}`, 'v'.repeat(i % 300), world.nowMs + 1e6 + i);
      world.startTurn(world.nowMs + 10);
    }
    assert.ok(keyspace.size > 300);
    assert.equal(world.stats.evicted, 4000 - keyspace.size);
  });
}

test('volatile policies spare keys that stay, and fail when only those are left', () => {
  for (const policy of POLICIES.filter((each) => each.startsWith('volatile'))) {
    const all = bench(policy);
    for (let i = 0; i < 500; i++) setKey(all.db, `stays:${i}`, VALUE);
    for (let i = 0; i < 100; i++) setKey(all.db, `goes:${i}`, VALUE, all.world.nowMs + 1e6);
    limit(all, 0.9);
    assert.equal(all.eviction.perform(0), 'fail');
    assert.deepEqual([all.db.size, all.db.expires], [500, 0]);
  }
});

test('volatile policies find one key that expires among thousands that stay', () => {
  for (const policy of POLICIES.filter((each) => each.startsWith('volatile'))) {
    const all = bench(policy, 2);
    const [one, other] = all.keyspace.databases;
    assert.ok(one !== undefined && other !== undefined);
    for (let i = 0; i < 5000; i++) setKey(one, `stays:${i}`, 'x');
    for (let i = 0; i < 5000; i++) setKey(other, `stays:${i}`, 'x');
    setKey(other, 'goes', VALUE, all.world.nowMs + 1e6);
    all.world.memory.maxmemoryBytes = all.world.slabs.usedBytes - 1;
    all.world.limitsChanged();
    assert.equal(all.eviction.perform(0), 'ok');
    assert.deepEqual([one.size, other.size], [5000, 5000]);
  }
});

test('the search for the few keys that expire is bounded: it goes on where it stopped', () => {
  const all = bench('volatile-lru');
  for (let i = 0; i < 5000; i++) setKey(all.db, `was volatile:${i}`, 'x', all.world.nowMs + 1e6);
  for (let i = 0; i < 4999; i++) {
    all.db.clearExpiry(all.db.peek(words('x', `was volatile:${i}`), 1));
  }
  all.world.memory.maxmemoryBytes = all.world.slabs.usedBytes - 1;
  all.world.limitsChanged();
  all.cost.readingMs = 1;
  let calls = 1;
  while (all.eviction.perform(0) === 'running') calls++;
  assert.ok(calls > 3 && calls < 400, `${calls} calls`);
  assert.equal(all.db.expires, 0);
});

test('LRU evicts what was not used for longest, nearly always', () => {
  for (const policy of ['allkeys-lru', 'volatile-lru'] as const) {
    const all = bench(policy);
    const { world, db } = all;
    for (let i = 0; i < 1000; i++) setKey(db, `old:${i}`, VALUE, world.nowMs + 1e9);
    world.startTurn(world.nowMs + 60_000);
    for (let i = 0; i < 1000; i++) setKey(db, `new:${i}`, VALUE, world.nowMs + 1e9);
    for (let i = 0; i < 500; i++) db.read(words('get', `old:${i}`), 1);
    limit(all, 0.15);
    world.startTurn(world.nowMs + 1000);
    assert.equal(all.eviction.perform(0), 'ok');
    const used = left(db, 'old', 500) + left(db, 'new', 1000);
    assert.ok(used > 1460, `${policy}: ${used} of 1500 that were used are left`);
  }
});

test('LFU evicts what was used least, nearly always', () => {
  for (const policy of ['allkeys-lfu', 'volatile-lfu'] as const) {
    const all = bench(policy);
    const { world, db } = all;
    for (let i = 0; i < 1000; i++) setKey(db, `rare:${i}`, VALUE, world.nowMs + 1e9);
    for (let i = 0; i < 1000; i++) setKey(db, `often:${i}`, VALUE, world.nowMs + 1e9);
    for (let n = 0; n < 30; n++) {
      for (let i = 0; i < 1000; i++) db.read(words('get', `often:${i}`), 1);
    }
    limit(all, 0.4);
    assert.equal(all.eviction.perform(0), 'ok');
    assert.ok(left(db, 'often', 1000) > 970);
  }
});

test('volatile-ttl evicts what expires soonest, nearly always', () => {
  const all = bench('volatile-ttl');
  const { world, db } = all;
  for (let i = 0; i < 1000; i++) setKey(db, `late:${i}`, VALUE, world.nowMs + 1e9 + i);
  for (let i = 0; i < 1000; i++) setKey(db, `soon:${i}`, VALUE, world.nowMs + 1e6 + i);
  limit(all, 0.4);
  assert.equal(all.eviction.perform(0), 'ok');
  assert.ok(left(db, 'late', 1000) > 970);
});

test('random eviction takes from all databases by turns, and from all keys alike', () => {
  for (const policy of ['allkeys-random', 'volatile-random'] as const) {
    const all = bench(policy, 2);
    const [one, other] = all.keyspace.databases;
    assert.ok(one !== undefined && other !== undefined);
    for (let i = 0; i < 1000; i++) {
      setKey(one, `a:${i}`, VALUE, all.world.nowMs + 1e9);
      setKey(other, `b:${i}`, VALUE, all.world.nowMs + 1e9);
    }
    limit(all, 0.5);
    assert.equal(all.eviction.perform(0), 'ok');
    assert.ok(Math.abs(one.size - other.size) <= 1);
    const firstHalf = left(one, 'a', 500);
    assert.ok(Math.abs(firstHalf - one.size / 2) < 80, `${firstHalf} of ${one.size}`);
  }
});

test('eviction works on when its time is up: it answers running and the next call goes on', () => {
  const all = bench('allkeys-lru');
  for (let i = 0; i < 2000; i++) setKey(all.db, `key:${i}`, VALUE);
  limit(all, 0.5);
  all.cost.readingMs = 0.3;
  assert.equal(all.eviction.perform(0), 'running');
  assert.ok(all.world.stats.evicted <= 48, `${all.world.stats.evicted}`);
  assert.ok(all.eviction.currentExceededMs > 0);
  while (all.eviction.perform(0) === 'running');
  assert.equal(all.eviction.perform(0), 'ok');
  assert.equal(all.eviction.currentExceededMs, 0);
  assert.ok(all.eviction.totalExceededMs > 0);
});

test('the time for eviction follows maxmemory-eviction-tenacity as in Redis', () => {
  assert.equal(timeLimitMs(0), 0);
  assert.equal(timeLimitMs(10), 0.5);
  assert.ok(Math.abs(timeLimitMs(11) - 0.575) < 1e-9);
  assert.ok(timeLimitMs(99) > 100_000 && timeLimitMs(99) < 150_000);
  assert.equal(timeLimitMs(100), Infinity);
});

test('what a flush left to be freed in slices is freed when memory is short, under any policy', () => {
  for (const policy of ['noeviction', 'allkeys-lru'] as const) {
    const all = bench(policy);
    for (let i = 0; i < 1000; i++) setKey(all.db, `key:${i}`, VALUE);
    all.keyspace.flush('all', 'async');
    all.world.memory.maxmemoryBytes = 50_000;
    all.world.limitsChanged();
    assert.equal(all.eviction.perform(0), 'ok');
    assert.ok(all.world.slabs.usedBytes <= 50_000);
    assert.ok(all.keyspace.lazyFree.pendingObjects < 1000);
  }
});

test('a candidate that has gone, moved or stopped expiring is not evicted', () => {
  const all = bench('volatile-ttl');
  const { world, db, keyspace } = all;
  for (let i = 0; i < 40; i++) setKey(db, `key:${i}`, VALUE, world.nowMs + 1e6 + i);
  world.memory.maxmemoryBytes = world.slabs.usedBytes - 1;
  world.limitsChanged();
  assert.equal(all.eviction.perform(0), 'ok');
  for (let i = 0; i < 40; i++) {
    const address = db.peek(words('x', `key:${i}`), 1);
    if (address !== 0) db.clearExpiry(address);
  }
  setKey(db, 'goes', VALUE, world.nowMs + 1e9);
  world.memory.maxmemoryBytes = world.slabs.usedBytes - 1;
  world.limitsChanged();
  assert.equal(all.eviction.perform(0), 'ok');
  assert.equal(has(db, 'goes'), false);
  assert.equal(db.size, 39);
  keyspace.flush('all', 'sync');
  setKey(db, 'after', VALUE, world.nowMs + 1e9);
  world.memory.maxmemoryBytes = world.slabs.usedBytes - 1;
  world.limitsChanged();
  assert.equal(all.eviction.perform(0), 'ok');
  assert.equal(db.size, 0);
});
