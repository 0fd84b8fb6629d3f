import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'channel rights';
const PASSWORD = 'secret-enough-for-a-test';

async function ann(port: number): Promise<RespClient> {
  return RespClient.connect({ port, username: 'ann', password: PASSWORD, protocol: 3 });
}

test(`${NAME}: a new user hears and says nothing, whatever commands he may call`, async (context) => {
  const server = await startSecureServer(context, {
    args: ['--notify-keyspace-events', 'KEA'],
  });
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '~mine:*', '+@all');
  const client = await ann(server.port);
  context.after(() => client.close());
  const refused: readonly (readonly [string, ...string[]])[] = [
    ['SUBSCRIBE', 'news'],
    ['PSUBSCRIBE', '*'],
    ['SSUBSCRIBE', 'news'],
    ['PUBLISH', 'news', 'm'],
    ['SPUBLISH', 'news', 'm'],
    // Or he would learn the names of all keys.
    ['PSUBSCRIBE', '__keyspace@0__:*'],
    ['SUBSCRIBE', '__keyevent@0__:set'],
  ];
  for (const words of refused) {
    await assert.rejects(client.call(...words), /NOPERM No permissions to access a channel/);
  }
  await client.call('MULTI');
  await assert.rejects(client.call('SUBSCRIBE', 'news'), /NOPERM/);
  await assert.rejects(client.call('EXEC'), /EXECABORT/);
  assert.deepEqual(await admin.call('PUBSUB', 'CHANNELS'), []);
  assert.equal(await admin.call('PUBSUB', 'NUMPAT'), 0);
  const log = JSON.stringify(await admin.call('ACL', 'LOG'));
  assert.match(log, /"reason","channel","context","toplevel","object","__keyevent@0__:set"/);
});

test(`${NAME}: one channel that is not granted refuses all of a request, and a pattern must be granted as it is written`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '+@all', '&news.*', '(+@all &x)');
  const client = await ann(server.port);
  context.after(() => client.close());
  await assert.rejects(client.call('SUBSCRIBE', 'news.art', 'other'), /NOPERM/);
  await assert.rejects(
    client.call('SUBSCRIBE', 'news.art', 'x'),
    /NOPERM/,
    'no selector grants both',
  );
  for (const pattern of ['news.a*', '*', 'news.**', 'news.?', 'n*', 'NEWS.*']) {
    await assert.rejects(client.call('PSUBSCRIBE', pattern), /NOPERM/, pattern);
  }
  assert.deepEqual(await admin.call('PUBSUB', 'CHANNELS'), []);
  client.socket.write(encodeCommand(['PSUBSCRIBE', 'news.*']));
  await client.nextPush();
  assert.equal(await admin.call('PUBLISH', 'news.art', 'm'), 1);
});
