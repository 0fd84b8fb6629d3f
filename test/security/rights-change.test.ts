import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toLatin1 } from '../../src/base/bytes.ts';
import type { Reply } from '../../src/resp/reply-value.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'rights change between queueing and EXEC';
const PASSWORD = 'secret-enough-for-a-test';
const CHANGED = /NOPERM ACLs rules changed between the moment the transaction was accumulated/;

test(`${NAME}: what was taken away meanwhile does not run`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('MSET', 'mine:a', '1', 'theirs:a', '1');
  const losses: readonly (readonly string[])[] = [
    ['-set'],
    ['-@write'],
    ['resetkeys', '~mine:*'],
    ['resetkeys', '%R~*'],
    ['resetdbs', 'db=3'],
  ];
  for (const loss of losses) {
    await admin.call('ACL', 'SETUSER', 'ann', 'reset', 'on', `>${PASSWORD}`, '~*', '+@all');
    const ann = await RespClient.connect({
      port: server.port,
      username: 'ann',
      password: PASSWORD,
    });
    context.after(() => ann.close());
    await ann.call('MULTI');
    assert.equal(await ann.call('SET', 'theirs:a', 'owned'), 'QUEUED');
    assert.equal(await ann.call('PING'), 'QUEUED');
    await admin.call('ACL', 'SETUSER', 'ann', ...loss);
    // Each call is judged on its own, as in Redis; a user without any right left can't even say EXEC.
    const answer = await ann.call('EXEC').catch((error: unknown) => [error]);
    assert.ok(Array.isArray(answer));
    assert.match(String(answer[0]), /NOPERM/, loss.join(' '));
    assert.equal(await admin.call('GET', 'theirs:a'), '1', loss.join(' '));
    await ann.close();
  }
});

test(`${NAME}: the answer says so in Redis's words, and the rest of the queue runs`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '~*', '+@all');
  const ann = await RespClient.connect({ port: server.port, username: 'ann', password: PASSWORD });
  context.after(() => ann.close());
  await ann.call('MULTI');
  await ann.call('SET', 'a', '1');
  await ann.call('INCR', 'n');
  await admin.call('ACL', 'SETUSER', 'ann', '-set');
  const [refused, done] = (await ann.call('EXEC')) as [unknown, unknown];
  assert.match(String(refused), CHANGED);
  assert.equal(done, 1);
  const log = JSON.stringify(await admin.call('ACL', 'LOG'));
  assert.match(log, /"context","multi"/);
  assert.match(log, /"object","set"/);
});

test(`${NAME}: a user who is switched off, deleted or shut out by address is cut off at once`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  for (const change of [
    ['ACL', 'SETUSER', 'ann', 'off'],
    ['ACL', 'SETUSER', 'ann', 'from=10.0.0.0/8'],
    ['ACL', 'DELUSER', 'ann'],
  ]) {
    await admin.call('ACL', 'SETUSER', 'ann', 'reset', 'on', `>${PASSWORD}`, '~*', '+@all');
    const ann = await RespClient.connect({
      port: server.port,
      username: 'ann',
      password: PASSWORD,
    });
    context.after(() => ann.close());
    await ann.call('MULTI');
    await ann.call('SET', 'a', 'owned');
    await admin.call(...change);
    await ann.closed();
    assert.equal(await admin.call('EXISTS', 'a'), 0);
    await assert.rejects(ann.call('EXEC'));
  }
});

test(`${NAME}: who listens to what he may not hear any more is cut off at once`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  const subscriptions: readonly (readonly [string, string])[] = [
    ['SUBSCRIBE', 'news.art'],
    ['PSUBSCRIBE', 'news.*'],
    ['SSUBSCRIBE', 'news.art'],
  ];
  for (const [command, name] of subscriptions) {
    for (const loss of [['resetchannels'], ['resetchannels', '&other.*'], ['reset']]) {
      await admin.call('ACL', 'SETUSER', 'ann', 'reset', 'on', `>${PASSWORD}`, '+@all', '&news.*');
      const ann = await RespClient.connect({
        port: server.port,
        username: 'ann',
        password: PASSWORD,
        protocol: 3,
      });
      context.after(() => ann.close());
      ann.socket.write(encodeCommand([command, name]));
      await ann.nextPush();
      await admin.call('ACL', 'SETUSER', 'ann', '&more.*');
      assert.equal(await ann.call('PING'), 'PONG', 'more rights cut nobody off');
      await admin.call('ACL', 'SETUSER', 'ann', ...loss);
      await ann.closed();
      assert.equal(await admin.call('PUBLISH', 'news.art', 'm'), 0);
      assert.equal(await admin.call('PUBSUB', 'NUMPAT'), 0);
    }
  }
});

