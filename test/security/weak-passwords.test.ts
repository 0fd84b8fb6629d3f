import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startCasemateServer } from '../support/casemate-server.ts';
import { startDropIn } from '../support/drop-in.ts';
import { workFolder } from '../support/program.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const REFUSED = /The password is refused/;

test("weak passwords: the guides' own are refused in the secure mode, wherever they are set", async (context) => {
  const server = await startSecureServer(context);
  const client = await server.admin();
  for (const password of ['foobared', 'YourStrongPassword', 'SuperSecretPass', 'MasterSecret123']) {
    await assert.rejects(client.call('ACL', 'SETUSER', 'app', 'on', `>${password}`), REFUSED);
    await assert.rejects(client.call('CONFIG', 'SET', 'requirepass', password), REFUSED);
  }
  assert.equal(await client.call('ACL', 'GETUSER', 'app'), null);
});

test('weak passwords: a drop-in server takes them, and its log says so without the password', async (context) => {
  const server = await startCasemateServer(context, {
    configLines: ['requirepass foobared'],
  });
  const client = await server.connect({ password: 'foobared' });
  assert.equal(await client.call('PING'), 'PONG');
  assert.match(
    server.process.output,
    /WARNING: A password of user 'default' \(.*\.conf:\d+\) has been published by guides/,
  );
  assert.doesNotMatch(server.process.output, /foobared/);
});

test('weak passwords: log and INFO name the user, the file and the line, and never the password', async (context) => {
  const folder = await workFolder(context);
  const [file, secret] = [path.join(folder, 'users.acl'), path.join(folder, 'app')];
  writeFileSync(secret, 'tiny-as-can', { mode: 0o600 });
  const lines = ['user default on nopass ~* &* +@all', '', 'user alice on >short-one ~* +get'];
  const text = [...lines, `user bob on >file:${secret} +get`, 'user good on >a-long-enough-one'];
  writeFileSync(file, `${text.join('\n')}\n`, { mode: 0o600 });
  const server = await startDropIn(context, [`aclfile ${file}`]);
  await server.program.ready();
  const alice = `A password of user 'alice' (${file}:3) has less than 12 characters (password-policy).`;
  const bob = `A password of user 'bob' (file:${secret}) has less than 12 characters (password-policy).`;
  const count = (line: string): number =>
    server.program.output.split(`WARNING: ${line}`).length - 1;
  assert.deepEqual([count(alice), count(bob)], [1, 1]);
  const client = await server.client();
  const told = async (): Promise<readonly string[]> => {
    const info = await textReply(client, 'INFO', 'security_warnings');
    return [...info.matchAll(/weak-password: ([^\r\n]*)/g)].map(([, message = '']) => message);
  };
  assert.deepEqual(await told(), [alice, bob]);
  await client.call('ACL', 'SETUSER', 'monitor', 'on', 'nopass', '+info');
  const monitor = await server.client();
  await monitor.call('AUTH', 'monitor', 'any');
  const known = await textReply(monitor, 'INFO');
  assert.equal(known.split('A user has a weak password').length - 1, 2);
  assert.doesNotMatch(known, /alice|bob|users\.acl/);
  await client.call('ACL', 'SETUSER', 'carol', '>foobared');
  const carol = `A password of user 'carol' has been published by guides and manuals (password-policy).`;
  await server.program.waitFor(/WARNING: A password of user 'carol' has been published/);
  await client.call('ACL', 'SETUSER', 'carol', '+get');
  assert.equal(count(carol), 1);
  assert.deepEqual(await told(), [alice, bob, carol]);
  await client.call('ACL', 'SETUSER', 'carol', '<foobared');
  await client.call('ACL', 'SETUSER', 'alice', 'resetpass', '>a-long-enough-one');
  assert.deepEqual(await told(), [bob]);
  writeFileSync(secret, 'less-tiny-than-that');
  server.program.kill('SIGHUP');
  await server.program.waitFor(/New password from file:/);
  assert.deepEqual(await told(), []);
  writeFileSync(secret, 'abababababababab');
  server.program.kill('SIGHUP');
  await server.program.waitFor(
    /WARNING: A password of user 'bob' \(file:.*\) repeats fewer than 5/,
  );
  assert.equal((await told()).length, 1);
  await client.call('CONFIG', 'SET', 'password-policy', 'off');
  assert.deepEqual(await told(), []);
  assert.doesNotMatch(server.program.output, /foobared|short-one|tiny-as-can|abababab/);
});
