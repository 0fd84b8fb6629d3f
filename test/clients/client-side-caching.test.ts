import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { BasicClientSideCache, createClient } from 'redis';
import { lastly } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { startServerPair } from '../support/server-pair.ts';

test("node-redis's cache believes what it would believe of redis-server", async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const expected = await transcript(context, pair.redis.port);
  assert.deepEqual(await transcript(context, pair.casemate.port), expected);
  assert.deepEqual(expected, ['1', '1', '2', 'f1', 'f2', null, 'again']);
});

/** What a caching client reads while another one writes. */
async function transcript(context: TestContext, port: number): Promise<unknown[]> {
  const cache = new BasicClientSideCache({ ttl: 0, maxEntries: 0, evictPolicy: 'LRU' });
  const options = { socket: { port }, RESP: 3 } as const;
  const caching = createClient({ ...options, clientSideCache: cache });
  const other = createClient(options);
  for (const each of [caching, other]) {
    each.on('error', () => undefined);
    await each.connect();
  }
  lastly(context, () => {
    caching.destroy();
    other.destroy();
  });
  const invalidated = (what: () => Promise<unknown>): Promise<void> => {
    const told = new Promise<void>((resolve) => cache.once('invalidate', () => resolve()));
    return Promise.all([what(), told]).then(() => undefined);
  };
  await other.set('a', '1');
  const read = [await caching.get('a'), await caching.get('a')];
  assert.equal(cache.stats().hitCount, 1);
  await invalidated(() => other.set('a', '2'));
  read.push(await caching.get('a'));
  await other.hSet('h', 'f', 'f1');
  read.push(await caching.hGet('h', 'f'));
  await invalidated(() => other.hSet('h', 'f', 'f2'));
  read.push(await caching.hGet('h', 'f'));
  await invalidated(() => other.flushAll());
  read.push(await caching.get('a'));
  await invalidated(() => other.set('a', 'again'));
  await eventually(async () => (await caching.get('a')) === 'again', 'the new value');
  return [...read, await caching.get('a')];
}
