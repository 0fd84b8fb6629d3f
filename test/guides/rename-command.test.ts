import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connectTo, type DropIn, startDropIn } from '../support/drop-in.ts';
import { redisCli } from '../support/redis-cli.ts';
import { startRedisServer } from '../support/redis-server.ts';

const NAME = 'rename-command';
const PASSWORD = 'requirepass your_redis_password';
/** The commands that guide 1 calls dangerous. */
const DANGEROUS = [
  ...['FLUSHDB', 'FLUSHALL', 'KEYS', 'PEXPIRE', 'DEL', 'CONFIG', 'SHUTDOWN', 'BGREWRITEAOF'],
  ...['BGSAVE', 'SAVE', 'SPOP', 'SREM', 'RENAME', 'DEBUG'],
];
const ALL_GONE = DANGEROUS.map((name) => `rename-command ${name} ""`);

async function startReady(context: TestContext, lines: readonly string[]): Promise<DropIn> {
  const server = await startDropIn(context, lines);
  await server.program.ready();
  return server;
}

test(`${NAME}: what is renamed to nothing is gone for everybody, where anybody could use it (guides 0 §6.1, 1 §5)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const attacker = await redis.connect();
  for (const line of ['FLUSHALL', 'CONFIG SET maxclients 100', 'DEBUG SLEEP 0'])
    assert.equal(await attacker.call(...line.split(' ')), 'OK', 'the attack itself');

  const lines = ['FLUSHALL', 'FLUSHDB', 'CONFIG', 'SHUTDOWN', 'DEBUG'];
  const { client, program } = await startReady(
    context,
    lines.map((name) => `rename-command ${name} ""`),
  );
  const stranger = await client();
  await stranger.call('SET', 'precious', '1');
  for (const line of [
    'FLUSHALL',
    'flushdb ASYNC',
    'CONFIG SET dir /',
    'Shutdown NOSAVE',
    'DEBUG JMAP',
  ])
    await assert.rejects(stranger.call(...line.split(' ')), /ERR unknown command/, line);
  const inside = await stranger.pipeline([['MULTI'], ['FLUSHALL'], ['EXEC']]);
  assert.deepEqual(
    inside.map(({ type }) => type),
    ['status', 'error', 'error'],
  );
  assert.equal(await stranger.call('GET', 'precious'), '1');
  assert.ok(program.running);
});

test(`${NAME}: the conversation with the renamed one goes as printed (guides 0 §6.4, 1 §5)`, async (context) => {
  const lines = [
    PASSWORD,
    'rename-command SHUTDOWN SHUTDOWN_MENOT',
    'rename-command CONFIG ASC12_CONFIG',
  ];
  const redis = await startRedisServer(context, lines);
  if (redis === undefined) return;
  const { port } = await startReady(context, lines);
  const typed = [
    'auth your_redis_password',
    'config get requirepass',
    'asc12_config get requirepass',
  ];
  const said = await redisCli(['-p', port], { typed });
  assert.match(said[1] ?? '', /^ERR unknown command 'config'/);
  assert.deepEqual(said.slice(2), ['requirepass', 'your_redis_password']);
  assert.deepEqual(await redisCli(['-p', redis.port], { typed }), said);
  const quoted = await startReady(context, [
    'rename-command CONFIG "hidden_config_command"',
    'rename-command SHUTDOWN "please_shutdown"',
  ]);
  const client = await quoted.client();
  await assert.rejects(client.call('CONFIG', 'GET', 'port'), /unknown command/);
  assert.equal((await client.reply('HIDDEN_config_command', 'GET', 'port')).type, 'array');
  await client.call('please_shutdown', 'NOSAVE').catch(() => undefined);
  assert.deepEqual(await quoted.program.end(), { code: 0, signal: null });
});

test(`${NAME}: renaming what is gone, and two directives in one line, are starts that fail as Redis's (guides 0 §6.1, 1 §5)`, async (context) => {
  const twice = ['rename-command CONFIG ""', 'rename-command CONFIG ASC12_CONFIG'];
  const oneLine = ['rename-command FLUSHALL "" rename-command FLUSHDB ""'];
  for (const [lines, why] of [
    [twice, /'rename-command CONFIG ASC12_CONFIG'\n.*No such command in rename-command/],
    [oneLine, /rename-command FLUSHDB ""'\n.*wrong number of arguments/i],
  ] as const) {
    await assert.rejects(startRedisServer(context, lines), why);
    const { program } = await startDropIn(context, lines);
    assert.deepEqual(await program.end(), { code: 1, signal: null });
    assert.match(program.stderr, why);
  }
  const { program } = await startDropIn(context, oneLine);
  await program.end();
  assert.match(program.stderr, /Each directive needs a line of its own: rename-command/);
});

