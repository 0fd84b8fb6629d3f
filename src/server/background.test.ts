import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand, nextTurn, type StandClient } from '../../test/support/instance-stand.ts';
import { setKey } from '../../test/support/keyspace.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import type { Settings } from '../settings/settings.ts';
import { Background } from './background.ts';

/** A server whose background work happens when the test says so. */
class BackgroundStand {
  readonly stand: InstanceStand;
  readonly background: Background;
  readonly client: StandClient;

  constructor(configure?: (settings: Settings) => void) {
    this.stand = new InstanceStand(configure);
    this.background = new Background(this.stand.instance);
    this.background.start();
    this.client = this.stand.connect('default');
  }

  /** A tenth of a second passes, and the work of that tick is done. */
  async tick(times = 1): Promise<void> {
    const { clock } = this.stand;
    for (let i = 0; i < times; i++) {
      clock.nowMs += 100;
      for (const run of clock.repeated) run();
      await nextTurn();
    }
  }

  get keys(): number {
    return this.stand.instance.databases[0]?.size ?? -1;
  }
}

test('keys whose time is up go without anybody asking for them', async () => {
  const server = new BackgroundStand();
  await server.client.say('SET', 'gone', 'v', 'PX', '500');
  await server.client.say('SET', 'stays', 'v');
  await server.tick(4);
  assert.equal(server.keys, 2);
  await server.tick(4);
  assert.equal(server.keys, 1);
});

test('what was unlinked is freed in slices', async () => {
  const server = new BackgroundStand();
  const { lazyFree, world } = server.stand.instance;
  for (let i = 0; i < 50; i++) await server.client.say('SET', `k${i}`, 'v'.repeat(5000));
  const fullBytes = world.slabs.usedBytes;
  await server.client.say('FLUSHALL', 'ASYNC');
  await server.tick(20);
  assert.equal(lazyFree.pendingObjects, 0);
  assert.ok(world.slabs.usedBytes < fullBytes / 2);
});

test('keys are evicted when the limit has been lowered, though nobody asks for anything', async () => {
  const server = new BackgroundStand(
    (settings) => (settings.memory.maxmemoryPolicy = 'allkeys-lru'),
  );
  for (let i = 0; i < 50; i++) await server.client.say('SET', `k${i}`, 'v'.repeat(5000));
  const { engine, world } = server.stand.instance;
  await server.client.say('CONFIG', 'SET', 'maxmemory', `${world.slabs.usedBytes - 100_000}`);
  assert.equal(engine.overMemoryLimit(), true);
  await server.tick();
  assert.equal(engine.overMemoryLimit(), false);
  assert.ok(server.keys < 50);
});

test('frozen data is evicted from only when it thaws', async () => {
  const server = new BackgroundStand(
    (settings) => (settings.memory.maxmemoryPolicy = 'allkeys-lru'),
  );
  for (let i = 0; i < 50; i++) await server.client.say('SET', `k${i}`, 'v'.repeat(5000));
  const { world } = server.stand.instance;
  world.isFrozen = true;
  world.memory.maxmemoryBytes = world.slabs.usedBytes - 100_000;
  world.limitsChanged();
  assert.match(await server.client.say('GET', 'k1'), /^\$5000/);
  await server.tick(5);
  assert.equal(server.keys, 50);
  world.isFrozen = false;
  await server.tick();
  assert.notEqual(server.keys, 50);
});

test('what an aborted snapshot leaves behind is evened out in slices', async () => {
  const server = new BackgroundStand();
  const { databases, keyspace } = server.stand.instance;
  const [db] = databases;
  assert.ok(db !== undefined);
  for (let i = 0; i < 20_000; i++) setKey(db, `k${i}`, 'v');
  const { snapshot } = keyspace;
  const slices: number[] = [];
  const step = snapshot.step.bind(snapshot);
  snapshot.step = (slots) => {
    slices.push(slots);
    return step(slots);
  };
  snapshot.begin({ entry: () => undefined });
  await server.tick();
  assert.deepEqual(slices, [], 'a running one is stepped by whoever began it');
  snapshot.abort();
  assert.equal(snapshot.state, 'sweeping');
  await server.tick(20);
  assert.equal(snapshot.state, 'idle');
  assert.ok(slices.length > 5 && Math.max(...slices) <= 4000);
  const { length } = slices;
  await server.tick();
  assert.equal(slices.length, length);
});

test('connections are swept once a second, and what they hold counts as memory', async () => {
  const server = new BackgroundStand((settings) => (settings.limits.timeoutSeconds = 2));
  const { engine, doorman } = server.stand.instance;
  const socket = new StandSocket();
  doorman.accept(socket);
  await server.tick(10);
  const idleBytes = engine.clientBytes;
  socket.pendingBytes = 1234;
  await server.tick(9);
  assert.equal(engine.clientBytes, idleBytes);
  await server.tick();
  assert.equal(engine.clientBytes, idleBytes + 1234);
  assert.equal(socket.ended, 'no');
  await server.tick(10);
  assert.equal(socket.ended, 'now');
});

test('it samples the rates that INFO shows', async () => {
  const server = new BackgroundStand();
  for (let i = 0; i < 20; i++) {
    await server.client.say('PING');
    await server.tick();
  }
  const rate = server.stand.instance.stats.commandRate.perSecond;
  assert.ok(rate >= 8 && rate <= 12, String(rate));
});

test('it stops when the server ends', async () => {
  const server = new BackgroundStand();
  await server.client.say('SET', 'k', 'v', 'PX', '100');
  server.background.stop();
  await server.tick(5);
  assert.equal(server.keys, 1);
  assert.equal(server.stand.clock.repeated.size, 0);
});
