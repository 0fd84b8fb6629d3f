import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connectTo, startDropIn } from '../support/drop-in.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { RespClient } from '../support/resp-client.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'roles';
const READER = 'user readonlyuser on >ReadOnlyPass ~* +get +exists +ttl +info -@write -select';
const WRITER = 'user writeuser on >WritePass ~* +set +del +incr +@write -@read -select';
/** What guide 2 wants of its writer, done right: two commands that give nothing back, on keys that may only be written. */
const REAL_WRITER = 'user writeuser on >WritePass %W~* +set +del +incr +expire +ping';

interface Place {
  readonly owner: RespClient;
  readonly user: (name: string, password: string) => Promise<RespClient>;
}

async function casemateWith(context: TestContext, ...lines: readonly string[]): Promise<Place> {
  const { program, port } = await startDropIn(context, lines);
  await program.ready();
  return {
    owner: await connectTo(context, port),
    user: async (name, password) => {
      const client = await connectTo(context, port);
      await client.call('AUTH', name, password);
      return client;
    },
  };
}

async function redisWith(
  context: TestContext,
  ...lines: readonly string[]
): Promise<Place | undefined> {
  const redis = await startRedisServer(context, lines);
  if (redis === undefined) return undefined;
  return {
    owner: await redis.connect(),
    user: (username, password) => redis.connect({ username, password }),
  };
}

test(`${NAME}: the reader reads and destroys nothing, where everybody could (guide 2 §2)`, async (context) => {
  const redis = await redisWith(context);
  if (redis === undefined) return;
  assert.equal(await redis.owner.call('FLUSHALL'), 'OK', 'the attack itself');

  const { owner, user } = await casemateWith(context, READER);
  await owner.call('SET', 'precious', '1');
  const reader = await user('readonlyuser', 'ReadOnlyPass');
  assert.equal(await reader.call('GET', 'precious'), '1');
  assert.equal(await reader.call('EXISTS', 'precious'), 1);
  assert.equal(await reader.call('TTL', 'precious'), -1);
  assert.match(await textReply(reader, 'INFO', 'server'), /redis_version/);
  const attempts = [
    'SET precious 2',
    'DEL precious',
    'GETDEL precious',
    'GETEX precious EX 1',
    'SELECT 1',
    'FLUSHALL',
    'KEYS *',
    'EXPIRE precious 1',
    'CONFIG SET maxmemory 1',
    'PING',
  ];
  for (const line of attempts)
    await assert.rejects(reader.call(...line.split(' ')), /NOPERM/, line);
  assert.equal(await owner.call('GET', 'precious'), '1');
});

/** How the writer that mayn't read reads after all. */
const READINGS: readonly (readonly string[])[] = [
  ['GETSET', 'secret', 'read'],
  ['SET', 'secret', 'again', 'GET'],
  ['GETDEL', 'secret'],
];

test(`${NAME}: the writer of the recipe reads at Redis in three ways; with keys that may only be written it doesn't (guide 2 §2)`, async (context) => {
  const redis = await redisWith(context, WRITER);
  if (redis === undefined) return;
  await redis.owner.call('SET', 'secret', 'content');
  const thief = await redis.user('writeuser', 'WritePass');
  await assert.rejects(thief.call('GET', 'secret'), /NOPERM/);
  const stolen = await Promise.all(READINGS.map((words) => thief.call(...words)));
  assert.deepEqual(stolen, ['content', 'read', 'again'], 'the attack itself');

  const { owner, user } = await casemateWith(context, REAL_WRITER);
  await owner.call('SET', 'secret', 'content');
  const writer = await user('writeuser', 'WritePass');
  for (const words of [
    ...READINGS,
    ['GET', 'secret'],
    ['GETEX', 'secret'],
    ['COPY', 'secret', 'x'],
  ])
    await assert.rejects(writer.call(...words), /NOPERM/, words.join(' '));
  assert.equal(await writer.call('SET', 'other', '1'), 'OK');
  assert.equal(await writer.call('DEL', 'other'), 1);
  assert.equal(await owner.call('GET', 'secret'), 'content');
});

test(`${NAME}: the recipe's writer is as Redis takes it, and DRYRUN shows its holes (guide 2 §2)`, async (context) => {
  const { owner } = await casemateWith(context, WRITER);
  for (const words of [...READINGS, ['FLUSHALL'], ['SWAPDB', '0', '1'], ['MOVE', 'a', '1']])
    assert.equal(await owner.call('ACL', 'DRYRUN', 'writeuser', ...words), 'OK', words.join(' '));
  await owner.call('ACL', 'SETUSER', 'writeuser', 'resetkeys', '%W~*', '-@dangerous', '-move');
  for (const words of [...READINGS, ['FLUSHALL'], ['SWAPDB', '0', '1'], ['MOVE', 'a', '1']])
    assert.match(
      await textReply(owner, 'ACL', 'DRYRUN', 'writeuser', ...words),
      /has no permissions/,
      words.join(' '),
    );
  assert.equal(await owner.call('ACL', 'DRYRUN', 'writeuser', 'SET', 'a', '1'), 'OK');
});

test(`${NAME}: the writer of the recipe empties the server and swaps databases at Redis, the mended one can't (guide 2 §2)`, async (context) => {
  const redis = await redisWith(context, WRITER);
  if (redis === undefined) return;
  await redis.owner.call('SET', 'secret', 'content');
  const vandal = await redis.user('writeuser', 'WritePass');
  assert.equal(await vandal.call('SWAPDB', '0', '1'), 'OK', 'the attack itself');
  assert.equal(await redis.owner.call('GET', 'secret'), null);
  assert.equal(await vandal.call('FLUSHALL'), 'OK', 'the attack itself');

  const { owner, user } = await casemateWith(context, REAL_WRITER);
  await owner.call('SET', 'secret', 'content');
  const writer = await user('writeuser', 'WritePass');
  for (const line of ['SWAPDB 0 1', 'FLUSHALL', 'FLUSHDB', 'MOVE secret 1', 'SELECT 1'])
    await assert.rejects(writer.call(...line.split(' ')), /NOPERM/, line);
  assert.equal(await owner.call('GET', 'secret'), 'content');
});
