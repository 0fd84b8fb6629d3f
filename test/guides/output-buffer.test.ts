import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { RespClient } from '../support/resp-client.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'output buffers';
/** As the guide prints them, a line each. */
const RECIPE = [
  'client-output-buffer-limit normal 0 0 0',
  'client-output-buffer-limit slave 256mb 64mb 60',
  'client-output-buffer-limit pubsub 32mb 8mb 60',
];
const MESSAGE = 'm'.repeat(1_000_000);
/** More than the recipe's 32 MB and the kernel's buffers together. */
const MESSAGES = 60;

async function floodDeafSubscriber(
  subscriber: RawConnection,
  publisher: RespClient,
): Promise<number> {
  subscriber.send(encodeCommand(['SUBSCRIBE', 'x']));
  await subscriber.answer(':1\r\n');
  subscriber.socket.pause();
  let receivers = 1;
  for (let i = 0; i < MESSAGES && receivers === 1; i++)
    receivers = Number(await publisher.call('PUBLISH', 'x', MESSAGE));
  return receivers;
}

test(`${NAME}: a subscriber who reads nothing fills the memory without the line, and is cut off with it (guide 0 §6.2)`, async (context) => {
  const redis = await startRedisServer(context, ['client-output-buffer-limit pubsub 0 0 0']);
  if (redis === undefined) return;
  const theirs = await RawConnection.open(context, { port: redis.port });
  const publisher = await redis.connect();
  assert.equal(await floodDeafSubscriber(theirs, publisher), 1, 'the attack itself');
  const used = /used_memory:(\d+)/.exec(await textReply(publisher, 'INFO', 'memory'));
  assert.ok(Number(used?.[1]) > 40_000_000, 'the attack itself');

  const { program, port, client } = await startDropIn(context, RECIPE);
  await program.ready();
  const deaf = await RawConnection.open(context, { port });
  assert.equal(await floodDeafSubscriber(deaf, await client()), 0);
  assert.match(program.output, /closed for overcoming of output buffer limits/);
});

const VALUE = 'v'.repeat(1_000_000);
/** Replies that nobody reads: more than the kernel's buffers and the limit hold. */
const UNREAD = encodeCommand(['GET', 'big']);

function pileUp(reader: RawConnection): void {
  reader.socket.pause();
  reader.send(Buffer.concat(Array.from({ length: 40 }, () => UNREAD)));
}

test(`${NAME}: "normal 0 0 0" lets whoever is in pile up replies at Redis; a bound cuts him off (guide 0 §6.2)`, async (context) => {
  const redis = await startRedisServer(context, RECIPE);
  if (redis === undefined) return;
  const owner = await redis.connect();
  await owner.call('SET', 'big', VALUE);
  pileUp(await RawConnection.open(context, { port: redis.port }));
  await eventually(async () => {
    const list = await textReply(owner, 'CLIENT', 'LIST');
    return Math.max(...[...list.matchAll(/omem=(\d+)/g)].map(([, n]) => Number(n))) > 20_000_000;
  }, 'the attack itself');

  const { program, port, client } = await startDropIn(context, [
    ...RECIPE,
    'client-output-buffer-limit normal 8mb 0 0',
  ]);
  await program.ready();
  await (await client()).call('SET', 'big', VALUE);
  pileUp(await RawConnection.open(context, { port }));
  await program.waitFor(/closed for overcoming of output buffer limits/);
});

test(`${NAME}: before a login there is a bound whatever the line says (guide 0 §6.2)`, async (context) => {
  const { program, port } = await startDropIn(context, [
    ...RECIPE,
    'requirepass long-enough-for-everybody',
    'loglevel verbose',
  ]);
  await program.ready();
  const stranger = await RawConnection.open(context, { port });
  stranger.socket.pause();
  const refused = Buffer.concat(Array.from({ length: 20_000 }, () => UNREAD));
  for (let round = 0; round < 50; round++) stranger.send(refused);
  await program.waitFor(/output buffer limits/);
});
