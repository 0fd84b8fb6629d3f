import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { casemateArguments } from '../support/casemate-server.ts';
import { lastly } from '../support/cleanup.ts';
import { ClientAuthority } from '../support/client-certificates.ts';
import { type DropIn, startDropIn } from '../support/drop-in.ts';
import { freePort } from '../support/free-port.ts';
import { needsPeer, needsPythonClient } from '../support/peer.ts';
import { workFolder } from '../support/program.ts';
import { redisCli } from '../support/redis-cli.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { WireTap } from '../support/wire-tap.ts';

const NAME = 'TLS';
const PASSWORD = 'a-password-that-crosses-the-wire';
const run = promisify(execFile);

interface TlsStand extends DropIn {
  readonly tlsPort: number;
  readonly authority: ClientAuthority;
  /** What redis-cli is told, as the guide prints it. */
  readonly words: readonly (string | number)[];
}

async function newAuthority(context: TestContext): Promise<ClientAuthority> {
  const authority = new ClientAuthority(await workFolder(context));
  authority.issueServer('redis', 'DNS:localhost,IP:127.0.0.1');
  authority.issue('client', '/CN=client');
  return authority;
}

/** The guide's lines, each on a line of its own. */
function linesFor(authority: ClientAuthority, tlsPort: number): string[] {
  return [
    `tls-port ${String(tlsPort)}`,
    'port 0',
    `tls-cert-file ${authority.path('redis.crt')}`,
    `tls-key-file ${authority.path('redis.key')}`,
    `tls-ca-cert-file ${authority.path('ca.crt')}`,
    'tls-auth-clients yes',
    `requirepass ${PASSWORD}`,
  ];
}

async function start(context: TestContext): Promise<TlsStand> {
  const authority = await newAuthority(context);
  const tlsPort = await freePort();
  const server = await startDropIn(context, linesFor(authority, tlsPort));
  await server.program.ready();
  const files = ['cert client.crt', 'key client.key', 'cacert ca.crt'].flatMap((word) => {
    const [flag = '', name = ''] = word.split(' ');
    return [`--${flag}`, authority.path(name)];
  });
  const words = ['--tls', '-h', 'localhost', '-p', tlsPort, ...files];
  return { ...server, tlsPort, authority, words };
}

test(`${NAME}: who listens on the wire reads password and data of Redis's port, and nothing here (guides 0 §4.3.2 §7.2)`, async (context) => {
  const redis = await startRedisServer(context, [`requirepass ${PASSWORD}`]);
  if (redis === undefined) return;
  const env = { REDISCLI_AUTH: PASSWORD };
  const open = await WireTap.before(context, redis.port);
  assert.deepEqual(await redisCli(['-p', open.port, 'SET', 'card', '4111-1111'], { env }), ['OK']);
  for (const secret of [PASSWORD, '4111-1111'])
    assert.ok(open.heard.includes(secret), 'the attack');

  const { words, tlsPort, port } = await start(context);
  const tap = await WireTap.before(context, tlsPort);
  const through = words.map((word) => (word === tlsPort ? tap.port : word));
  assert.deepEqual(await redisCli([...through, 'SET', 'card', '4111-1111'], { env }), ['OK']);
  assert.deepEqual(await redisCli([...words, 'GET', 'card'], { env }), ['4111-1111']);
  assert.ok(tap.heard.length > 500);
  for (const secret of [PASSWORD, '4111-1111', 'card']) assert.ok(!tap.heard.includes(secret));
  const plain = await redisCli(['-p', port, 'PING']);
  assert.match(plain.join(), /Connection refused/, 'there is no plain port');
});

test(`${NAME}: without a certificate of the authority nobody comes in, though he may know the password (guide 0 §4.3.2)`, async (context) => {
  const authority = await newAuthority(context);
  const theirPort = await freePort();
  const lenient = linesFor(authority, theirPort).map((line) => line.replace(/yes$/, 'no'));
  // startRedisServer waits for its port to be ready, TLS or not.
  const redis = await startRedisServer(context, lenient);
  if (redis === undefined) return;
  const env = { REDISCLI_AUTH: PASSWORD };
  const without = (port: number, from: ClientAuthority): (string | number)[] => [
    ...['--tls', '-h', 'localhost', '-p', port],
    ...['--cacert', from.path('ca.crt')],
  ];
  const said = await redisCli([...without(theirPort, authority), 'FLUSHALL'], { env });
  assert.deepEqual(said, ['OK'], 'the attack itself');

  const ours = await start(context);
  const refused = await redisCli([...without(ours.tlsPort, ours.authority), 'FLUSHALL'], { env });
  assert.doesNotMatch(refused.join(), /^OK/);
  // A certificate that somebody made for himself is none either.
  const stranger = await newAuthority(context);
  const forged = ['--cert', stranger.path('client.crt'), '--key', stranger.path('client.key')];
  const said2 = await redisCli([...without(ours.tlsPort, ours.authority), ...forged, 'FLUSHALL'], {
    env,
  });
  assert.doesNotMatch(said2.join(), /^OK/);
  assert.deepEqual(await redisCli([...ours.words, 'PING'], { env }), ['PONG']);
});

/** A server of somebody else with a good certificate of the same authority: what it is told, and its port. */
async function impostor(
  context: TestContext,
  authority: ClientAuthority,
): Promise<{ port: number; heard: () => string }> {
  let heard = '';
  const pair = authority.issueServer('other', 'DNS:other.example');
  const server = tls.createServer(pair, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      heard += part.toString('latin1');
      socket.end('+OK\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  lastly(context, () => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return { port: address.port, heard: () => heard };
}

test(`${NAME}: another server of the same authority gets redis-cli's password; casemate cli asks for the name (guide 0 §7.2.2)`, async (context) => {
  const authority = await newAuthority(context);
  const fake = await impostor(context, authority);
  const words = [
    '--tls',
    '-h',
    'localhost',
    '-p',
    String(fake.port),
    '--cacert',
    authority.path('ca.crt'),
  ];
  const env = { ...process.env, REDISCLI_AUTH: PASSWORD };
  if (needsPeer(context, 'redis-cli', 'apt-get install redis-tools') === undefined) return;
  await redisCli([...words, 'PING'], { env: { REDISCLI_AUTH: PASSWORD } });
  assert.ok(fake.heard().includes(PASSWORD), 'the attack itself');

  const careful = await impostor(context, authority);
  const ours = words.map((word) => (word === String(fake.port) ? String(careful.port) : word));
  const command = casemateArguments('cli', ...ours, 'PING');
  await assert.rejects(run(process.execPath, command, { env }), /other\.example|does not match/);
  assert.equal(careful.heard(), '');
});

test(`${NAME}: redis-py's call logs in as printed, and not without its certificate (guide 0 §7.2.2)`, async (context) => {
  const python = needsPythonClient(context);
  if (python === undefined) return;
  const { tlsPort, authority } = await start(context);
  const common = `host='localhost', port=${String(tlsPort)}, ssl=True, password='${PASSWORD}', ssl_ca_certs='${authority.path('ca.crt')}'`;
  const shown = `ssl_certfile='${authority.path('client.crt')}', ssl_keyfile='${authority.path('client.key')}'`;
  const script = `
import redis
r = redis.StrictRedis(${common}, ${shown})
assert r.ping() and r.set('a', 1) and r.get('a') == b'1'
try:
    redis.StrictRedis(${common}).ping()
    raise SystemExit('let in without a certificate')
except (redis.ConnectionError, redis.TimeoutError, OSError):
    print('kept out')
`;
  const { stdout } = await run(python, ['-c', script]);
  assert.equal(stdout, 'kept out\n');
});
