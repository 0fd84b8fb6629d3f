import assert from 'node:assert/strict';
import test from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { applySettings } from '../server/config-hooks.ts';

/** A server whose memory is used up but for so many bytes. */
function nearlyFull(spareBytes: number): InstanceStand {
  const stand = new InstanceStand();
  stand.settings.memory.maxmemoryBytes = stand.instance.world.slabs.usedBytes + spareBytes;
  applySettings(stand.instance);
  return stand;
}

test('a queue since MULTI counts as memory from its first call on', async () => {
  const stand = nearlyFull(100_000);
  const client = stand.connect('default');
  await client.say('MULTI');
  const replies: string[] = [];
  for (let i = 0; i < 8; i++) replies.push(await client.say('SET', `k${i}`, 'v'.repeat(30_000)));
  assert.equal(replies[0], '+QUEUED\r\n');
  assert.match(replies.at(-1) ?? '', /^-OOM /);
  assert.match(await client.say('EXEC'), /^-EXECABORT/);
});

test('eviction is not billed to the call that triggers it', async () => {
  const stand = new InstanceStand();
  const client = stand.connect('default');
  for (let i = 0; i < 50; i++) await client.say('SET', `k${i}`, 'v'.repeat(1000));
  stand.settings.memory.maxmemoryBytes = stand.instance.world.slabs.usedBytes - 20_000;
  stand.settings.memory.maxmemoryPolicy = 'allkeys-lru';
  stand.settings.latency.monitorThresholdMs = 1;
  applySettings(stand.instance);
  const { eviction } = stand.instance;
  const perform = eviction.perform.bind(eviction);
  eviction.perform = (otherBytes) => {
    stand.clock.nowMs += 100;
    return perform(otherBytes);
  };
  await client.say('GET', 'nothing');
  assert.ok((stand.instance.table.named('get')?.totalMs ?? 100) < 50);
  assert.deepEqual(stand.instance.latencyEvents.names, ['eviction-cycle']);
});

test('after a long call the others see what has expired meanwhile', async () => {
  const stand = new InstanceStand(({ security }) => {
    security.enableDebugCommand = 'yes';
  });
  const client = stand.connect('default');
  await client.say('SET', 'x', '1', 'PX', '20');
  const sleep = stand.instance.table.named('debug');
  assert.ok(sleep !== undefined);
  const row = { run: sleep.run };
  Object.defineProperty(sleep, 'run', {
    value: (call: Parameters<typeof row.run>[0]) => {
      stand.clock.nowMs += 50;
      call.reply.ok();
    },
  });
  const { feed } = client;
  await feed.call(
    client,
    Buffer.from('*3\r\n$5\r\nDEBUG\r\n$5\r\nSLEEP\r\n$1\r\n0\r\n*2\r\n$3\r\nGET\r\n$1\r\nx\r\n'),
  );
  assert.equal(client.take(), '+OK\r\n$-1\r\n');
});

test('a bug outside of a command ends its connection and nobody else’s', async () => {
  const stand = new InstanceStand();
  const [victim, other] = [stand.connect('default'), stand.connect('default')];
  const { slowLog } = stand.instance;
  stand.settings.slowLog.slowerThanUs = 0;
  applySettings(stand.instance);
  const add = slowLog.add.bind(slowLog);
  slowLog.add = () => {
    slowLog.add = add;
    throw new Error('planted');
  };
  await victim.feed(Buffer.from('*1\r\n$6\r\nDBSIZE\r\n'));
  assert.equal(victim.closed, true);
  assert.ok(stand.log.some((line) => line.includes('planted')));
  assert.equal(await other.say('PING'), '+PONG\r\n');
});
