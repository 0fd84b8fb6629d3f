import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { Program, type ProgramOptions, workFolder } from '../support/program.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { RespClient } from '../support/resp-client.ts';
import { textReply } from '../support/text-reply.ts';

/** A server that listens beyond loopback. Its port is one that only this test knows. */
async function start(
  context: TestContext,
  lines: readonly string[],
  more: Partial<ProgramOptions> = {},
): Promise<{ program: Program; port: number; config: string }> {
  const folder = await workFolder(context);
  const config = path.join(folder, 'redis.conf');
  const port = await freePort();
  writeFileSync(config, [`port ${port}`, `dir ${folder}`, 'save ""', ...lines, ''].join('\n'), {
    mode: 0o600,
  });
  const program = Program.start(context, { args: [config, ...(more.args ?? [])], ...more });
  return { program, port, config };
}

async function login(context: TestContext, port: number): Promise<RespClient> {
  const client = await RespClient.connect({ port });
  context.after(() => client.close());
  return client;
}

const WAYS: Readonly<Record<string, readonly string[]>> = {
  'the usual copied configuration': ['bind 0.0.0.0', 'protected-mode no'],
  'no bind line at all': ['bind *', 'protected-mode no'],
  'an IPv6 wildcard beside loopback': ['bind 127.0.0.1 -::*', 'protected-mode no'],
  'the password on another user': [
    'bind * -::*',
    'protected-mode no',
    'user ann on >secret-enough-for-a-test ~* +@all',
  ],
  'a second user without a password': [
    'bind 0.0.0.0',
    'protected-mode no',
    'requirepass secret-enough-for-a-test',
    'user guest on nopass ~* +@read',
  ],
};

test('open to the world: refused at the start, with the fix', async (context) => {
  for (const [name, lines] of Object.entries(WAYS)) {
    const { program, port } = await start(context, lines);
    assert.deepEqual(await program.end(), { code: 1, signal: null }, name);
    assert.match(program.stderr, /Refusing to start: A user without a password/, name);
    assert.match(program.stderr, /protected-mode yes\n\s+requirepass /, name);
    assert.match(program.stderr, /insecure-allow open-to-the-world/, name);
    await assert.rejects(login(context, port), /ECONNREFUSED/, name);
  }
});

test('open to the world: not by CONFIG SET and not by the ACL either', async (context) => {
  const { program, port } = await start(context, [
    'bind 0.0.0.0 -::1',
    'requirepass secret-enough-for-a-test',
    'protected-mode no',
  ]);
  await program.ready();
  const client = await login(context, port);
  await client.call('AUTH', 'secret-enough-for-a-test');
  const attempts = [
    ['CONFIG', 'SET', 'requirepass', ''],
    ['ACL', 'SETUSER', 'default', 'nopass'],
    ['ACL', 'SETUSER', 'default', 'on', 'nopass', '~*', '&*', '+@all'],
    ['ACL', 'SETUSER', 'default', 'reset', 'on', 'nopass'],
    ['ACL', 'SETUSER', 'guest', 'on', 'nopass', '+get'],
  ];
  for (const words of attempts)
    await assert.rejects(client.call(...words), /without a password/, words.join(' '));
  // Half of it is harmless, the other half is refused then.
  await client.call('ACL', 'SETUSER', 'guest', 'nopass');
  await assert.rejects(client.call('ACL', 'SETUSER', 'guest', 'on'), /without a password/);
  await client.call('CONFIG', 'SET', 'protected-mode', 'yes');
  await client.call('ACL', 'SETUSER', 'guest', 'on');
  await assert.rejects(
    client.call('CONFIG', 'SET', 'protected-mode', 'no'),
    /without a password.*Fix: protected-mode yes/,
  );
  assert.deepEqual(await client.call('CONFIG', 'GET', 'protected-mode'), ['protected-mode', 'yes']);
  await assert.rejects((await login(context, port)).call('GET', 'x'), /NOAUTH/);
});

/** An address of this machine that is not loopback, as strangers would use it. */
function outerAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

