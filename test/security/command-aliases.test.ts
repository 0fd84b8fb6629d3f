import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { toLatin1 } from '../../src/base/bytes.ts';
import { lastly } from '../support/cleanup.ts';
import { startDropIn } from '../support/drop-in.ts';
import { RespClient } from '../support/resp-client.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

const NAME = 'a command that only who knows its name can call';
const PASSWORD = 'secret-enough-for-a-test';

async function as(context: TestContext, { port }: SecureServer): Promise<RespClient> {
  const client = await RespClient.connect({ port, username: 'ann', password: PASSWORD });
  lastly(context, () => client.close());
  return client;
}

/** A server with a user who has all rights, and these rules. */
async function start(
  context: TestContext,
  ...rules: readonly string[]
): Promise<{
  readonly server: SecureServer;
  readonly admin: RespClient;
  readonly ann: RespClient;
}> {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', `>${PASSWORD}`, '~*', '+@all', ...rules);
  return { server, admin, ann: await as(context, server) };
}

test(`${NAME}: the command's own name is unknown to the user, wherever it is said`, async (context) => {
  const { ann, admin } = await start(context, 'alias=Flush-Now:FLUSHALL', 'alias=conf:config');
  const unknown = (name: string): RegExp =>
    new RegExp(
      `^ReplyError: ERR unknown command '${name}', with args beginning with: |ERR unknown command '${name}'`,
    );
  await assert.rejects(ann.call('FLUSHALL'), unknown('FLUSHALL'));
  await assert.rejects(ann.call('flushall', 'ASYNC'), /with args beginning with: 'ASYNC' $/);
  await assert.rejects(ann.call('CONFIG', 'GET', 'port'), unknown('CONFIG'));
  await assert.rejects(ann.call('CONFIG'), unknown('CONFIG'));
  await assert.rejects(ann.call('CONF', 'NOPE'), /unknown subcommand 'NOPE'\. Try CONF HELP\./);
  await assert.rejects(
    ann.call('COMMAND', 'GETKEYS', 'FLUSHALL', 'x'),
    /Invalid command specified/,
  );
  await ann.call('MULTI');
  await assert.rejects(ann.call('FLUSHALL'), unknown('FLUSHALL'));
  await assert.rejects(ann.call('EXEC'), /EXECABORT/);
  await ann.call('SET', 'key', 'value');
  assert.equal(await ann.call('FLUSH-now'), 'OK');
  assert.equal(await ann.call('DBSIZE'), 0);
  await ann.call('MULTI');
  assert.equal(await ann.call('flush-now'), 'QUEUED');
  assert.deepEqual(await ann.call('EXEC'), ['OK']);
  // Everybody else calls it by its own name, and by no other.
  assert.equal(await admin.call('FLUSHALL'), 'OK');
  await assert.rejects(admin.call('FLUSH-NOW'), unknown('FLUSH-NOW'));
});

test(`${NAME}: rights are those of the command, and an alias gives none`, async (context) => {
  const { ann, admin } = await start(
    context,
    'alias=wipe:flushall',
    'alias=conf:config',
    '-flushall',
    '-config|set',
  );
  await assert.rejects(
    ann.call('WIPE'),
    /NOPERM User ann has no permissions to run the 'flushall'/,
  );
  await assert.rejects(ann.call('CONF', 'SET', 'hz', '1'), /NOPERM .*'config\|set'/);
  assert.deepEqual(await ann.call('CONF', 'GET', 'nothing'), []);
  assert.match(
    JSON.stringify(await admin.call('ACL', 'LOG')),
    /"object","flushall","username","ann"/,
  );
  assert.equal(await admin.call('ACL', 'DRYRUN', 'ann', 'conf', 'get', 'port'), 'OK');
  await assert.rejects(
    admin.call('ACL', 'DRYRUN', 'ann', 'config', 'get', 'port'),
    /Command 'config' not found/,
  );
  // Key rights, too, are judged by what is called.
  await admin.call('ACL', 'SETUSER', 'ann', 'resetkeys', '~mine:*', 'alias=fetch:get');
  await assert.rejects(ann.call('FETCH', 'theirs'), /NOPERM/);
  assert.equal(await ann.call('FETCH', 'mine:a'), null);
  // Taken away between queueing and EXEC, the right is gone under every name.
  await ann.call('MULTI');
  await ann.call('FETCH', 'mine:a');
  await admin.call('ACL', 'SETUSER', 'ann', '-get');
  const [refused] = (await ann.call('EXEC')) as unknown[];
  assert.match(String(refused), /NOPERM/);
});