test(`${NAME}: new credentials on an old connection bring new rights, and no old ones`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '~mine:*', '+@all');
  const client = await server.admin();
  await client.call('SELECT', '3');
  assert.equal(await client.call('AUTH', 'ann', PASSWORD), 'OK');
  await assert.rejects(client.call('SET', 'theirs:a', '1'), /NOPERM/);
  await assert.rejects(client.call('AUTH', 'admin', 'wrong'), /WRONGPASS/);
  assert.equal(await client.call('ACL', 'WHOAMI'), 'ann');
  await client.call('RESET');
  await assert.rejects(client.call('GET', 'mine:a'), /NOAUTH/);
});

test(`${NAME}: who may not monitor any more sees nothing more`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  for (const loss of [
    ['-monitor'],
    ['-@dangerous'],
    ['reset', 'on'],
    ['off'],
    ['from=10.0.0.0/8'],
  ]) {
    const all = ['reset', 'on', `>${PASSWORD}`, 'allkeys', '+@all'];
    await admin.call('ACL', 'SETUSER', 'ann', ...all);
    const watcher = await RespClient.connect({
      port: server.port,
      username: 'ann',
      password: PASSWORD,
    });
    context.after(() => watcher.close());
    await watcher.call('MONITOR');
    await admin.call('SET', 'before', 'seen');
    await watcher.nextPush();
    await admin.call('ACL', 'SETUSER', 'ann', '-get', '+client');
    await admin.call('SET', 'before', 'seen again');
    await watcher.nextPush();
    await admin.call('ACL', 'SETUSER', 'ann', ...loss);
    await admin.call('SET', 'after', 'not for ann');
    await watcher.closed();
    assert.doesNotMatch(watcher.pushes.map(lineOf).join(), /not for ann/, loss.join(' '));
  }
});

test(`${NAME}: another login on the connection takes no feed along that the new user has no right to`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ops', 'on', `>${PASSWORD}`, '~*', '&*', '+@all');
  await admin.call('ACL', 'SETUSER', 'low', 'on', `>${PASSWORD}`, '&news.*', '+ping');
  const feeds = [
    ['SUBSCRIBE', 'secret'],
    ['PSUBSCRIBE', '*'],
    ['SSUBSCRIBE', 'secret'],
    ['MONITOR'],
  ];
  const logins = [
    ['AUTH', 'low', PASSWORD],
    ['HELLO', '3', 'AUTH', 'low', PASSWORD],
  ];
  for (const feed of feeds) {
    for (const login of logins) {
      const client = await RespClient.connect({
        port: server.port,
        username: 'ops',
        password: PASSWORD,
        protocol: 3,
      });
      context.after(() => client.close());
      client.socket.write(encodeCommand(feed));
      if (feed[0] !== 'MONITOR') await client.nextPush();
      client.socket.write(encodeCommand(login));
      await client.closed();
      assert.equal(await admin.call('PUBLISH', 'secret', 'm'), 0, feed.join(' '));
    }
  }
});

test(`${NAME}: another login keeps the feeds that the new user may have`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'low', 'on', `>${PASSWORD}`, '&news.*', '+ping', '+monitor');
  const client = await server.admin({ protocol: 3 });
  client.socket.write(encodeCommand(['SUBSCRIBE', 'news.art']));
  await client.nextPush();
  assert.equal(await client.call('AUTH', 'low', PASSWORD), 'OK');
  assert.equal(await admin.call('PUBLISH', 'news.art', 'm'), 1);
  await client.nextPush();
  const watcher = await server.admin();
  await watcher.call('MONITOR');
  assert.equal(await watcher.call('AUTH', 'low', PASSWORD), 'OK');
  await admin.call('SET', 'key', 'seen');
  let line = '';
  while (!line.includes('seen')) line = lineOf(await watcher.nextPush());
});

/** A line of MONITOR. */
function lineOf(reply: Reply): string {
  assert.ok(reply.type === 'status');
  return toLatin1(reply.bytes);
}
