import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { connectTo, type DropIn, startDropIn } from '../support/drop-in.ts';
import { workFolder } from '../support/program.ts';
import { redisCli } from '../support/redis-cli.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'ACL file';
const APPUSER = 'user appuser on >SuperSecretPass ~* +@all';

/** A users.acl with these lines. */
async function usersFile(context: TestContext, ...lines: readonly string[]): Promise<string> {
  const file = path.join(await workFolder(context), 'users.acl');
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

async function startReady(context: TestContext, lines: readonly string[]): Promise<DropIn> {
  const server = await startDropIn(context, lines);
  await server.program.ready();
  return server;
}

test(`${NAME}: a password beside a file without default leaves Redis open; here it is default's (guide 2 §2)`, async (context) => {
  const file = await usersFile(context, APPUSER);
  const lines = ['requirepass YourStrongPassword', `aclfile ${file}`];
  const redis = await startRedisServer(context, lines);
  if (redis === undefined) return;
  assert.equal(await (await redis.connect()).call('FLUSHALL'), 'OK', 'the attack itself');

  const { port, program } = await startReady(context, lines);
  const stranger = await connectTo(context, port);
  await assert.rejects(stranger.call('FLUSHALL'), /NOAUTH/);
  assert.equal(await stranger.call('AUTH', 'YourStrongPassword'), 'OK');
  assert.equal(await stranger.call('ACL', 'WHOAMI'), 'default');
  assert.doesNotMatch(program.output, /requirepass is not used/);
});

test(`${NAME}: a file that defines default wins over requirepass, and the log says so (guide 2 §2)`, async (context) => {
  const file = await usersFile(context, 'user default off', APPUSER);
  const { port, program } = await startReady(context, [
    'requirepass YourStrongPassword',
    `aclfile ${file}`,
  ]);
  const stranger = await connectTo(context, port);
  await assert.rejects(stranger.call('AUTH', 'YourStrongPassword'), /WRONGPASS/);
  assert.match(program.output, /WARNING: requirepass is not used: .*users\.acl defines the user/);
});

test(`${NAME}: the user of the file logs in as printed, and nobody else does (guide 2 §2)`, async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  assert.deepEqual(
    await redisCli(['-p', redis.port], { typed: ['flushall'] }),
    ['OK'],
    'the attack',
  );

  const file = await usersFile(context, 'user default off', APPUSER);
  const { port } = await startReady(context, [`aclfile ${file}`]);
  const typed = ['auth appuser SuperSecretPass', 'ping'];
  assert.deepEqual(await redisCli(['-p', port], { typed }), ['OK', 'PONG']);
  const wrong = await redisCli(['-p', port], {
    typed: ['auth appuser superSecretPass', 'flushall'],
  });
  assert.match(wrong[0] ?? '', /^WRONGPASS/);
  assert.match(wrong[1] ?? '', /^NOAUTH/);
});

test(`${NAME}: a user that stands in it twice is a start that fails, with the line (guide 2 §2)`, async (context) => {
  const file = await usersFile(
    context,
    APPUSER,
    'user readonlyuser on >ReadOnlyPass ~* +get +info -select',
    'user readonlyuser on >ReadOnlyPass ~* +get +exists +ttl +info -@write -select',
  );
  const lines = ['requirepass YourStrongPassword', `aclfile ${file}`];
  await assert.rejects(startRedisServer(context, lines), /Duplicate user 'readonlyuser'/);
  const { program } = await startDropIn(context, lines);
  assert.deepEqual(await program.end(), { code: 1, signal: null });
  assert.match(program.stderr, /Duplicate user 'readonlyuser' found on line 3/);
});

test(`${NAME}: users in the configuration and in a file at once are refused (guide 2 §2)`, async (context) => {
  const file = await usersFile(context, APPUSER);
  const { program } = await startDropIn(context, [`aclfile ${file}`, 'user ann on nopass']);
  assert.deepEqual(await program.end(), { code: 1, signal: null });
  assert.match(program.stderr, /define either an ACL file or declare users directly/);
});

test(`${NAME}: a new line is taken over by ACL LOAD, a wrong one changes nothing, and SAVE writes no clear text (guide 2 §2)`, async (context) => {
  const file = await usersFile(context, 'user default off', APPUSER);
  const { port } = await startReady(context, [`aclfile ${file}`]);
  const owner = await connectTo(context, port);
  await owner.call('AUTH', 'appuser', 'SuperSecretPass');
  writeFileSync(file, `user default off\n${APPUSER}\nuser ann on >x +nonsense\nuser bob onn\n`);
  const errors = await owner.call('ACL', 'LOAD').catch((error: unknown) => error);
  assert.match(inspect(errors), /:3: .*:4: /, 'every wrong line is named');
  assert.deepEqual(await owner.call('ACL', 'USERS'), ['appuser', 'default']);
  writeFileSync(file, `user default off\n${APPUSER}\nuser ann on >ann-has-a-long-one ~* +get\n`);
  assert.equal(await owner.call('ACL', 'LOAD'), 'OK');
  assert.deepEqual(await owner.call('ACL', 'USERS'), ['ann', 'appuser', 'default']);
  assert.equal(await owner.call('ACL', 'SAVE'), 'OK');
  const list = await owner.call('ACL', 'LIST');
  assert.match(JSON.stringify(list), /user ann on sanitize-payload #[0-9a-f]{64}/);
  assert.match(await textReply(owner, 'INFO', 'security_warnings'), /acl_unsaved:0/);
});
