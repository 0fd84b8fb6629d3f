import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Redis } from 'ioredis';
import { lastly } from '../support/cleanup.ts';
import { connectTo, startDropIn } from '../support/drop-in.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'databases';
const RECIPE = 'user readonlyuser on >ReadOnlyPass ~* +get +info -select';
/** The same intent with the right of a database. */
const DONE_RIGHT =
  'user app on >app-has-a-long-password ~* +@read +@write +select -@dangerous +info db=1';

function ioredis(context: TestContext, port: number, username: string, password: string): Redis {
  const redis = new Redis({
    port,
    username,
    password,
    db: 1,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  lastly(context, () => {
    redis.disconnect();
  });
  return redis;
}

test(`${NAME}: whoever mayn't SELECT stays in the first one, where everybody reads them all (guide 2 §2)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  await theirs.call('SELECT', '1');
  await theirs.call('SET', 'precious', '1');
  const nosy = await redis.connect();
  await nosy.call('SELECT', '1');
  assert.equal(await nosy.call('GET', 'precious'), '1', 'the attack itself');

  const { program, port } = await startDropIn(context, [RECIPE]);
  await program.ready();
  const owner = await connectTo(context, port);
  await owner.call('SELECT', '1');
  await owner.call('SET', 'precious', '1');
  const reader = await connectTo(context, port);
  await reader.call('AUTH', 'readonlyuser', 'ReadOnlyPass');
  await assert.rejects(reader.call('SELECT', '1'), /NOPERM/);
  assert.equal(await reader.call('GET', 'precious'), null);
});

test(`${NAME}: taking SELECT away moves nobody who is elsewhere; a list of databases does (guide 2 §2)`, async (context) => {
  const lines = ['user app on >app-has-a-long-password ~* +@all'];
  const redis = await startRedisServer(context, lines);
  if (redis === undefined) return;
  const login = { username: 'app', password: 'app-has-a-long-password' };
  const stayed = await redis.connect(login);
  await stayed.call('SELECT', '1');
  await (await redis.connect()).call('ACL', 'SETUSER', 'app', '-select');
  assert.equal(await stayed.call('FLUSHDB'), 'OK', 'the attack itself');

  const { program, port } = await startDropIn(context, lines);
  await program.ready();
  const owner = await connectTo(context, port);
  await owner.call('SELECT', '1');
  await owner.call('SET', 'precious', '1');
  const attacker = await connectTo(context, port);
  await attacker.call('AUTH', login.username, login.password);
  await attacker.call('SELECT', '1');
  await owner.call('ACL', 'SETUSER', 'app', 'resetdbs', 'db=0');
  for (const line of ['FLUSHDB', 'GET precious', 'DEL precious'])
    await assert.rejects(attacker.call(...line.split(' ')), /NOPERM.*database/, line);
  assert.equal(await owner.call('GET', 'precious'), '1');
});

test(`${NAME}: a client that ignores the refusal empties the wrong one at Redis, and is cut off here (guide 2 §2)`, async (context) => {
  const lines = ['user app on >app-has-a-long-password ~* +@all -select'];
  const redis = await startRedisServer(context, lines);
  if (redis === undefined) return;
  const theirs = await redis.connect();
  await theirs.call('SET', 'precious', '1');
  await ioredis(context, redis.port, 'app', 'app-has-a-long-password').flushdb();
  assert.equal(await theirs.call('GET', 'precious'), null, 'the attack itself');

  const secure = await startSecureServer(context);
  const admin = await secure.admin();
  await admin.call('SET', 'precious', '1');
  await admin.call('ACL', 'SETUSER', ...(lines[0] ?? '').split(' ').slice(1));
  const client = ioredis(context, secure.port, 'app', 'app-has-a-long-password');
  await assert.rejects(client.flushdb());
  assert.equal(await admin.call('GET', 'precious'), '1');
  const { program, port } = await startDropIn(context, [...lines, 'select-denied close']);
  await program.ready();
  const owner = await connectTo(context, port);
  await owner.call('SET', 'precious', '1');
  await assert.rejects(ioredis(context, port, 'app', 'app-has-a-long-password').flushdb());
  assert.equal(await owner.call('GET', 'precious'), '1');
});

test(`${NAME}: a user of one database works in it and reaches no other, however it tries (guide 2 §2)`, async (context) => {
  const { program, port } = await startDropIn(context, [DONE_RIGHT]);
  await program.ready();
  const owner = await connectTo(context, port);
  await owner.call('SET', 'precious', '1');
  const app = ioredis(context, port, 'app', 'app-has-a-long-password');
  assert.equal(await app.set('own', '1'), 'OK');
  assert.equal(await app.get('own'), '1');
  const attempts = [
    'SELECT 0',
    'SELECT 2',
    'MOVE own 0',
    'COPY own x DB 0',
    'SWAPDB 0 1',
    'FLUSHALL',
  ];
  for (const line of attempts) {
    const [name = '', ...words] = line.split(' ');
    await assert.rejects(app.call(name, ...words), /NOPERM/, line);
  }
  assert.equal(await owner.call('GET', 'precious'), '1');
  assert.equal(await owner.call('GET', 'own'), null);
});
