import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { connectTo, startDropIn } from '../support/drop-in.ts';
import { redisCli } from '../support/redis-cli.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'ACL users';
const ADMIN = 'ACL SETUSER admin on >admin_password allcommands allkeys';
const READ_ONLY = 'ACL SETUSER read_only on >readonly_password ~* +@read';
const LIMITED = 'ACL SETUSER limited_user on >limited_password +get +set -flushall';
const APP = 'ACL SETUSER app_user on >app_password ~app:data:* +@all';

async function login(port: number, username: string, password: string): Promise<RespClient> {
  return await RespClient.connect({ port, username, password });
}

test(`${NAME}: a reader can't write, where everybody could (guide 0 §3.2.1)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  assert.equal(await (await redis.connect()).call('SET', 'precious', 'gone'), 'OK', 'the attack');

  const { program, port, client } = await startDropIn(context);
  await program.ready();
  await (await client()).call('SET', 'precious', '1');
  assert.deepEqual(await redisCli(['-p', port], { typed: [ADMIN, READ_ONLY] }), ['OK', 'OK']);
  const reader = await login(port, 'read_only', 'readonly_password');
  context.after(() => reader.close());
  assert.equal(await reader.call('GET', 'precious'), '1');
  for (const words of [
    ['SET', 'precious', 'gone'],
    ['DEL', 'precious'],
    ['FLUSHALL'],
    ['SORT', 'precious', 'STORE', 'x'],
  ])
    await assert.rejects(reader.call(...words), /NOPERM/, words.join(' '));
  const admin = await login(port, 'admin', 'admin_password');
  context.after(() => admin.close());
  assert.equal(await admin.call('SET', 'precious', '2'), 'OK');
});

test(`${NAME}: the recipe for a reader locks out health checks, and DRYRUN says so; the mended one doesn't (guide 0 §3.2.1)`, async (context) => {
  const { program, client, port } = await startDropIn(context);
  await program.ready();
  const owner = await client();
  await owner.call(...READ_ONLY.split(' '));
  const dryRun = (...words: string[]): Promise<unknown> =>
    owner.call('ACL', 'DRYRUN', 'read_only', ...words);
  assert.match(String(await dryRun('PING')), /no permissions to run the 'ping' command/);
  assert.match(String(await dryRun('SUBSCRIBE', 'news')), /no permissions to run the 'subscribe'/);
  // Reading is more than one key at a time: this is what +@read gives away.
  for (const words of [
    ['KEYS', '*'],
    ['SCAN', '0'],
  ])
    assert.equal(await dryRun(...words), 'OK');
  const rules = [
    'on',
    '>readonly_password',
    '~*',
    '&news',
    '+@read',
    '-@dangerous',
    '+ping',
    '+subscribe',
  ];
  await owner.call('ACL', 'SETUSER', 'read_only', 'reset', ...rules);
  const reader = await login(port, 'read_only', 'readonly_password');
  context.after(() => reader.close());
  assert.equal(await reader.call('PING'), 'PONG');
  for (const words of [
    ['KEYS', '*'],
    ['SET', 'a', '1'],
    ['SUBSCRIBE', 'secrets'],
    ['CONFIG', 'GET', '*'],
  ])
    await assert.rejects(reader.call(...words), /NOPERM/, words.join(' '));
  assert.deepEqual(await reader.call('SUBSCRIBE', 'news'), ['subscribe', 'news', 1]);
});

test(`${NAME}: after the recipe a stranger still destroys everything at Redis; in the secure mode nobody is let in without a login (guide 0 §3.2.1)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const typed = [ADMIN, READ_ONLY, LIMITED, APP];
  const said = await redisCli(['-p', redis.port], { typed });
  assert.deepEqual(said, ['OK', 'OK', 'OK', 'OK']);
  assert.equal(await (await redis.connect()).call('FLUSHALL'), 'OK', 'the attack itself');

  const secure = await startSecureServer(context);
  const stranger = await connectTo(context, secure.port);
  await assert.rejects(stranger.call('FLUSHALL'), /NOAUTH/);
  // Taken in the place of a redis-server, the log says what is missing.
  const { program, port } = await startDropIn(context);
  await program.ready();
  assert.deepEqual(await redisCli(['-p', port], { typed }), ['OK', 'OK', 'OK', 'OK']);
  await program.waitFor(/WARNING: .*'default' .*needs no password/);
  const owner = await connectTo(context, port);
  await owner.call('ACL', 'SETUSER', 'default', 'off');
  await assert.rejects((await connectTo(context, port)).call('FLUSHALL'), /NOAUTH/);
});

test(`${NAME}: users that were made are gone with a restart unless a file keeps them (guide 0 §3.2.1)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  await theirs.call(...LIMITED.split(' '));
  await assert.rejects(theirs.call('ACL', 'SAVE'), /not configured to use an ACL file/);

  const { program, client } = await startDropIn(context);
  await program.ready();
  await assert.rejects((await client()).call('ACL', 'SAVE'), /not configured to use an ACL file/);
  const secure = await startSecureServer(context);
  const admin = await secure.admin();
  await admin.call('ACL', 'SETUSER', 'app', 'on', '>long-enough-for-everybody', '~app:*', '+get');
  assert.match(await textReply(admin, 'INFO', 'security_warnings'), /acl_unsaved:1/);
  assert.equal(await admin.call('ACL', 'SAVE'), 'OK');
  await secure.program.stop();
  const ports = [secure.port, secure.tlsPort] as const;
  const again = await startSecureServer(context, { data: secure.data, ports });
  const app = await again.admin({ username: 'app', password: 'long-enough-for-everybody' });
  assert.equal(await app.call('GET', 'app:1'), null);
});

