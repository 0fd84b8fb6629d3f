import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import { ClientAuthority } from '../support/client-certificates.ts';
import { startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { needsPeer } from '../support/peer.ts';
import { workFolder } from '../support/program.ts';
import { redisCli } from '../support/redis-cli.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { WireTap } from '../support/wire-tap.ts';

const NAME = 'stunnel';
const PASSWORD = 'a-password-that-crosses-the-wire';
const LOGIN = { env: { REDISCLI_AUTH: PASSWORD } };

/** Starts Debian's stunnel with one service of these lines; its port. */
async function stunnel(context: TestContext, lines: readonly string[]): Promise<number> {
  const program = needsPeer(context, 'stunnel4', 'apt-get install stunnel4');
  if (program === undefined) throw new Error('stunnel4 is missing');
  const folder = await workFolder(context);
  const port = await freePort();
  const config = path.join(folder, 'redis.conf');
  const service = ['[redis]', `accept = 127.0.0.1:${String(port)}`, ...lines];
  writeFileSync(config, ['foreground = yes', 'pid =', ...service, ''].join('\n'));
  const child = spawn(program, [config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (said += part.toString()));
  lastly(context, async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'close');
  });
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(said);
    return said.includes('Configuration successful');
  }, said);
  await eventually(() => canConnect(port), 'stunnel listens');
  return port;
}

async function canConnect(port: number): Promise<boolean> {
  const socket = net.connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function authorityIn(context: TestContext): Promise<ClientAuthority> {
  const authority = new ClientAuthority(await workFolder(context));
  authority.issueServer('redis', 'DNS:localhost,IP:127.0.0.1');
  return authority;
}

function serverLines(authority: ClientAuthority, target: number): string[] {
  return [
    `connect = 127.0.0.1:${String(target)}`,
    `cert = ${authority.path('redis.crt')}`,
    `key = ${authority.path('redis.key')}`,
  ];
}

/** What makes a client's end check whom it talks to. Without these lines stunnel accepts every certificate. */
function checks(authority: ClientAuthority): string[] {
  return [`CAfile = ${authority.path('ca.crt')}`, 'verifyChain = yes', 'checkHost = localhost'];
}

function clientLines(target: number, more: readonly string[]): string[] {
  return ['client = yes', `connect = 127.0.0.1:${String(target)}`, ...more];
}

test(`${NAME}: between its two ends nobody reads along, where Redis's own port is open text (guide 0 §4.3.1)`, async (context) => {
  const redis = await startRedisServer(context, [`requirepass ${PASSWORD}`]);
  if (redis === undefined) return;
  const open = await WireTap.before(context, redis.port);
  assert.deepEqual(await redisCli(['-p', open.port, 'SET', 'a', '1'], LOGIN), ['OK']);
  assert.ok(open.heard.includes(PASSWORD), 'the attack itself');

  const authority = await authorityIn(context);
  const { program, port } = await startDropIn(context, [`requirepass ${PASSWORD}`]);
  await program.ready();
  const tap = await WireTap.before(context, await stunnel(context, serverLines(authority, port)));
  const entrance = await stunnel(context, clientLines(tap.port, checks(authority)));
  assert.deepEqual(await redisCli(['-h', 'localhost', '-p', entrance, 'SET', 'a', '1'], LOGIN), [
    'OK',
  ]);
  assert.deepEqual(await redisCli(['-p', entrance, 'GET', 'a'], LOGIN), ['1']);
  assert.ok(tap.heard.length > 500 && !tap.heard.includes(PASSWORD));
});

test(`${NAME}: a client's end without an authority takes everybody for the server; with one, and a name, nobody else (guide 0 §4.3.1)`, async (context) => {
  const redis = await startRedisServer(context, [`requirepass ${PASSWORD}`]);
  if (redis === undefined) return;
  const [real, forged] = [await authorityIn(context), await authorityIn(context)];
  // The attacker's own end: his certificate, and behind it he reads everything.
  const heard = await WireTap.before(context, redis.port);
  const middle = await stunnel(context, serverLines(forged, heard.port));
  const careless = await stunnel(context, clientLines(middle, []));
  assert.deepEqual(await redisCli(['-p', careless, 'PING'], LOGIN), ['PONG']);
  assert.ok(heard.heard.includes(PASSWORD), 'the attack itself');

  heard.heard = '';
  const careful = await stunnel(context, clientLines(middle, checks(real)));
  assert.doesNotMatch((await redisCli(['-p', careful, 'PING'], LOGIN)).join(), /PONG/);
  assert.equal(heard.heard, '');
});

test(`${NAME}: its client end speaks to Casemate's own TLS port, so the server's end isn't needed (guide 0 §4.3.1)`, async (context) => {
  if (needsPeer(context, 'stunnel4', 'apt-get install stunnel4') === undefined) return;
  const authority = await authorityIn(context);
  const tlsPort = await freePort();
  const { program } = await startDropIn(context, [
    'port 0',
    `tls-port ${String(tlsPort)}`,
    `tls-cert-file ${authority.path('redis.crt')}`,
    `tls-key-file ${authority.path('redis.key')}`,
    `tls-ca-cert-file ${authority.path('ca.crt')}`,
    'tls-auth-clients no',
    `requirepass ${PASSWORD}`,
  ]);
  await program.ready();
  const entrance = await stunnel(context, clientLines(tlsPort, checks(authority)));
  assert.deepEqual(await redisCli(['-p', entrance, 'PING'], LOGIN), ['PONG']);
});

test(`${NAME}: behind it every guesser looks like this machine at Redis; told by the PROXY protocol, like himself (guide 0 §4.3.1)`, async (context) => {
  const redis = await startRedisServer(context, [`requirepass ${PASSWORD}`]);
  if (redis === undefined) return;
  const authority = await authorityIn(context);
  const theirs = await stunnel(context, serverLines(authority, redis.port));
  const owner = await redis.connect({ password: PASSWORD });
  const guess = async (port: number): Promise<void> => {
    const entrance = await stunnel(context, [
      ...clientLines(port, checks(authority)),
      'local = 127.0.0.77',
    ]);
    await redisCli(['-p', entrance, 'PING'], { env: { REDISCLI_AUTH: 'a-guess' } });
  };
  await guess(theirs);
  assert.match(JSON.stringify(await owner.call('ACL', 'LOG')), /addr=127\.0\.0\.1:/, 'the blur');

  const { program, port } = await startDropIn(context, [
    `requirepass ${PASSWORD}`,
    'proxy-protocol-from 127.0.0.1',
  ]);
  await program.ready();
  await guess(await stunnel(context, [...serverLines(authority, port), 'protocol = proxy']));
  await program.waitFor(/Authentication failed for user 'default' from 127\.0\.0\.77:\d+/);
});