test('open to the world: protected mode keeps every user without a password to this machine', async (context) => {
  const host = outerAddress();
  if (host === undefined) {
    context.skip('this machine has no address beyond loopback');
    return;
  }
  const { program, port } = await start(context, [
    'bind 0.0.0.0',
    'protected-mode yes',
    'requirepass secret-enough-for-a-test',
    'user guest on nopass ~* &* +@all',
  ]);
  await program.ready();
  assert.match(program.stdout, /protected mode lets it in from this machine only/);
  const near = await login(context, port);
  assert.equal(await near.call('AUTH', 'guest', ''), 'OK');
  const far = await RespClient.connect({ host, port });
  context.after(() => far.close());
  await assert.rejects(far.call('AUTH', 'guest', 'anything'), /WRONGPASS/);
  await assert.rejects(far.call('HELLO', '3', 'AUTH', 'guest', 'anything'), /WRONGPASS/);
  await assert.rejects(far.call('GET', 'x'), /NOAUTH/);
  assert.match(program.stdout, /user 'guest' from .*it has no password, and protected-mode/);
  // Nor when everybody loses the password while a stranger is connected.
  await near.call('CONFIG', 'SET', 'requirepass', '');
  await assert.rejects(far.call('GET', 'x'), /NOAUTH/);
  await assert.rejects(
    far.call('RESET').then(() => far.call('GET', 'x')),
    /NOAUTH/,
  );
  await near.call('CONFIG', 'SET', 'requirepass', 'secret-enough-for-a-test');
  assert.equal(await far.call('AUTH', 'secret-enough-for-a-test'), 'OK');
});

test('open to the world: a loopback server can not be moved outside while it is open', async (context) => {
  const { program, port } = await start(context, ['bind 127.0.0.1', 'protected-mode no']);
  await program.ready();
  const client = await login(context, port);
  await assert.rejects(client.call('CONFIG', 'SET', 'bind', '0.0.0.0'), /without a password/);
  await assert.rejects(
    client.call('CONFIG', 'SET', 'bind', '127.0.0.1 -::*', 'maxclients', '100'),
    /without a password/,
  );
  assert.deepEqual(await client.call('CONFIG', 'GET', 'bind'), ['bind', '127.0.0.1']);
  await client.call('CONFIG', 'SET', 'requirepass', 'secret-enough-for-a-test');
  assert.equal(await client.call('CONFIG', 'SET', 'bind', '0.0.0.0'), 'OK');
});

test('open to the world: not by CONFIG SET and the ACL at the same moment', async (context) => {
  const { program, port } = await start(context, [
    'bind 127.0.0.1',
    'protected-mode no',
    'requirepass secret-enough-for-a-test',
  ]);
  await program.ready();
  const [one, two] = [await login(context, port), await login(context, port)];
  for (const client of [one, two]) await client.call('AUTH', 'secret-enough-for-a-test');
  // The listener is opened while the user is changed; whoever comes second is refused.
  const outcomes = await Promise.allSettled([
    one.call('CONFIG', 'SET', 'bind', '0.0.0.0'),
    two.call('ACL', 'SETUSER', 'guest', 'on', 'nopass', '+get'),
  ]);
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 1, JSON.stringify(outcomes));
  assert.match(
    String(refused[0]?.status === 'rejected' && refused[0].reason),
    /without a password/,
  );
});

test('open to the world: an ACL file without default keeps requirepass', async (context) => {
  const folder = await workFolder(context);
  const users = path.join(folder, 'users.acl');
  writeFileSync(users, 'user ann on >ann-has-a-long-password ~* +@all\n', { mode: 0o600 });
  const { program, port } = await start(context, [
    'bind 0.0.0.0',
    'protected-mode no',
    'requirepass secret-enough-for-a-test',
    `aclfile ${users}`,
  ]);
  await program.ready();
  const client = await login(context, port);
  await assert.rejects(client.call('FLUSHALL'), /NOAUTH/);
  assert.equal(await client.call('AUTH', 'secret-enough-for-a-test'), 'OK');
  // A file that opens the server is not taken in.
  writeFileSync(users, 'user default on nopass ~* +@all\n');
  await assert.rejects(client.call('ACL', 'LOAD'), /without a password/);
  await assert.rejects((await login(context, port)).call('GET', 'x'), /NOAUTH/);
  writeFileSync(users, 'user ann on >ann-has-a-long-password ~* +@all\n');
  assert.equal(await client.call('ACL', 'LOAD'), 'OK');
  await assert.rejects((await login(context, port)).call('GET', 'x'), /NOAUTH/);
});

test('open to the world: protected mode turns away whoever comes from outside', async (context) => {
  const outside = outerAddress();
  if (outside === undefined) {
    context.skip('this machine has no address beyond loopback');
    return;
  }
  const { program, port } = await start(context, ['bind 0.0.0.0']);
  await program.ready();
  const stranger = await RawConnection.open(context, { port, host: outside });
  assert.match(await stranger.end(), /^-DENIED Redis is running in protected mode.*\r\n$/);
  assert.equal(await (await login(context, port)).call('PING'), 'PONG');
});

test('open to the world: accepted by name, it is loud', async (context) => {
  const { program, port } = await start(context, [
    'bind 0.0.0.0',
    'protected-mode no',
    'insecure-allow open-to-the-world',
  ]);
  await program.ready();
  assert.match(program.output, /# WARNING: A user without a password.*Accepted by insecure-allow/);
  const client = await login(context, port);
  assert.match(await textReply(client, 'INFO', 'security_warnings'), /open-to-the-world/);
});
