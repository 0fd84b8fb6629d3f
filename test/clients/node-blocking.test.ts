import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { eventually } from '../support/eventually.ts';
import { startServerPair } from '../support/server-pair.ts';

/** What a session has seen, in the order it saw it: the same from both servers, or something is wrong. */
type Seen = unknown[];

/** Waits until so many clients of the server are blocked. */
type WhenBlocked = (clients: number) => Promise<void>;

for (const protocol of [2, 3] as const) {
  test(`ioredis sees the same in redis-server and Casemate, RESP${protocol}`, async (context) => {
    await sameInBoth(context, async (port, seen) => {
      const options = { host: '127.0.0.1', port, protocol };
      const clients = [new Redis(options), new Redis(options), new Redis(options)] as const;
      const [waiter, second, other] = clients;
      const whenBlocked = blockedBy(() => other.info('clients'));
      try {
        await ioredisWaits({ waiter, second, other, whenBlocked }, seen);
        await ioredisBatches(other, seen);
      } finally {
        for (const client of clients) client.disconnect();
      }
    });
  });

  test(`node-redis sees the same in redis-server and Casemate, RESP${protocol}`, async (context) => {
    await sameInBoth(context, async (port, seen) => {
      const make = () => newNodeRedis(port, protocol);
      const clients = [make(), make(), make()] as const;
      const [waiter, second, other] = clients;
      await Promise.all(clients.map((client) => client.connect()));
      const whenBlocked = blockedBy(() => other.info('clients'));
      try {
        await nodeRedisWaits({ waiter, second, other, whenBlocked }, seen);
        await nodeRedisBatches(other, seen);
      } finally {
        for (const client of clients) client.destroy();
      }
    });
  });
}

async function sameInBoth(
  context: TestContext,
  session: (port: number, seen: Seen) => Promise<void>,
): Promise<void> {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [expected, actual]: [Seen, Seen] = [[], []];
  await session(pair.redis.port, expected);
  await session(pair.casemate.port, actual);
  assert.ok(expected.length > 20);
  assert.deepEqual(actual, expected);
}

function blockedBy(info: () => Promise<string>): WhenBlocked {
  return (clients) =>
    eventually(
      async () => (await info()).includes(`blocked_clients:${String(clients)}\r\n`),
      `${String(clients)} blocked clients`,
    );
}

interface Trio<Client> {
  readonly waiter: Client;
  readonly second: Client;
  readonly other: Client;
  readonly whenBlocked: WhenBlocked;
}

async function ioredisWaits(trio: Trio<Redis>, seen: Seen): Promise<void> {
  const { waiter, second, other, whenBlocked } = trio;
  const id = await waiter.client('ID');

  const first = waiter.blpop('jobs', 'urgent', 0);
  await whenBlocked(1);
  const next = second.blpop('jobs', 0);
  // What is asked for meanwhile waits its turn on the same connection.
  const behind = waiter.get('done');
  await whenBlocked(2);
  seen.push(await other.set('done', 'yes'), await other.rpush('jobs', 'one', 'two', 'three'));
  seen.push(await first, await next, await behind, await other.lrange('jobs', 0, -1));

  const moved = waiter.blmove('from', 'to', 'RIGHT', 'LEFT', 0);
  await whenBlocked(1);
  const popped = second.brpop('to', 0);
  await whenBlocked(2);
  seen.push(await other.lpush('from', 'ä\0b'), await moved, await popped);

  const lowest = waiter.bzpopmin('scores', 0);
  await whenBlocked(1);
  seen.push(await other.zadd('scores', 2.5, 'b', 1, 'a', Infinity, 'c'), await lowest);
  seen.push(await waiter.bzpopmax('scores', 0), await waiter.bzpopmin('scores', 'none', 0));
  seen.push(await waiter.blpop('none', 0.01), await waiter.bzpopmax('none', 0.01));
  seen.push(await waiter.blmove('none', 'none', 'LEFT', 'LEFT', 0.01));

  const many = waiter.blmpop(0, 2, 'none', 'many', 'LEFT', 'COUNT', 2);
  await whenBlocked(1);
  seen.push(await other.rpush('many', 1, 2, 3), await many);

  const ended = waiter.blpop('none', 0);
  await whenBlocked(1);
  seen.push(await other.client('UNBLOCK', id), await ended);
  const broken = assert.rejects(waiter.brpop('none', 0), /UNBLOCKED client unblocked via CLIENT/);
  await whenBlocked(1);
  seen.push(await other.client('UNBLOCK', id, 'ERROR'));
  await broken;
  await other.set('text', 'value');
  await assert.rejects(waiter.blpop('none', 'text', 0), /WRONGTYPE/);
  seen.push(await waiter.multi().blpop('none', 0).rpush('list', 'x').blpop('list', 0).exec());
}

