import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'timeout';

test(`${NAME}: connections that do nothing take all places at Redis, and make room here (guide 0 §6.3)`, async (context) => {
  const redis = await startRedisServer(context, ['maxclients 5']);
  if (redis === undefined) return;
  for (let i = 0; i < 5; i++)
    await (await RawConnection.open(context, { port: redis.port })).send('PING\r\n').answer('PONG');
  const late = await RawConnection.open(context, { port: redis.port });
  assert.match(await late.end(), /max number of clients reached/, 'the attack itself');

  const { program, port, client } = await startDropIn(context, ['maxclients 5', 'timeout 2']);
  await program.ready();
  const idle = await Promise.all(
    Array.from({ length: 5 }, () => RawConnection.open(context, { port })),
  );
  for (const each of idle) await each.end();
  const owner = await client();
  assert.equal(await owner.call('PING'), 'PONG');
  assert.match(await textReply(owner, 'INFO', 'clients'), /connected_clients:1\r/);
});

test(`${NAME}: the value of the recipe is taken and shown (guide 0 §6.3)`, async (context) => {
  const { program, client } = await startDropIn(context, ['timeout 300']);
  await program.ready();
  const owner = await client();
  assert.deepEqual(await owner.call('CONFIG', 'GET', 'timeout'), ['timeout', '300']);
});
