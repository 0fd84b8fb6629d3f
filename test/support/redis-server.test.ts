import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReplyError } from '../../src/resp/reply-value.ts';
import { startRedisServer } from './redis-server.ts';

test('the test client speaks RESP2 and RESP3 with redis-server', async (context) => {
  const server = await startRedisServer(context, ['requirepass secret']);
  if (server === undefined) return;
  const client = await server.connect({ password: 'secret' });
  assert.equal(await client.call('SET', 'key', 'value'), 'OK');
  assert.equal(await client.raw('GET key\r\nGET none\r\n', 2), '$5\r\nvalue\r\n$-1\r\n');
  await assert.rejects(client.call('INCR', 'key'), ReplyError);
  const replies = await client.pipeline(
    Array.from({ length: 1000 }, (_, index) => ['SETRANGE', 'big', index, 'x']),
  );
  assert.deepEqual(replies.at(-1), { type: 'integer', value: 1000 });

  const third = await server.connect({ password: 'secret', protocol: 3 });
  await third.call('HSET', 'hash', 'field', '1');
  assert.deepEqual(await third.call('HGETALL', 'hash'), new Map([['field', '1']]));
  third.socket.write('SUBSCRIBE channel\r\n');
  assert.equal((await third.nextPush()).type, 'push');
  await client.call('PUBLISH', 'channel', 'hello');
  assert.equal((await third.nextPush()).type, 'push');
  assert.equal(await third.call('PING'), 'PONG');
  await client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await third.closed();
  await assert.rejects(third.call('PING'));
});