async function ioredisBatches(client: Redis, seen: Seen): Promise<void> {
  const pipeline = client.pipeline();
  pipeline.hset('hash', { a: '1', b: '2' }).hgetall('hash').rpush('l', 1, 2).lpop('l', 5);
  pipeline.zadd('z', 1.5, 'm').zrange('z', '0', '-1', 'WITHSCORES').incr('hash').get('none');
  const replies = (await pipeline.exec()) ?? [];
  seen.push(replies.map(([error, reply]) => error?.message ?? reply));
  await client.watch('hash');
  const transaction = client.multi().hget('hash', 'a').rpush('l', 'x').lrange('l', 0, -1);
  seen.push(await transaction.exec());
  await client.watch('hash');
  await client.hset('hash', 'a', '5');
  seen.push(await client.multi().hget('hash', 'a').exec());
  const counts = await Promise.all(Array.from({ length: 500 }, () => client.incr('count')));
  seen.push(counts.length, counts.at(-1));
}

// What the library returns for it depends on the options, so its type has no name of its own.
function newNodeRedis(port: number, protocol: 2 | 3) {
  return createClient({ socket: { host: '127.0.0.1', port }, RESP: protocol });
}

type NodeRedis = ReturnType<typeof newNodeRedis>;

async function nodeRedisWaits(trio: Trio<NodeRedis>, seen: Seen): Promise<void> {
  const { waiter, second, other, whenBlocked } = trio;
  const id = await waiter.clientId();

  const first = waiter.blPop(['jobs', 'urgent'], 0);
  await whenBlocked(1);
  const next = second.blPop('jobs', 0);
  const behind = waiter.get('done');
  await whenBlocked(2);
  seen.push(await other.set('done', 'yes'), await other.rPush('jobs', ['one', 'two', 'three']));
  seen.push(await first, await next, await behind, await other.lRange('jobs', 0, -1));

  const moved = waiter.blMove('from', 'to', 'RIGHT', 'LEFT', 0);
  await whenBlocked(1);
  const popped = second.brPop('to', 0);
  await whenBlocked(2);
  seen.push(await other.lPush('from', 'ä\0b'), await moved, await popped);

  const lowest = waiter.bzPopMin('scores', 0);
  await whenBlocked(1);
  const scores = [
    { score: 2.5, value: 'b' },
    { score: 1, value: 'a' },
    { score: Infinity, value: 'c' },
  ];
  seen.push(await other.zAdd('scores', scores), await lowest);
  seen.push(await waiter.bzPopMax('scores', 0), await waiter.bzPopMin(['scores', 'none'], 0));
  seen.push(await waiter.blPop('none', 0.01), await waiter.bzPopMax('none', 0.01));
  seen.push(await waiter.blMove('none', 'none', 'LEFT', 'LEFT', 0.01));

  const many = waiter.blmPop(0, ['none', 'many'], 'LEFT', { COUNT: 2 });
  await whenBlocked(1);
  seen.push(await other.rPush('many', ['1', '2', '3']), await many);

  const ended = waiter.blPop('none', 0);
  await whenBlocked(1);
  seen.push(await other.sendCommand(['CLIENT', 'UNBLOCK', String(id)]), await ended);
  const broken = assert.rejects(waiter.brPop('none', 0), /UNBLOCKED client unblocked via CLIENT/);
  await whenBlocked(1);
  seen.push(await other.sendCommand(['CLIENT', 'UNBLOCK', String(id), 'ERROR']));
  await broken;
  await other.set('text', 'value');
  await assert.rejects(waiter.blPop(['none', 'text'], 0), /WRONGTYPE/);
  seen.push(await waiter.multi().blPop('none', 0).rPush('list', 'x').blPop('list', 0).exec());
}

async function nodeRedisBatches(client: NodeRedis, seen: Seen): Promise<void> {
  const calls = [
    client.hSet('hash', { a: '1', b: '2' }),
    client.hGetAll('hash'),
    client.rPush('l', ['1', '2']),
    client.lPopCount('l', 5),
    client.zAdd('z', { score: 1.5, value: 'm' }),
    client.zRangeWithScores('z', 0, -1),
    client.incr('hash').catch((error: unknown) => String(error)),
    client.get('none'),
  ];
  seen.push(await Promise.all(calls));
  await client.watch('hash');
  const transaction = client.multi().hGet('hash', 'a').rPush('l', 'x').lRange('l', 0, -1);
  seen.push(await transaction.exec());
  await client.watch('hash');
  await client.hSet('hash', 'a', '5');
  await assert.rejects(client.multi().hGet('hash', 'a').exec(), /watched keys has been changed/i);
  seen.push(await client.multi().get('none').hGetAll('hash').execAsPipeline());
  const counts = await Promise.all(Array.from({ length: 500 }, () => client.incr('count')));
  seen.push(counts.length, counts.at(-1));
}