test(`${NAME}: commands without a key pattern read nothing, and the error names the key (guide 0 §3.2.2)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const { program, client, port } = await startDropIn(context);
  await program.ready();
  for (const [owner, at] of [
    [await redis.connect(), redis.port],
    [await client(), port],
  ] as const) {
    assert.equal(await owner.call('FLUSHALL'), 'OK', 'the attack that the recipe is against');
    await owner.call(...LIMITED.split(' '));
    const limited = await login(at, 'limited_user', 'limited_password');
    context.after(() => limited.close());
    await assert.rejects(limited.call('FLUSHALL'), /NOPERM/);
    await assert.rejects(limited.call('GET', 'x'), /NOPERM/);
  }
  const owner = await client();
  const why = await owner.call('ACL', 'DRYRUN', 'limited_user', 'GET', 'x');
  assert.equal(why, "User limited_user has no permissions to access the 'x' key");
  await owner.call('ACL', 'SETUSER', 'limited_user', '~limited:*');
  const limited = await login(port, 'limited_user', 'limited_password');
  context.after(() => limited.close());
  assert.equal(await limited.call('SET', 'limited:x', '1'), 'OK');
  await assert.rejects(limited.call('SET', 'other', '1'), /NOPERM/);
});

test(`${NAME}: a key pattern beside all commands is no fence; without the administration it is one (guide 0 §3.2.3)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  await theirs.call('SET', 'others', '1');
  await theirs.call(...APP.split(' '));
  const attacker = await redis.connect({ username: 'app_user', password: 'app_password' });
  await assert.rejects(attacker.call('GET', 'others'), /NOPERM/);
  await attacker.call('ACL', 'SETUSER', 'app_user', 'allkeys');
  assert.equal(await attacker.call('GET', 'others'), '1', 'the attack itself');
  assert.equal(await attacker.call('FLUSHALL'), 'OK', 'the attack itself');

  const { program, client, port } = await startDropIn(context);
  await program.ready();
  const owner = await client();
  await owner.call('SET', 'others', '1');
  await owner.call(...APP.split(' '), '-@admin', '-@dangerous');
  const app = await login(port, 'app_user', 'app_password');
  context.after(() => app.close());
  assert.equal(await app.call('SET', 'app:data:1', '1'), 'OK');
  const attempts = [
    ['ACL', 'SETUSER', 'app_user', 'allkeys'],
    ['KEYS', '*'],
    ['GET', 'others'],
    ['COPY', 'others', 'app:data:2'],
    ['RENAME', 'app:data:1', 'others'],
    ['SORT', 'app:data:1', 'BY', 'others', 'GET', 'others'],
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['SWAPDB', '0', '1'],
    ['CONFIG', 'GET', 'requirepass'],
    ['MONITOR'],
    ['REPLICAOF', '127.0.0.1', '1'],
    ['SHUTDOWN', 'NOSAVE'],
  ];
  for (const words of attempts) await assert.rejects(app.call(...words), /NOPERM/, words.join(' '));
  assert.equal(await owner.call('GET', 'others'), '1');
});

test(`${NAME}: all commands and all keys don't include channels (guides 0 §3.2.1, 2 §2)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const { program, client, port } = await startDropIn(context);
  await program.ready();
  for (const [owner, at] of [
    [await redis.connect(), redis.port],
    [await client(), port],
  ] as const) {
    await owner.call(...ADMIN.split(' '));
    const admin = await login(at, 'admin', 'admin_password');
    context.after(() => admin.close());
    await assert.rejects(admin.call('PUBLISH', 'news', 'x'), /NOPERM.*channel/);
    await owner.call('ACL', 'SETUSER', 'admin', 'allchannels');
    assert.equal(await admin.call('PUBLISH', 'news', 'x'), 0);
  }
});

test(`${NAME}: at a shell's prompt an unquoted password becomes a file, and nobody can log in with it (guide 0 §3.2.1)`, async (context) => {
  const { program, client, folder, port } = await startDropIn(context);
  await program.ready();
  const shell = (line: string): string =>
    execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
  shell(`redis-cli -p ${String(port)} ${ADMIN}`);
  assert.ok(readdirSync(folder).includes('admin_password'), 'the password is a file name now');
  const owner = await client();
  await assert.rejects(owner.call('AUTH', 'admin', 'admin_password'), /WRONGPASS/);
  await assert.rejects(owner.call('AUTH', 'admin', ''), /WRONGPASS/);
  const quoted = ADMIN.replace('>admin_password', "'>admin_password'");
  assert.equal(shell(`redis-cli -p ${String(port)} ${quoted}`), 'OK\n');
  assert.equal(await owner.call('AUTH', 'admin', 'admin_password'), 'OK');
});
