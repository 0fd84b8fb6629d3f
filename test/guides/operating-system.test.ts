import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { connectTo, startDropIn } from '../support/drop-in.ts';
import { freePort } from '../support/free-port.ts';
import { NOBODY, Program, workFolder } from '../support/program.ts';
import { startRedisServer } from '../support/redis-server.ts';

const NAME = 'operating system';
const IS_ROOT = process.geteuid?.() === 0;

test(`${NAME}: "user redis" changes no account, at Redis neither, and is said (guide 0 §10.2)`, async (context) => {
  const redis = await startRedisServer(context, ['user redis']);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  assert.deepEqual(await theirs.call('ACL', 'USERS'), ['default', 'redis']);
  assert.equal(uidOf(redis.pid), process.geteuid?.(), 'the account is that of whoever started it');

  const { program, client } = await startDropIn(context, ['user redis']);
  await program.ready();
  assert.deepEqual(await (await client()).call('ACL', 'USERS'), ['default', 'redis']);
  assert.match(program.output, /WARNING: .*line "user redis".*ACL user.*account of the system/);
  const stranger = await client();
  await assert.rejects(stranger.call('AUTH', 'redis', ''), /WRONGPASS/);
});

test(`${NAME}: as an account without rights it writes nothing outside its directory (guide 0 §10.2)`, async (context) => {
  if (!IS_ROOT) {
    context.skip('only root can start it as somebody else');
    return;
  }
  const redis = await startRedisServer(context, ['enable-protected-configs yes']);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  assert.equal(await theirs.call('CONFIG', 'SET', 'dir', '/root'), 'OK', 'the attack itself');

  const data = await workFolder(context, NOBODY);
  const port = await freePort();
  const words = ['--port', String(port), '--tls-port', String(await freePort())];
  const env = { HOME: '/nonexistent', XDG_DATA_HOME: '/nonexistent' };
  const program = Program.start(context, {
    args: ['--data-dir', path.join(data, 'data'), ...words],
    env,
    uid: NOBODY,
  });
  await program.ready();
  assert.equal(uidOf(program.pid), NOBODY);
  const { password } = JSON.parse(
    readFileSync(path.join(data, 'data', 'credentials.json'), 'utf8'),
  ) as { password: string };
  const admin = await connectTo(context, port);
  await admin.call('AUTH', 'admin', password);
  for (const dir of ['/root', '/etc/cron.d', '/']) {
    const set = admin.call('CONFIG', 'SET', 'dir', dir);
    await assert.rejects(set, /can't set protected config/, dir);
  }
});

test(`${NAME}: memory and connections have bounds that a flood can't pass (guide 0 §10.3)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  const filling = Array.from({ length: 40 }, (_, i) => [
    'SET',
    `k${String(i)}`,
    'x'.repeat(500_000),
  ]);
  const taken = await theirs.pipeline(filling);
  assert.ok(
    taken.every(({ type }) => type === 'status'),
    'the attack itself',
  );

  const { program, client } = await startDropIn(context, [
    'maxmemory 10mb',
    'maxmemory-policy noeviction',
    'maxclients 3',
  ]);
  await program.ready();
  const owner = await client();
  const replies = await owner.pipeline(filling);
  assert.ok(
    replies.some((reply) => reply.type === 'error' && reply.error.message.startsWith('OOM ')),
  );
  assert.equal(await owner.call('PING'), 'PONG');
  await Promise.all([client(), client()]);
  const late = await client();
  await assert.rejects(late.call('PING'), /max number of clients reached|closed/);
});

/** The account that a process runs as. */
function uidOf(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
}
