import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import { ClientAuthority } from '../support/client-certificates.ts';
import { startDropIn } from '../support/drop-in.ts';
import { freePort } from '../support/free-port.ts';
import { needsPeer } from '../support/peer.ts';
import { workFolder } from '../support/program.ts';
import { RespClient, type RespClientOptions } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'a listener that is not for everybody';
const PASSWORD = 'a-password-of-the-application';

interface Stand {
  /** Through the listener for the application: not for the operator, nor for his commands. */
  readonly web: () => Promise<RespClient>;
  /** Through the Unix socket. */
  readonly operator: () => Promise<RespClient>;
  readonly log: () => string;
}

async function start(context: TestContext, ...more: readonly string[]): Promise<Stand> {
  const port = await freePort();
  const lines = [
    `listen 127.0.0.1:${port} users=app,boss admin=no`,
    'listen unix:ops.sock mode=600',
    `user app on >${PASSWORD} ~* &* +@all`,
    `user boss on >${PASSWORD} ~* &* +@all`,
    `user stranger on >${PASSWORD} ~* &* +@all`,
    ...more,
  ];
  const server = await startDropIn(context, lines);
  await server.program.waitFor(/Ready to accept connections unix/);
  const connect = async (options: RespClientOptions): Promise<RespClient> => {
    const client = await RespClient.connect(options);
    lastly(context, () => client.close());
    return client;
  };
  return {
    web: () => connect({ port }),
    operator: () => connect({ path: path.join(server.folder, 'ops.sock') }),
    log: () => server.program.output,
  };
}

test(`${NAME}: a user that does not exist is told of, and once it does, it is no longer`, async (context) => {
  const port = await freePort();
  const server = await startDropIn(context, [`listen 127.0.0.1:${port} users=late`]);
  await server.program.ready();
  assert.match(server.program.output, /WARNING: listen .* users=late: there is no user 'late'/);
  const operator = await server.client();
  const warnings = (): Promise<string> => textReply(operator, 'INFO', 'security_warnings');
  assert.match(await warnings(), /listen-unknown-user: /);
  await operator.call('ACL', 'SETUSER', 'late', 'on', `>${PASSWORD}`, '+@all', 'db=99');
  assert.doesNotMatch(await warnings(), /listen-unknown-user/);
  const late = await RespClient.connect({ port });
  lastly(context, () => late.close());
  assert.equal(await late.call('AUTH', 'late', PASSWORD), 'OK');
  // A number beyond `databases` is a rule as any other (Valkey 9.1), and opens nothing.
  await assert.rejects(late.call('SELECT', '99'), /ERR DB index is out of range/);
  await assert.rejects(late.call('DBSIZE'), /NOPERM/);
});

/** As many as the commands that an attacker with the operator's password would try. */
const ADMINISTRATIVE = [
  ['CONFIG', 'GET', '*'],
  ['CONFIG', 'SET', 'maxclients', '1'],
  ['ACL', 'SETUSER', 'app', 'allkeys'],
  ['ACL', 'LIST'],
  ['DEBUG', 'SLEEP', '0'],
  ['SHUTDOWN', 'NOSAVE'],
  ['MONITOR'],
  ['REPLICAOF', '10.0.0.1', '6379'],
  ['SAVE'],
  ['BGSAVE'],
  ['SLOWLOG', 'GET'],
  ['CLIENT', 'KILL', 'TYPE', 'normal'],
  ['CLIENT', 'LIST'],
  ['MODULE', 'LOAD', '/tmp/evil.so'],
];

test(`${NAME}: administrative commands do not come through it, whoever sends them`, async (context) => {
  const stand = await start(context, 'enable-debug-command yes', 'enable-module-command yes');
  const client = await stand.web();
  await client.call('AUTH', 'boss', PASSWORD);
  for (const command of ADMINISTRATIVE) {
    await assert.rejects(
      client.call(...command),
      /NOPERM User boss has no permissions to run the '\S+' command through this listener/,
      command.join(' '),
    );
  }
  assert.equal(await client.call('SET', 'key', 'value'), 'OK');
  assert.equal(await client.call('ACL', 'WHOAMI'), 'boss');
  const operator = await stand.operator();
  const log = JSON.stringify(await operator.call('ACL', 'LOG', '100'));
  assert.match(
    log,
    /"reason","source","context","toplevel","object","config\|get","username","boss"/,
  );
  assert.match(
    JSON.stringify(await operator.call('INFO', 'stats')),
    /acl_access_denied_source:14\\r/,
  );
  assert.match(JSON.stringify(await operator.call('CLIENT', 'LIST')), /laddr=\S*ops\.sock:0 /);
});

test(`${NAME}: nor do they inside a transaction, and what was queued with them does not run`, async (context) => {
  const stand = await start(context);
  const client = await stand.web();
  await client.call('AUTH', 'boss', PASSWORD);
  await client.call('MULTI');
  await client.call('SET', 'key', 'value');
  await assert.rejects(client.call('CONFIG', 'SET', 'maxclients', '1'), /NOPERM/);
  await assert.rejects(client.call('EXEC'), /EXECABORT/);
  const operator = await stand.operator();
  assert.equal(await operator.call('EXISTS', 'key'), 0);
  assert.match(JSON.stringify(await operator.call('ACL', 'LOG')), /"context","multi"/);
});

