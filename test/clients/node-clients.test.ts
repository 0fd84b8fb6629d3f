import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { ConnectionOptions } from 'node:tls';
import { Redis } from 'ioredis';
import { createClient, type RedisClientOptions } from 'redis';
import { eventually } from '../support/eventually.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

/** The three ways in, as both libraries name them. */
const WAYS = ['TCP', 'TLS', 'Unix socket'] as const;
type Way = (typeof WAYS)[number];

interface IoredisOptions {
  readonly username: string;
  readonly password: string;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly tls?: ConnectionOptions;
}

function ioredisOptions(server: SecureServer, way: Way): IoredisOptions {
  const login = { username: 'admin', password: server.password };
  const ca = readFileSync(server.authority);
  const places: Record<Way, Partial<IoredisOptions>> = {
    TCP: { host: '127.0.0.1', port: server.port },
    TLS: { host: 'localhost', port: server.tlsPort, tls: { ca } },
    'Unix socket': { path: server.socket },
  };
  return { ...login, ...places[way] };
}

interface NodeRedisOptions {
  readonly username: string;
  readonly password: string;
  readonly socket: NonNullable<RedisClientOptions['socket']>;
}

function nodeRedisOptions(server: SecureServer, way: Way): NodeRedisOptions {
  const login = { username: 'admin', password: server.password };
  const ca = readFileSync(server.authority);
  const places: Record<Way, NonNullable<RedisClientOptions['socket']>> = {
    TCP: { host: '127.0.0.1', port: server.port },
    TLS: { host: 'localhost', port: server.tlsPort, tls: true, ca },
    'Unix socket': { path: server.socket, tls: false },
  };
  return { ...login, socket: places[way] };
}

// What the library returns for it depends on the options, so its type has no name of its own.
function makeNodeRedis(server: SecureServer, way: Way, protocol: 2 | 3) {
  return createClient({ ...nodeRedisOptions(server, way), RESP: protocol });
}

test('clients of Node over every way in', async (context) => {
  const server = await startSecureServer(context);
  for (const protocol of [2, 3] as const) {
    for (const way of WAYS) {
      const base = `${way}:${protocol}`;

      await context.test(`ioredis over ${way}, RESP${protocol}`, async (step) => {
        const redis = new Redis({ ...ioredisOptions(server, way), protocol });
        step.after(() => {
          redis.disconnect();
        });
        await ioredisSession(redis, base);
      });

      await context.test(`node-redis over ${way}, RESP${protocol}`, async (step) => {
        const client = makeNodeRedis(server, way, protocol);
        await client.connect();
        step.after(() => {
          client.destroy();
        });
        await nodeRedisSession(client, base);
      });
    }
  }

  await context.test(
    'ioredis comes back by itself, logs in again and repeats what was lost',
    async (step) => {
      const redis = new Redis({ ...ioredisOptions(server, 'TCP'), db: 3, retryStrategy: () => 10 });
      step.after(() => {
        redis.disconnect();
      });
      await redis.set('back', '1');
      await killClientsOf(step, server, await redis.client('ID'));
      assert.equal(await redis.get('back'), '1');
      assert.match(await redis.client('INFO'), / db=3 .*user=admin/);
    },
  );

  await context.test(
    'node-redis comes back by itself, logs in again and repeats what was lost',
    async (step) => {
      const client = createClient({ ...nodeRedisOptions(server, 'TCP'), database: 3 });
      client.on('error', () => undefined);
      await client.connect();
      step.after(() => {
        client.destroy();
      });
      await client.set('back', '1');
      const before = await client.clientId();
      await killClientsOf(step, server, before);
      await eventually(async () => (await client.clientId()) !== before, 'a new connection');
      assert.equal(await client.get('back'), '1');
      assert.match(await client.sendCommand(['CLIENT', 'INFO']), / db=3 .*user=admin/);
    },
  );

  await context.test(
    'wrong passwords and strange certificates are told as the libraries tell them',
    async () => {
      const options = { retryStrategy: () => null, maxRetriesPerRequest: 0, lazyConnect: true };
      const wrong = new Redis({ ...ioredisOptions(server, 'TCP'), password: 'wrong', ...options });
      wrong.on('error', () => undefined);
      await assert.rejects(wrong.ping(), /WRONGPASS/);
      wrong.disconnect();
      const { username, socket } = nodeRedisOptions(server, 'TCP');
      const stays = { ...socket, reconnectStrategy: false } as const;
      const client = createClient({ username, password: 'wrong', socket: stays });
      client.on('error', () => undefined);
      await assert.rejects(client.connect(), /WRONGPASS/);
      const doubtful = createClient({
        socket: { host: 'localhost', port: server.tlsPort, tls: true, reconnectStrategy: false },
      });
      doubtful.on('error', () => undefined);
      await assert.rejects(doubtful.connect(), /self-signed|unable to|certificate/i);
    },
  );
});

