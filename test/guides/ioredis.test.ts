import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { startDropIn } from '../support/drop-in.ts';
import { startRedisServer } from '../support/redis-server.ts';

const NAME = 'ioredis';
const ACL = ['requirepass YourStrongPassword', 'user appuser on >SuperSecretPass ~* +@all'];

interface Login {
  readonly host?: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
}

async function get(options: Login): Promise<string | null> {
  const redis = new Redis({ ...options, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    return await redis.get('mykey');
  } finally {
    redis.disconnect();
  }
}

test(`${NAME}: with name and password the value comes, without them nothing (guide 2 §4)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  await (await redis.connect()).call('SET', 'mykey', 'value');
  assert.equal(await get({ port: redis.port }), 'value', 'the attack itself');

  const { program, port, client } = await startDropIn(context, ACL);
  await program.ready();
  const owner = await client();
  await owner.call('AUTH', 'appuser', 'SuperSecretPass');
  await owner.call('SET', 'mykey', 'value');
  const login = { host: '127.0.0.1', port, username: 'appuser', password: 'SuperSecretPass' };
  assert.equal(await get(login), 'value');
  // Without a user name the password is that of `default`.
  assert.equal(await get({ port, password: 'YourStrongPassword' }), 'value');
  await assert.rejects(get({ port }), /NOAUTH|closed/);
  await assert.rejects(
    get({ ...login, password: 'YourStrongPassword' }),
    /WRONGPASS|closed|NOAUTH/,
  );
  await assert.rejects(get({ port, password: 'SuperSecretPass' }), /WRONGPASS|closed|NOAUTH/);
});
