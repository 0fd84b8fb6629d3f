import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { lastly } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { startServerPair } from '../support/server-pair.ts';

const BYTES = Buffer.from([0x00, 0xff, 0x0d, 0x0a, 0x80]);

/** What a library has told its user, in an order that the scenario fixes. */
type Transcript = unknown[];

for (const protocol of [2, 3] as const) {
  test(`ioredis over RESP${protocol} subscribes, hears and comes back as with redis-server`, async (context) => {
    const pair = await startServerPair(context);
    if (pair === undefined) return;
    const expected = await ioredisTranscript(context, pair.redis.port, protocol);
    assert.deepEqual(await ioredisTranscript(context, pair.casemate.port, protocol), expected);
  });

  test(`node-redis over RESP${protocol} subscribes, hears and comes back as with redis-server`, async (context) => {
    const pair = await startServerPair(context);
    if (pair === undefined) return;
    const expected = await nodeRedisTranscript(context, pair.redis.port, protocol);
    assert.deepEqual(await nodeRedisTranscript(context, pair.casemate.port, protocol), expected);
  });
}

async function ioredisTranscript(
  context: TestContext,
  port: number,
  protocol: 2 | 3,
): Promise<Transcript> {
  const told: Transcript = [];
  const heard: string[] = [];
  const listener = new Redis({ port, protocol, retryStrategy: () => 10 });
  const client = new Redis({ port, protocol });
  lastly(context, () => {
    listener.disconnect();
    client.disconnect();
  });
  listener.on('message', (channel, text) => heard.push(`message ${channel} ${text}`));
  listener.on('messageBuffer', (channel: Buffer, bytes: Buffer) =>
    heard.push(`messageBuffer ${channel.toString('hex')} ${bytes.toString('hex')}`),
  );
  listener.on('pmessage', (pattern, channel, text) =>
    heard.push(`pmessage ${pattern} ${channel} ${text}`),
  );
  listener.on('pmessageBuffer', (pattern, channel: Buffer, bytes: Buffer) =>
    heard.push(`pmessageBuffer ${pattern} ${channel.toString()} ${bytes.toString('hex')}`),
  );
  listener.on('smessage', (channel, text) => heard.push(`smessage ${channel} ${text}`));
  told.push(await listener.subscribe('a', 'b'), await listener.psubscribe('n*', 'm?'));
  told.push(await listener.ssubscribe('s'));
  told.push(await listener.get('k').catch(String));
  told.push(await listener.ping('hello').catch(String));
  told.push(await client.publish('a', 'hello'), await client.publish('b', BYTES));
  told.push(await client.publish('news', 'ä€'), await client.publish('m1', BYTES));
  told.push(await client.spublish('s', 'sharded'), await client.publish('nobody?', 'x'));
  told.push(await client.pubsub('NUMSUB', 'a', 'b', 'c'), await client.pubsub('NUMPAT'));
  await client.multi().publish('a', '1').publish('a', '2').exec();
  await eventually(() => heard.at(-2) === 'message a 2', 'the last message');
  told.push(await client.client('KILL', 'TYPE', 'PUBSUB'));
  await eventually(async () => (await client.publish('a', 'again')) === 1, 'a new subscription');
  await eventually(() => heard.includes('message a again'), 'a message after the reconnection');
  told.push(await listener.unsubscribe('a', 'b'), await listener.punsubscribe('n*', 'm?'));
  told.push(await listener.sunsubscribe('s'));
  told.push(await listener.get('k'), await client.publish('a', 'nobody'));
  return [...told, ...heard];
}

async function nodeRedisTranscript(
  context: TestContext,
  port: number,
  protocol: 2 | 3,
): Promise<Transcript> {
  const told: Transcript = [];
  const heard: string[] = [];
  const options = { socket: { port, reconnectStrategy: 10 }, RESP: protocol } as const;
  const [listener, client] = [createClient(options), createClient(options)];
  for (const each of [listener, client]) {
    each.on('error', () => undefined);
    await each.connect();
  }
  lastly(context, () => {
    listener.destroy();
    client.destroy();
  });
  await listener.subscribe(['a', 'b'], (text, channel) => heard.push(`message ${channel} ${text}`));
  await listener.subscribe(
    'b',
    (bytes, channel) => heard.push(`buffer ${channel.toString()} ${bytes.toString('hex')}`),
    true,
  );
  await listener.pSubscribe('n*', (text, channel) => heard.push(`pattern ${channel} ${text}`));
  await listener.sSubscribe('s', (text, channel) => heard.push(`shard ${channel} ${text}`));
  told.push(await listener.ping('hello').catch(String));
  told.push(protocol === 3 ? await listener.get('k') : '');
  told.push(await client.publish('a', 'hello'), await client.publish('b', 'ä€'));
  told.push(await client.publish('news', 'm'), await client.sPublish('s', 'sharded'));
  told.push(await client.pubSubChannels(), await client.pubSubNumPat());
  told.push(await client.pubSubNumSub(['a', 'c']), await client.pubSubShardNumSub(['s']));
  await client.multi().publish('a', '1').publish('a', '2').exec();
  await eventually(() => heard.at(-1) === 'message a 2', 'the last message');
  told.push(await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'PUBSUB']));
  await eventually(async () => (await client.publish('a', 'again')) === 1, 'a new subscription');
  await eventually(() => heard.includes('message a again'), 'a message after the reconnection');
  await eventually(async () => (await client.pubSubNumPat()) === 1, 'the pattern again');
  await listener.unsubscribe('a');
  told.push(await client.publish('a', 'nobody'));
  await listener.unsubscribe();
  await listener.pUnsubscribe();
  await listener.sUnsubscribe();
  told.push(await listener.get('k'));
  return [...told.map(withOrder), ...heard];
}

/** Names of channels come in any order. */
function withOrder(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as unknown[])].sort() : value;
}
