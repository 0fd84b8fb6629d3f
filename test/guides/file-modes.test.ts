import assert from 'node:assert/strict';
import { chmodSync, chownSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'file modes';
const IS_ROOT = process.geteuid?.() === 0;

test(`${NAME}: CONFIG REWRITE undoes the mode at Redis and keeps mode and owner here (guide 1 §6)`, async (context) => {
  const redis = await startRedisServer(context, ['requirepass long-enough-for-everybody']);
  if (redis === undefined) return;
  const theirs = path.join(redis.folder, 'redis.conf');
  chmodSync(theirs, 0o600);
  const owner = await redis.connect({ password: 'long-enough-for-everybody' });
  await owner.call('CONFIG', 'REWRITE');
  assert.equal(lstatSync(theirs).mode & 0o004, 0o004, 'the attack: others read the password');

  const { program, config, client } = await startDropIn(context, [
    'requirepass long-enough-for-everybody',
  ]);
  await program.ready();
  chmodSync(config, 0o640);
  if (IS_ROOT) chownSync(config, 12_345, 12_345);
  const here = await client();
  await here.call('AUTH', 'long-enough-for-everybody');
  await here.call('CONFIG', 'SET', 'maxclients', '77');
  assert.equal(await here.call('CONFIG', 'REWRITE'), 'OK');
  assert.match(readFileSync(config, 'utf8'), /^maxclients 77$/m);
  assert.equal(lstatSync(config).mode & 0o777, 0o640);
  if (IS_ROOT) assert.equal(lstatSync(config).uid, 12_345);
});

test(`${NAME}: a file that everybody reads is said with the fix, one that everybody writes is refused (guide 1 §6)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  // A world-writable configuration is a start like any other there.
  const { folder } = redis;
  chmodSync(path.join(folder, 'redis.conf'), 0o666);
  assert.equal(await (await redis.connect()).call('PING'), 'PONG', 'the attack itself');

  const users = path.join(folder, 'users.acl');
  writeFileSync(users, 'user default on >default-has-a-long-one ~* +@all\n');
  chmodSync(users, 0o644);
  const readable = await startDropIn(context, [`aclfile ${users}`]);
  await readable.program.ready();
  assert.match(readable.program.output, /WARNING: .*users\.acl has mode 0644 and holds secrets/);
  chmodSync(users, 0o666);
  const writable = await startDropIn(context, [`aclfile ${users}`]);
  assert.deepEqual(await writable.program.end(), { code: 1, signal: null });
  assert.match(writable.program.stderr, /chmod o-w .*users\.acl/);
});

test(`${NAME}: the data directory of the secure mode is its owner's alone without a chmod (guide 1 §6)`, async (context) => {
  const { data } = await startSecureServer(context);
  assert.equal(lstatSync(data).mode & 0o777, 0o700);
  for (const name of ['casemate.conf', 'users.acl', 'credentials.json'])
    assert.equal(lstatSync(path.join(data, name)).mode & 0o077, 0, name);
});
