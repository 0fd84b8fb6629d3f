import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { type Socket as ClientSocket, io as connect } from 'socket.io-client';
import { lastly } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { type ServerPair, startServerPair } from '../support/server-pair.ts';

type Adapter = ReturnType<typeof createAdapter> | ReturnType<typeof createShardedAdapter>;
/** Makes the adapter of one of the two servers of socket.io. */
type MakeAdapter = (publisher: Redis, subscriber: Redis) => Adapter;

// With node-redis, promises of the adapter stay open for ever when it is closed, whatever the server is.
const ADAPTERS: Readonly<Record<string, MakeAdapter>> = {
  'the Redis adapter': (publisher, subscriber) =>
    createAdapter(publisher, subscriber, { requestsTimeout: 60_000 }),
  'the sharded Redis adapter': (publisher, subscriber) =>
    createShardedAdapter(publisher, subscriber),
};

for (const [name, makeAdapter] of Object.entries(ADAPTERS)) {
  test(`two servers of socket.io work as one over ${name}, as with redis-server`, async (context) => {
    const pair = await startServerPair(context);
    if (pair === undefined) return;
    const [expected, actual] = [
      await transcript(context, pair.redis, makeAdapter),
      await transcript(context, pair.casemate, makeAdapter),
    ];
    assert.deepEqual(actual, expected);
    assert.ok(expected.heard.length > 5, 'the scenario is no scenario');
  });
}

function connectRedis(context: TestContext, port: number): Redis {
  const client = new Redis({ port });
  client.on('error', () => undefined);
  lastly(context, () => {
    client.disconnect();
  });
  return client;
}

/** One server of socket.io with one client. */
interface Post {
  readonly server: Server;
  readonly client: ClientSocket;
  readonly heard: string[];
}

async function openPost(context: TestContext, name: string, adapter: Adapter): Promise<Post> {
  const http = createServer();
  const server = new Server(http, { adapter, transports: ['websocket'] });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  lastly(context, () => server.close());
  server.on('connection', (socket) => {
    void socket.join([`room of ${name}`, 'everybody']);
    socket.on('echo', (value: unknown, answer: (value: unknown) => void) => answer(value));
  });
  const { port } = http.address() as AddressInfo;
  const client = connect(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
  lastly(context, () => client.disconnect());
  await new Promise<void>((resolve) => void client.once('connect', resolve));
  const heard: string[] = [];
  client.onAny((event: string, ...words: unknown[]) => {
    const plain = words.filter((word) => typeof word !== 'function');
    heard.push(`${name} ${event} ${JSON.stringify(plain)}`);
  });
  client.on('disconnect', () => heard.push(`${name} is out`));
  return { server, client, heard };
}

async function transcript(
  context: TestContext,
  redis: ServerPair['redis'] | ServerPair['casemate'],
  makeAdapter: MakeAdapter,
): Promise<{ readonly told: unknown[]; readonly heard: string[] }> {
  const adapter = (): Adapter =>
    makeAdapter(connectRedis(context, redis.port), connectRedis(context, redis.port));
  const left = await openPost(context, 'left', adapter());
  const right = await openPost(context, 'right', adapter());
  const told: unknown[] = [];
  const both = async (event: string): Promise<void> => {
    await eventually(
      () => [left, right].every((post) => post.heard.some((line) => line.includes(event))),
      event,
    );
  };
  // Each learns of the other when its subscription is there.
  const count = (): Promise<number> => left.server.of('/').adapter.serverCount();
  await eventually(async () => (await count()) === 2, 'two servers');
  await eventually(
    async () => (await left.server.fetchSockets()).length === 2,
    'the sockets of both servers',
  );
  left.server.emit('to all', 'ä€', { n: 1.5 }, [null, true]);
  await both('to all');
  right.server.to('room of left').emit('to left', Buffer.from([0, 255, 13, 10]));
  right.server.except('room of left').emit('not to left', 1);
  left.server.in('room of right').socketsJoin('late');
  await eventually(
    async () => (await left.server.in('late').fetchSockets()).length === 1,
    'a room that was joined from afar',
  );
  left.server.to('late').emit('to the late room', 'x'.repeat(100_000).length);
  right.server.on('asked', (word: string, answer: (value: string) => void) => answer(`${word}!`));
  left.server.on('asked', (word: string, answer: (value: string) => void) => answer(`${word}?`));
  told.push(await left.server.serverSideEmitWithAck('asked', 'who'));
  for (const { client } of [left, right])
    client.on('question', (answer: (value: number) => void) => {
      answer(42);
    });
  told.push(await left.server.timeout(60_000).to('everybody').emitWithAck('question'));
  left.server.emit('the end');
  await both('the end');
  left.server.in('room of right').disconnectSockets(true);
  await eventually(() => right.heard.includes('right is out'), 'the disconnection');
  await closeBoth(redis, left, right);
  return { told, heard: [...left.heard, ...right.heard] };
}

/** An adapter unsubscribes when its server is closed, and waits for no answer: its client must not end before. */
async function closeBoth(
  redis: ServerPair['redis'] | ServerPair['casemate'],
  ...posts: readonly Post[]
): Promise<void> {
  for (const { server } of posts) await server.close();
  const asker = await redis.connect();
  const isSilent = async (): Promise<boolean> => {
    const heard = [
      await asker.call('PUBSUB', 'CHANNELS'),
      await asker.call('PUBSUB', 'SHARDCHANNELS'),
      await asker.call('PUBSUB', 'NUMPAT'),
    ];
    return JSON.stringify(heard) === '[[],[],0]';
  };
  await eventually(isSilent, 'the end of all subscriptions');
  await asker.close();
}
