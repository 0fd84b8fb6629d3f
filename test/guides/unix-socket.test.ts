import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { freePort } from '../support/free-port.ts';
import { NOBODY, workFolder } from '../support/program.ts';
import { redisCli } from '../support/redis-cli.ts';
import { startRedisServer } from '../support/redis-server.ts';

const NAME = 'Unix socket';
const IS_ROOT = process.geteuid?.() === 0;

/** What redis-cli of another account of the machine gets. */
function asNobody(socket: string, ...words: readonly string[]): string {
  try {
    const options = { uid: NOBODY, gid: NOBODY, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('redis-cli', ['-s', socket, ...words], options);
  } catch (error) {
    return String(error);
  }
}

test(`${NAME}: only its owner comes in, where a wide mode lets every account in (guide 0 §4.2)`, async (context) => {
  const folder = await workFolder(context);
  chmodSync(folder, 0o755);
  const theirs = path.join(folder, 'redis.sock');
  const redis = await startRedisServer(context, [`unixsocket ${theirs}`, 'unixsocketperm 777']);
  if (redis === undefined) return;
  if (IS_ROOT) assert.equal(asNobody(theirs, 'FLUSHALL'), 'OK\n', 'the attack itself');

  const ours = path.join(folder, 'ours.sock');
  const { program } = await startDropIn(context, [`unixsocket ${ours}`, 'unixsocketperm 700']);
  await program.ready();
  assert.equal(lstatSync(ours).mode & 0o777, 0o700);
  assert.deepEqual(await redisCli(['-s', ours, 'SET', 'precious', '1']), ['OK']);
  if (IS_ROOT) assert.match(asNobody(ours, 'FLUSHALL'), /Permission denied/);
  assert.deepEqual(await redisCli(['-s', ours, 'GET', 'precious']), ['1']);
});

test(`${NAME}: without a mode it is the owner's alone in the secure mode, and a wide one without a password is said (guide 0 §4.2)`, async (context) => {
  const folder = await workFolder(context);
  const socket = path.join(folder, 'open.sock');
  const { program } = await startDropIn(context, [`unixsocket ${socket}`, 'unixsocketperm 777']);
  await program.ready();
  assert.match(
    program.output,
    /WARNING: Every user of this machine can use .*open\.sock without a/,
  );
});

test(`${NAME}: with no port the socket is the only way in, and both directives need a line of their own (guide 0 §4.2)`, async (context) => {
  const folder = await workFolder(context);
  const socket = path.join(folder, 'only.sock');
  const { program, port } = await startDropIn(context, [
    `unixsocket ${socket}`,
    'unixsocketperm 700',
    'port 0',
  ]);
  await program.ready();
  assert.deepEqual(await redisCli(['-s', socket, 'PING']), ['PONG']);
  assert.match((await redisCli(['-p', port, 'PING'])).join(' '), /Connection refused/);
  const joined = await startDropIn(context, [`unixsocket ${socket}2 unixsocketperm 700`]);
  assert.deepEqual(await joined.program.end(), { code: 1, signal: null });
  assert.match(joined.program.stderr, /wrong number of arguments\n/);
  assert.match(joined.program.stderr, /Each directive needs a line of its own: unixsocketperm/);
});

test(`${NAME}: administration by it alone: a stolen password is worth nothing on the network (guide 0 §4.2)`, async (context) => {
  const folder = await workFolder(context);
  const socket = path.join(folder, 'ops.sock');
  const tcp = await freePort();
  const operator = 'user operator on >operator-has-a-long-one ~* &* +@all';
  const redis = await startRedisServer(context, [operator]);
  if (redis === undefined) return;
  const theirs = await redis.connect({ username: 'operator', password: 'operator-has-a-long-one' });
  assert.equal(await theirs.call('CONFIG', 'SET', 'maxclients', '9'), 'OK', 'the attack itself');

  const { program } = await startDropIn(context, [
    'port 0',
    operator,
    'user default off',
    `listen 127.0.0.1:${String(tcp)} admin=no`,
    `listen unix:${socket} mode=600`,
  ]);
  await program.ready();
  const env = { REDISCLI_AUTH: 'operator-has-a-long-one' };
  const login = ['--user', 'operator', '--no-auth-warning'];
  const [refused = ''] = await redisCli(['-p', tcp, ...login, 'CONFIG', 'SET', 'maxclients', '9'], {
    env,
  });
  assert.match(refused, /^NOPERM/);
  assert.deepEqual(await redisCli(['-p', tcp, ...login, 'SET', 'a', '1'], { env }), ['OK']);
  const inside = ['-s', socket, ...login, 'CONFIG', 'SET', 'maxclients', '99'];
  assert.deepEqual(await redisCli(inside, { env }), ['OK']);
  assert.equal(lstatSync(socket).mode & 0o777, 0o600);
});
