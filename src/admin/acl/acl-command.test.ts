import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AclCommands } from '../../../test/support/acl-commands.ts';
import { STAND_COMMANDS } from '../../../test/support/acl-stand.ts';

const OK = '+OK\r\n';

function acl(): AclCommands {
  return new AclCommands(STAND_COMMANDS);
}

function bulks(...texts: readonly string[]): string {
  return texts.map((text) => `$${text.length}\r\n${text}\r\n`).join('');
}

async function withFile(t: TestContext): Promise<AclCommands> {
  const path = await mkdtemp(join(tmpdir(), 'casemate-acl-'));
  t.after(() => rm(path, { recursive: true }));
  const made = acl();
  made.aclFilePath = join(path, 'users.acl');
  return made;
}

test('ACL LIST and USERS show users as lines and names', async () => {
  const server = acl();
  assert.equal(await server.line('acl setuser alice on +get ~a'), OK);
  assert.equal(await server.line('acl users'), `*2\r\n${bulks('alice', 'default')}`);
  assert.equal(
    await server.line('ACL LIST'),
    `*2\r\n${bulks(
      'user alice on sanitize-payload ~a resetchannels -@all +get',
      'user default on nopass sanitize-payload ~* &* +@all',
    )}`,
  );
});

test('ACL GETUSER shows databases and sources only where there are such rules', async () => {
  const server = acl();
  await server.line('acl setuser alice on db=1 from=::1 (+get)');
  server.resp3 = true;
  const reply = await server.line('acl getuser alice');
  assert.ok(reply.startsWith('%8\r\n'));
  assert.ok(reply.includes(bulks('databases', 'db=1')));
  assert.ok(reply.includes(bulks('from', '::1')));
  assert.ok(
    reply.endsWith(`*1\r\n%3\r\n${bulks('commands', '-@all +get', 'keys', '', 'channels', '')}`),
  );
});

test('ACL DELUSER deletes none when default is among them', async () => {
  const server = acl();
  await server.line('acl setuser alice');
  assert.equal(
    await server.line('acl deluser alice default'),
    "-ERR The 'default' user cannot be removed\r\n",
  );
  assert.equal(await server.line('acl deluser alice alice nobody'), ':1\r\n');
});

test('ACL CAT names what rules know', async () => {
  const server = acl();
  assert.ok((await server.line('acl cat')).startsWith('*21\r\n$8\r\nkeyspace\r\n'));
  assert.equal(await server.line('acl cat SCRIPTING'), `*1\r\n${bulks('eval')}`);
  assert.equal(await server.line('acl cat __proto__'), "-ERR Unknown category '__proto__'\r\n");
});

test('ACL DRYRUN judges a request of its own, in the database of the caller', async () => {
  const server = acl();
  await server.line('acl setuser alice +get +config|get ~a resetdbs db=1');
  assert.equal(
    await server.line('acl dryrun alice get a'),
    bulks('User alice has no permissions to access database 0'),
  );
  await server.line('acl setuser alice alldbs');
  assert.equal(await server.line('acl dryrun alice get a'), OK);
  assert.equal(await server.line('acl dryrun alice config get x'), OK);
  assert.equal(
    await server.line('acl dryrun alice get b'),
    bulks("User alice has no permissions to access the 'b' key"),
  );
  assert.equal(await server.line('acl dryrun alice nope'), "-ERR Command 'nope' not found\r\n");
});

test('ACL LOG shows the newest refusals and forgets them', async () => {
  const server = acl();
  const event = {
    reason: 'key',
    context: 'toplevel',
    userName: 'alice',
    clientInfo: 'id=1',
  } as const;
  for (let i = 0; i < 12; i++)
    server.aclLog.add({ ...event, object: `k${i}` }, server.world.nowMs - 1500);
  assert.ok((await server.line('acl log')).startsWith('*10\r\n'));
  server.resp3 = true;
  assert.equal(
    await server.line('acl log 1'),
    `*1\r\n%10\r\n${bulks('count')}:1\r\n${bulks('reason', 'key', 'context', 'toplevel', 'object', 'k11')}` +
      `${bulks('username', 'alice', 'age-seconds')},1.5\r\n${bulks('client-info', 'id=1', 'entry-id')}:11\r\n` +
      `${bulks('timestamp-created')}:1699999998500\r\n${bulks('timestamp-last-updated')}:1699999998500\r\n`,
  );
  assert.equal(await server.line('acl log -1'), '*0\r\n');
  assert.equal(await server.line('acl log RESET'), OK);
  assert.equal(await server.line('acl log 100'), '*0\r\n');
});

test('ACL GENPASS makes up as many bits as are asked for', async () => {
  const server = acl();
  assert.match(await server.line('acl genpass'), /^\$64\r\n[0-9a-f]{64}\r\n$/);
  assert.match(await server.line('acl genpass 9'), /^\$3\r\n[0-9a-f]{3}\r\n$/);
  assert.match(await server.line('acl genpass 0'), /^-ERR ACL GENPASS argument must be /);
});

test('ACL WHOAMI and HELP need no rights to users', async () => {
  const server = acl();
  assert.equal(await server.line('acl whoami'), bulks('default'));
  const help = await server.line('acl help');
  assert.match(
    help,
    /^\*\d+\r\n\+ACL <subcommand> \[<arg> \[value\] \[opt\] ...\]. Subcommands are:\r\n/,
  );
  assert.ok(help.endsWith('+HELP\r\n+    Print this help.\r\n'));
});

test('what follows the words that a subcommand knows is refused', async () => {
  const server = acl();
  for (const name of ['log', 'cat', 'genpass']) {
    assert.equal(
      await server.line(`acl ${name} 1 2`),
      `-ERR unknown subcommand or wrong number of arguments for '${name}'. Try ACL HELP.\r\n`,
    );
  }
});

test('without aclfile there is nothing to load or save', async () => {
  const server = acl();
  for (const name of ['load', 'save']) {
    assert.match(
      await server.line(`acl ${name}`),
      /^-ERR This Redis instance is not configured to use an ACL file/,
    );
  }
});

test('ACL SAVE and LOAD go through the file', async (t) => {
  const server = await withFile(t);
  await server.line('acl setuser alice on +get');
  assert.equal(await server.line('acl save'), OK);
  assert.match(
    await readFile(server.aclFilePath, 'latin1'),
    /^user alice on .*\nuser default .*\n$/,
  );
  await server.line('acl setuser bob');
  assert.equal(await server.line('acl load'), OK);
  assert.equal(await server.line('acl users'), `*2\r\n${bulks('alice', 'default')}`);
});

test('a load that fails tells every line in one, a save that fails is told in the log', async (t) => {
  const server = await withFile(t);
  await writeFile(server.aclFilePath, 'nonsense\nuser a +nope\n', { mode: 0o600 });
  assert.equal(
    await server.line('acl load'),
    `-ERR ${server.aclFilePath}:1 should start with user keyword followed by the username. ` +
      `${server.aclFilePath}:2: Error in applying operation '+nope': Unknown command or category name in ACL. ` +
      'WARNING: ACL errors detected, no change to the previously active ACL rules was performed\r\n',
  );
  await chmod(server.aclFilePath, 0o600);
  server.aclFilePath = join(server.aclFilePath, 'below-a-file');
  assert.match(await server.line('acl save'), /^-ERR There was an error trying to save the ACLs/);
  assert.equal(server.logged.length, 1);
});
