import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';
import { RespClient } from '../support/resp-client.ts';

const STARTED = { code: 0, signal: null };

test('end: SIGTERM, SIGINT and SHUTDOWN leave nothing behind and exit with 0', async (context) => {
  for (const way of ['SIGTERM', 'SIGINT', 'SHUTDOWN'] as const) {
    const { program, folder, client } = await startDropIn(context, [
      'pidfile redis.pid',
      'unixsocket redis.sock',
      'unixsocketperm 700',
    ]);
    await program.waitFor(/Ready to accept connections unix/);
    assert.equal(statSync(path.join(folder, 'redis.sock')).mode & 0o777, 0o700);
    const one = await client();
    await one.call('SET', 'a', '1');
    if (way === 'SHUTDOWN') await assert.rejects(one.call('SHUTDOWN'), /closed/);
    else program.kill(way);
    await one.closed();
    assert.deepEqual(await program.end(), STARTED, way);
    assert.match(program.stdout, /# Redis is now ready to exit, bye bye\.\.\.\n$/);
    assert.ok(!existsSync(path.join(folder, 'redis.pid')), way);
    assert.ok(!existsSync(path.join(folder, 'redis.sock')), way);
  }
});

test('end: a signal that comes with the first connection ends it in order, too', async (context) => {
  const { program, folder, port } = await startDropIn(context, ['unixsocket redis.sock']);
  await eventually(async () => {
    const client = await RespClient.connect({ port }).catch(() => undefined);
    await client?.close();
    return client !== undefined;
  }, 'somebody connects');
  program.kill('SIGHUP');
  program.kill('SIGTERM');
  assert.deepEqual(await program.end(), STARTED);
  assert.ok(!existsSync(path.join(folder, 'redis.sock')));
});

test('end: SHUTDOWN SAVE is refused while nothing can be saved, wrong words as in Redis', async (context) => {
  const { program, client } = await startDropIn(context);
  await program.ready();
  const one = await client();
  await assert.rejects(one.call('SHUTDOWN', 'SAVE'), /ERR /);
  await assert.rejects(one.call('SHUTDOWN', 'SAVE', 'NOSAVE'), /ERR syntax error/);
  await assert.rejects(one.call('SHUTDOWN', 'SOON'), /ERR syntax error/);
  await assert.rejects(one.call('SHUTDOWN', 'ABORT'), /ERR No shutdown in progress/);
  await assert.rejects(one.call('SAVE'), /ERR /);
  assert.equal(await one.call('PING'), 'PONG');
  await assert.rejects(one.call('SHUTDOWN', 'NOSAVE', 'NOW', 'FORCE'), /closed/);
  assert.deepEqual(await program.end(), STARTED);
});

test('end: replies that were written reach their client first', async (context) => {
  const { program, client } = await startDropIn(context);
  await program.ready();
  const one = await client();
  await one.call('SET', 'big', 'x'.repeat(5_000_000));
  const big = one.reply('GET', 'big');
  const two = await client();
  await assert.rejects(two.call('SHUTDOWN', 'NOSAVE'), /closed/);
  const reply = await big;
  assert.equal(reply.type === 'bulk' && reply.bytes.length, 5_000_000);
  assert.deepEqual(await program.end(), STARTED);
});