async function killClientsOf(
  context: TestContext,
  server: SecureServer,
  id: number,
): Promise<void> {
  const admin = await server.admin();
  context.after(() => admin.close());
  assert.equal(await admin.call('CLIENT', 'KILL', 'ID', String(id)), 1);
}

async function ioredisSession(redis: Redis, base: string): Promise<void> {
  const key = (name: string): string => `ioredis:${base}:${name}`;
  assert.equal(await redis.set(key('a'), 'ä\0b', 'PX', 100_000), 'OK');
  assert.equal(await redis.get(key('a')), 'ä\0b');
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  await redis.set(key('bytes'), bytes);
  assert.deepEqual(await redis.getBuffer(key('bytes')), bytes);
  assert.equal(await redis.get(key('none')), null);
  assert.deepEqual(await redis.mget(key('a'), key('none')), ['ä\0b', null]);
  assert.equal(await redis.incrby(key('n'), '9007199254740993'), 9007199254740992);
  assert.equal(await redis.get(key('n')), '9007199254740993');
  assert.equal(await redis.incrbyfloat(key('f'), 0.1), '0.1');
  const big = 'x'.repeat(3_000_000);
  await redis.set(key('big'), big);
  assert.equal(await redis.get(key('big')), big);

  const pipeline = redis.pipeline();
  for (let i = 0; i < 1000; i++) pipeline.incr(key('count'));
  pipeline.incr(key('a'));
  const results = (await pipeline.exec()) ?? [];
  assert.equal(results.length, 1001);
  assert.deepEqual(results[999], [null, 1000]);
  assert.match(String(results[1000]?.[0]), /ERR value is not an integer/);

  await redis.watch(key('w'));
  assert.deepEqual(await redis.multi().set(key('w'), '1').get(key('w')).exec(), [
    [null, 'OK'],
    [null, '1'],
  ]);
  const broken = redis.multi().set(key('w'), '2').call('INCRBY', key('w'));
  await assert.rejects(broken.exec(), /EXECABORT/);
  assert.equal(await redis.get(key('w')), '1');

  const found: string[] = [];
  for await (const keys of redis.scanStream({ match: `${key('')}*`, count: 3 }))
    found.push(...(keys as string[]));
  assert.equal(new Set(found).size, 7);
  assert.equal(await redis.unlink(...new Set(found)), 7);
}

async function nodeRedisSession(
  client: ReturnType<typeof makeNodeRedis>,
  base: string,
): Promise<void> {
  const key = (name: string): string => `node-redis:${base}:${name}`;
  assert.equal(
    await client.set(key('a'), 'ä\0b', { expiration: { type: 'EX', value: 100 } }),
    'OK',
  );
  assert.equal(await client.get(key('a')), 'ä\0b');
  assert.equal(await client.get(key('none')), null);
  assert.deepEqual(await client.mGet([key('a'), key('none')]), ['ä\0b', null]);
  const big = 'x'.repeat(3_000_000);
  await client.set(key('big'), big);
  assert.equal(await client.get(key('big')), big);
  assert.equal(await client.incrBy(key('n'), 5), 5);
  assert.equal(Number(await client.incrByFloat(key('f'), 0.1)), 0.1);
  assert.equal(await client.exists([key('a'), key('none')]), 1);
  assert.ok((await client.ttl(key('a'))) > 90);

  // Calls of one turn go out as one pipeline.
  const counts = await Promise.all(Array.from({ length: 1000 }, () => client.incr(key('count'))));
  assert.equal(counts.at(-1), 1000);
  await assert.rejects(client.incr(key('a')), /ERR value is not an integer/);

  assert.deepEqual(await client.multi().set(key('w'), '1').get(key('w')).exec(), ['OK', '1']);
  await client.watch(key('w'));
  await client.set(key('w'), '2');
  await assert.rejects(client.multi().get(key('w')).exec(), /watched keys has been changed/i);

  const found = new Set<string>();
  for await (const keys of client.scanIterator({ MATCH: `${key('')}*`, COUNT: 3 }))
    for (const each of keys) found.add(each);
  assert.equal(found.size, 6);
  assert.equal(await client.unlink([...found]), 6);
  assert.match(await client.info('server'), /redis_version:7\.2/);
  const config = await client.configGet('maxmemory*');
  assert.equal(config['maxmemory'], '0');
}