test(`${NAME}: who is not named can not log in there, though the password is right`, async (context) => {
  const stand = await start(context);
  const client = await stand.web();
  // `default` needs no password, and is nobody here.
  await assert.rejects(client.call('GET', 'key'), /NOAUTH/);
  await assert.rejects(client.call('HELLO', '3'), /NOAUTH/);
  await assert.rejects(client.call('AUTH', 'default', ''), /WRONGPASS/);
  await assert.rejects(client.call('AUTH', 'stranger', PASSWORD), /WRONGPASS invalid username/);
  await assert.rejects(client.call('HELLO', '3', 'AUTH', 'stranger', PASSWORD), /WRONGPASS/);
  await assert.rejects(client.call('GET', 'key'), /NOAUTH/);
  await client.call('AUTH', 'app', PASSWORD);
  assert.equal(await client.call('GET', 'key'), null);
  // No way back to `default` either.
  await client.call('RESET');
  await assert.rejects(client.call('GET', 'key'), /NOAUTH/);
  const operator = await stand.operator();
  assert.match(
    JSON.stringify(await operator.call('ACL', 'LOG')),
    /"reason","source","context","toplevel","object","AUTH","username","stranger"/,
  );
  assert.match(
    stand.log(),
    /Authentication failed for user 'stranger' from 127\.0\.0\.1:\d+: this listener does not admit that user/,
  );
  await operator.call('AUTH', 'stranger', PASSWORD);
  assert.equal(await operator.call('ACL', 'WHOAMI'), 'stranger');
});

test(`${NAME}: opening default later opens no listener that does not name it`, async (context) => {
  const stand = await start(context, `requirepass ${PASSWORD}`);
  const client = await stand.web();
  const operator = await stand.operator();
  await operator.call('AUTH', PASSWORD);
  await operator.call('CONFIG', 'SET', 'requirepass', '');
  await assert.rejects(client.call('GET', 'key'), /NOAUTH/);
  const beside = await stand.operator();
  assert.equal(await beside.call('GET', 'key'), null);
});

test(`${NAME}: a certificate logs in only whom the listener names`, async (context) => {
  if (needsPeer(context, 'openssl', 'apt-get install openssl') === undefined) return;
  const port = await freePort();
  const server = await startSecureServer(context, {
    args: [
      '--listen',
      `127.0.0.1:${port} tls=yes users=alice`,
      '--tls-auth-clients',
      'optional',
      '--tls-auth-clients-user',
      'cn',
    ],
  });
  const admin = await server.admin();
  for (const name of ['alice', 'bob'])
    await admin.call('ACL', 'SETUSER', name, 'on', '+@all', 'auth=cert');
  const authority = new ClientAuthority(await workFolder(context), {
    certificate: server.authority,
    key: server.authority.replace(/\.crt$/, '.key'),
  });
  const whoami = async (name: string, at: number): Promise<string> => {
    const tls = { ca: readFileSync(server.authority), ...authority.issue(name, `/CN=${name}`) };
    const client = await RespClient.connect({ port: at, tls });
    lastly(context, () => client.close());
    return client.call('ACL', 'WHOAMI').then(String, String);
  };
  assert.equal(await whoami('alice', port), 'alice');
  assert.equal(await whoami('bob', server.tlsPort), 'bob');
  assert.match(await whoami('bob', port), /NOAUTH/);
  const log = JSON.stringify(await admin.call('ACL', 'LOG'));
  assert.match(log, /"reason","source","context","toplevel","object","bob"/);
});

test(`${NAME}: the server's own lines say where it listens, and CONFIG says with which policy`, async (context) => {
  const stand = await start(context);
  const operator = await stand.operator();
  const info = JSON.stringify(await operator.call('INFO', 'server'));
  assert.match(info, /listener0:name=tcp,bind=127\.0\.0\.1,port=\d+\\r/);
  assert.match(info, /listener1:name=tcp,bind=127\.0\.0\.1,port=\d+\\r/);
  assert.match(info, /listener2:name=unix,bind=\S+ops\.sock\\r/);
  const [, value] = (await operator.call('CONFIG', 'GET', 'listen')) as string[];
  assert.match(value ?? '', /^127\.0\.0\.1:\d+ users=app,boss admin=no\nunix:ops\.sock mode=600$/);
  await assert.rejects(operator.call('CONFIG', 'SET', 'listen', '*:1'), /immutable/);
  assert.match(stand.log(), /Ready to accept connections tcp at 127\.0\.0\.1:\d+/);
});

test(`${NAME}: an address of listen that is open to the world is refused at the start`, async (context) => {
  const port = await freePort();
  const server = await startDropIn(context, [`listen 0.0.0.0:${port}`, 'protected-mode no']);
  assert.equal((await server.program.end()).code, 1);
  assert.match(server.program.output, /everybody who reaches 0\.0\.0\.0:\d+/);
});
