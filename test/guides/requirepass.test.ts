import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { connectTo, startDropIn } from '../support/drop-in.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { redisCli } from '../support/redis-cli.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'requirepass';
/** What guide 1 prints as the outcome of its recipes, and the guides' other examples. */
const PUBLISHED = [
  '960c3dac4fa81b4204779fd16ad7c954f95942876b9c4fb1a255667a9dbe389d',
  '10d9a99851a411cdae8c3fa09d7290df192441a9',
  'foobared',
  'your_strong_password',
  'your_redis_password',
  'YourStrongPassword',
  'MasterSecret123',
  'SlaveSecret456',
];

test(`${NAME}: whoever comes without it destroys nothing (guides 0 §3.1.1, 1 §4, 2 §1)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const victim = await redis.connect();
  await victim.call('SET', 'precious', '1');
  assert.equal(await (await redis.connect()).call('FLUSHALL'), 'OK', 'the attack itself');
  assert.equal(await victim.call('GET', 'precious'), null);

  const { program, port } = await startDropIn(context, ['requirepass your_strong_password']);
  await program.ready();
  const owner = await connectTo(context, port);
  assert.equal(await owner.call('AUTH', 'your_strong_password'), 'OK');
  await owner.call('SET', 'precious', '1');
  const stranger = await connectTo(context, port);
  for (const words of [['FLUSHALL'], ['GET', 'precious'], ['CONFIG', 'SET', 'requirepass', '']])
    await assert.rejects(stranger.call(...words), /^ReplyError: NOAUTH Authentication required\.$/);
  assert.equal(await owner.call('GET', 'precious'), '1');
});

test(`${NAME}: the conversation that shows that it works goes as printed (guide 1 §4)`, async (context) => {
  const redis = await startRedisServer(context, ['requirepass your_redis_password']);
  if (redis === undefined) return;
  const { program, port } = await startDropIn(context, ['requirepass your_redis_password']);
  await program.ready();
  const typed = ['set key1 10', 'auth your_redis_password', 'set key1 10', 'get key1', 'quit'];
  const said = await redisCli(['-p', port], { typed });
  assert.deepEqual(said, ['NOAUTH Authentication required.', 'OK', 'OK', '10']);
  assert.deepEqual(await redisCli(['-p', redis.port], { typed }), said);
});

test(`${NAME}: a guesser with a list of words gets in at Redis and is thrown out here (guide 0 §2.3)`, async (context) => {
  const lines = ['requirepass YourStrongPassword'];
  const list = Array.from({ length: 40 }, (_, i) => `wrong-${String(i)}`);
  const guesses = [...list, 'YourStrongPassword'].map((word) => `AUTH ${word}\r\n`).join('');
  const redis = await startRedisServer(context, lines);
  if (redis === undefined) return;
  const lucky = await RawConnection.open(context, { port: redis.port });
  lucky.send(`${guesses}PING\r\n`);
  assert.match(await lucky.answer('+PONG'), /\+OK\r\n\+PONG/, 'the attack itself');

  const faster = ['auth-throttle-base 1', 'auth-throttle-max 1'];
  const { program, port } = await startDropIn(context, [...lines, ...faster]);
  await program.ready();
  const guesser = await RawConnection.open(context, { port });
  const said = await guesser.send(guesses).end();
  assert.doesNotMatch(said, /\+OK/);
  assert.ok(said.split('WRONGPASS').length <= 12, said);
  assert.match(program.output, /Authentication failed for user 'default' from 127\.0\.0\.1:\d+/);
});

test(`${NAME}: a password that stands in a guide is refused where Casemate decides, else said (guides 0, 1, 2)`, async (context) => {
  const redis = await startRedisServer(context, [`requirepass ${PUBLISHED[0] ?? ''}`]);
  if (redis === undefined) return;
  const reader = await redis.connect();
  assert.equal(await reader.call('AUTH', PUBLISHED[0] ?? ''), 'OK', 'the attack itself');

  const secure = await startSecureServer(context);
  const admin = await secure.admin();
  const sums = ['sha256', 'sha1'].map((sum) => sumOf(sum, 'digital-ocean\n'));
  for (const password of [...PUBLISHED, ...sums]) {
    const setting = admin.call('CONFIG', 'SET', 'requirepass', password);
    await assert.rejects(
      setting,
      /The password is refused: guides and manuals have published it/,
      password,
    );
    const user = admin.call('ACL', 'SETUSER', 'app', 'on', `>${password}`);
    await assert.rejects(user, /The password is refused/, password);
  }
  for (const password of PUBLISHED.slice(0, 1)) {
    const server = await startCasemateServer(context, { configLines: [`requirepass ${password}`] });
    assert.match(
      server.process.output,
      /WARNING: A password of user .default. \(.*:\d+\) has been published by guides/,
    );
    assert.ok(!server.process.output.includes(password));
  }
});

test(`${NAME}: starting a second server beside the open one fails with its name (guide 0 §3.1.1)`, async (context) => {
  const open = await startDropIn(context);
  await open.program.ready();
  const { program } = await startDropIn(context, [
    `port ${String(open.port)}`,
    'requirepass long-enough-for-anybody',
  ]);
  assert.deepEqual(await program.end(), { code: 1, signal: null });
  const holder = `Port ${String(open.port)} is in use by .*\\(pid ${String(open.program.pid)}\\)`;
  assert.match(program.stderr, new RegExp(holder));
});

function sumOf(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