test(`${NAME}: what is kept and shown has the command's own name`, async (context) => {
  const { server, ann, admin } = await start(context, 'alias=fetch:get', 'alias=conf:config');
  await admin.call('CONFIG', 'SET', 'slowlog-log-slower-than', '0');
  const watcher = await as(context, server);
  await watcher.call('MONITOR');
  await ann.call('FETCH', 'key');
  await ann.call('CONF', 'GET', 'port');
  const push = await watcher.nextPush();
  assert.ok(push.type === 'status');
  assert.match(toLatin1(push.bytes), /"get" "key"$/);
  for (const request of [
    ['SLOWLOG', 'GET', '128'],
    ['INFO', 'commandstats'],
    ['CLIENT', 'LIST'],
    ['LATENCY', 'HISTOGRAM'],
  ]) {
    const shown = JSON.stringify(await admin.call(...request));
    assert.doesNotMatch(shown, /fetch|conf\b/i, request.join(' '));
    assert.match(shown, /get/);
  }
});

test(`${NAME}: aliases are shown, saved and loaded, and taken away`, async (context) => {
  const { server, ann, admin } = await start(context, 'alias=fetch:get', 'alias=conf:config');
  assert.match(
    JSON.stringify(await admin.call('ACL', 'GETUSER', 'ann')),
    /"alias","fetch:get conf:config"/,
  );
  assert.doesNotMatch(JSON.stringify(await admin.call('ACL', 'GETUSER', 'admin')), /alias/);
  await admin.call('ACL', 'SAVE');
  assert.match(
    readFileSync(server.file('users.acl'), 'utf8'),
    /^user ann .* alias=fetch:get alias=conf:config .*$/m,
  );
  await admin.call('ACL', 'SETUSER', 'ann', 'resetaliases');
  assert.equal(await ann.call('GET', 'key'), null);
  await assert.rejects(ann.call('FETCH', 'key'), /unknown command 'FETCH'/);
  assert.doesNotMatch(JSON.stringify(await admin.call('ACL', 'LIST')), /alias/);
  await admin.call('ACL', 'LOAD');
  assert.equal(await (await as(context, server)).call('FETCH', 'key'), null);
  await admin.call('ACL', 'SETUSER', 'ann', 'reset');
  assert.doesNotMatch(JSON.stringify(await admin.call('ACL', 'LIST')), /alias/);
  for (const [wrong, why] of [
    ['alias=get:set', /must not be that of a command/],
    ['alias=x:nope', /Unknown command/],
    ['alias=x:auth', /can have no alias/],
    ['alias=x', /takes a new name and a command/],
    ['(alias=x:get)', /Syntax error/],
  ] as const)
    await assert.rejects(admin.call('ACL', 'SETUSER', 'ann', wrong), why, wrong);
});

test(`${NAME}: what rename-command hides from everybody stays hidden`, async (context) => {
  const lines = ['rename-command FLUSHALL ""', 'rename-command GET FETCH'];
  const server = await startDropIn(context, lines);
  await server.program.ready();
  const client = await server.client();
  await assert.rejects(
    client.call('ACL', 'SETUSER', 'default', 'alias=wipe:flushall'),
    /Unknown command/,
  );
  await client.call('ACL', 'SETUSER', 'default', 'alias=take:get');
  assert.equal(await client.call('TAKE', 'key'), null);
  for (const name of ['FETCH', 'GET', 'FLUSHALL', 'WIPE'])
    await assert.rejects(client.call(name, 'key'), /unknown command/, name);
});