test(`${NAME}: a hidden name is no protection from whoever knows the others; rights are (guides 0 §6.4, 1 §5)`, async (context) => {
  const redis = await startRedisServer(context, ALL_GONE);
  if (redis === undefined) return;
  const attacker = await redis.connect();
  await attacker.call('MSET', 'precious', '1', 'too', '2', 'three', '3');
  await attacker.call('EVAL', "return redis.call('UNLINK', KEYS[1])", '1', 'precious');
  await attacker.call('UNLINK', 'too');
  await attacker.call('EXPIRE', 'three', '-1');
  assert.equal(await attacker.call('DBSIZE'), 0, 'the attack itself');

  // The same list, and beside it what does protect: an application's rights.
  const { client, port } = await startReady(context, [
    ...ALL_GONE,
    'user app on >app-has-a-long-password ~app:* +@read +@write -@dangerous',
  ]);
  const owner = await client();
  await owner.call('MSET', 'precious', '1', 'too', '2', 'three', '3');
  const app = await connectTo(context, port);
  await app.call('AUTH', 'app', 'app-has-a-long-password');
  const attempts = [
    'UNLINK too',
    'EXPIRE three -1',
    'SETEX too 1 x',
    'SWAPDB 0 1',
    'REPLICAOF 127.0.0.1 1',
    'COPY app:1 too REPLACE',
    'SET too 1 PX 1',
  ];
  for (const line of attempts) await assert.rejects(app.call(...line.split(' ')), /NOPERM/, line);
  assert.equal(await owner.call('DBSIZE'), 3);
});

test(`${NAME}: rights go by the true name, so a new name takes nobody's fence away (guides 0 §6.4, 1 §5)`, async (context) => {
  const { client, port } = await startReady(context, [
    'rename-command FLUSHALL wipe_it',
    'user app on >app-has-a-long-password ~* +@all -@dangerous',
    'user cleaner on >cleaner-has-a-long-one +flushall',
  ]);
  const owner = await client();
  await owner.call('SET', 'precious', '1');
  const app = await connectTo(context, port);
  await app.call('AUTH', 'app', 'app-has-a-long-password');
  await assert.rejects(app.call('WIPE_IT'), /NOPERM/);
  await assert.rejects(app.call('FLUSHALL'), /unknown command/);
  const cleaner = await connectTo(context, port);
  await cleaner.call('AUTH', 'cleaner', 'cleaner-has-a-long-one');
  assert.equal(await cleaner.call('wipe_it'), 'OK');
  assert.equal(await owner.call('DBSIZE'), 0);
});

test(`${NAME}: as a rule of one user it hides the command from whoever has taken that user over (guides 0 §6.4, 1 §5)`, async (context) => {
  const rules = ['user app on >app-has-a-long-password ~* +@all'];
  const redis = await startRedisServer(context, rules);
  if (redis === undefined) return;
  const thief = await redis.connect({ username: 'app', password: 'app-has-a-long-password' });
  assert.equal(await thief.call('FLUSHALL'), 'OK', 'the attack itself');

  const { client } = await startReady(context, [`${rules.join()} alias=wipe_it:flushall`]);
  const owner = await client();
  await owner.call('SET', 'precious', '1');
  const app = await client();
  await app.call('AUTH', 'app', 'app-has-a-long-password');
  await assert.rejects(app.call('FLUSHALL'), /ERR unknown command 'FLUSHALL'/);
  assert.equal(await owner.call('DBSIZE'), 1);
  await owner.call('ACL', 'SETUSER', 'app', '-flushall');
  await assert.rejects(app.call('wipe_it'), /NOPERM/);
  await owner.call('ACL', 'SETUSER', 'app', '+flushall');
  assert.equal(await app.call('wipe_it'), 'OK');
});

test(`${NAME}: with CONFIG gone certificates are still reloaded, by a signal (guide 0 §6.1)`, async (context) => {
  const { program } = await startReady(context, ['rename-command CONFIG ""']);
  program.kill('SIGHUP');
  await program.waitFor(/SIGHUP|[Rr]eload/);
  assert.ok(program.running);
});
