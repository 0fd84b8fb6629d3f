import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, script } from './compare.ts';

test('MEMORY answers as redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = script(`
    ! MEMORY
    ! MEMORY NOSUCH
    ! MEMORY USAGE
    = MEMORY USAGE nosuch
    = SET k v
    ! MEMORY USAGE k SAMPLES
    ! MEMORY USAGE k SAMPLES x
    ! MEMORY USAGE k SAMPLES -1
    ! MEMORY USAGE k foo 1
    ! MEMORY USAGE nosuch foo
    = MEMORY PURGE
    ! MEMORY PURGE x
    ! MEMORY STATS x
    ! MEMORY DOCTOR x
    ! MEMORY MALLOC-STATS x
    ! MEMORY HELP x
  `);
  await compareServers(pair.redis, pair.casemate, steps);
});

/** The names of a RESP2 map and of the maps in it, in their order. */
function namesOf(reply: unknown): readonly string[] {
  const items = reply as readonly unknown[];
  return items.flatMap((item, at) => {
    if (at % 2 === 0) return [String(item)];
    return Array.isArray(item) ? namesOf(item) : [];
  });
}

test('MEMORY STATS has the fields of redis-server in its order', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) => {
      const client = await server.connect();
      await client.call('SET', 'k', 'v');
      return namesOf(await client.call('MEMORY', 'STATS'));
    }),
  );
  assert.deepEqual(casemate, redis);
});

/** Blocks grow in steps of an eighth. */
const SLACK = 1.125;

test('a key takes no more than in redis-server and the slack of a block', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) => {
      const client = await server.connect();
      const sizes: number[] = [];
      for (const length of [0, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000]) {
        await client.call('SET', `key:${length}`, 'x'.repeat(length));
        sizes.push(Number(await client.call('MEMORY', 'USAGE', `key:${length}`)));
      }
      return sizes;
    }),
  );
  for (const [at, size] of (casemate ?? []).entries())
    assert.ok(size <= (redis?.[at] ?? 0) * SLACK, `${size} against ${redis?.[at]}`);
});
