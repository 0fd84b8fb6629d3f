import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { newServerPair } from '../support/certificates.ts';
import { lastly } from '../support/cleanup.ts';
import { ClientAuthority } from '../support/client-certificates.ts';
import { eventually } from '../support/eventually.ts';
import { needsPeer, needsPythonClient } from '../support/peer.ts';
import { workFolder } from '../support/program.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

const PASSWORD = 'a-long-enough-password-000000';
const RELOADS = 4;
/** What everybody gets done between two reloads. */
const STEPS = 3;

/** One kind of client at work: counts upwards under a key of its own until it is told to stop. */
interface Worker {
  readonly name: string;
  done: number;
  /** Ends when the worker has stopped; a request that failed makes it fail. */
  readonly ended: Promise<void>;
}

interface Stand {
  readonly server: SecureServer;
  readonly authority: ClientAuthority;
  readonly ca: Buffer;
  readonly pair: { readonly cert: Buffer; readonly key: Buffer };
  isOver: boolean;
}

/** A server where everybody needs a certificate: `app` is logged in by it, `bob` has a password besides. */
async function startStand(context: TestContext): Promise<Stand> {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  const tls = ['tls-auth-clients', 'yes', 'tls-auth-clients-user', 'cn'];
  await admin.call('CONFIG', 'SET', ...tls);
  await admin.call('ACL', 'SETUSER', 'app', 'on', 'auth=cert', '~*', '+@all');
  await admin.call('ACL', 'SETUSER', 'bob', 'on', `>${PASSWORD}`, '~*', '+@all');
  const authority = new ClientAuthority(await workFolder(context), {
    certificate: server.authority,
    key: server.file('ca.key'),
  });
  const pair = authority.issue('app', '/CN=app');
  return { server, authority, ca: readFileSync(server.authority), pair, isOver: false };
}

function work(stand: Stand, name: string, step: () => Promise<void>): Worker {
  const worker = { name, done: 0, ended: Promise.resolve() };
  const run = async (): Promise<void> => {
    while (!stand.isOver) {
      await step();
      worker.done++;
    }
  };
  worker.ended = run();
  // Asked for at the end; a failure before is none that nobody sees.
  worker.ended.catch(() => undefined);
  return worker;
}

/** ioredis, on one connection or on a new one for each request. */
function ioredisWorker(stand: Stand, life: 'kept' | 'new'): Worker {
  const { server, ca, pair } = stand;
  const login = { username: 'bob', password: PASSWORD };
  const open = (): Redis =>
    new Redis({
      host: 'localhost',
      port: server.tlsPort,
      ...login,
      tls: { ca, ...pair },
      retryStrategy: () => null,
    });
  const kept = life === 'kept' ? open() : undefined;
  const worker = work(stand, `ioredis:${life}`, async () => {
    const redis = kept ?? open();
    await redis.incr(`ioredis:${life}`);
    if (life === 'new') redis.disconnect();
  });
  void worker.ended.finally(() => kept?.disconnect()).catch(() => undefined);
  return worker;
}

/** node-redis; its certificate logs it in. */
function nodeRedisWorker(stand: Stand, life: 'kept' | 'new'): Worker {
  const { server, ca, pair } = stand;
  const open = async () => {
    const socket = { host: 'localhost', port: server.tlsPort, tls: true as const, ca, ...pair };
    const client = createClient({ socket });
    await client.connect();
    return client;
  };
  const first = life === 'kept' ? open() : undefined;
  const worker = work(stand, `node-redis:${life}`, async () => {
    const client = await (first ?? open());
    assert.equal(await client.sendCommand(['ACL', 'WHOAMI']), 'app');
    await client.incr(`node-redis:${life}`);
    if (life === 'new') client.destroy();
  });
  void worker.ended.finally(async () => (await first)?.destroy()).catch(() => undefined);
  return worker;
}

/** redis-cli: each run is a handshake and a few requests. */
function redisCliWorker(stand: Stand, program: string): Worker {
  const { server, authority } = stand;
  const files = ['--cert', authority.path('app.crt'), '--key', authority.path('app.key')];
  const tls = ['-p', String(server.tlsPort), '--tls', '--cacert', server.authority, ...files];
  return work(stand, 'redis-cli', async () => {
    const { stdout } = await promisify(execFile)(program, [...tls, '-e', 'INCR', 'redis-cli']);
    assert.match(stdout, /^\d+\n$/);
  });
}

const SCRIPT = `
import json, sys, threading, redis
way = json.loads(sys.stdin.readline())
over = threading.Event()
def stop():
    sys.stdin.readline()
    over.set()
threading.Thread(target=stop, daemon=True).start()
kept = redis.Redis(**way)
while not over.is_set():
    assert kept.execute_command('ACL', 'WHOAMI') == b'app'
    kept.incr('python:kept')
    fresh = redis.Redis(**way)
    fresh.incr('python:new')
    fresh.close()
    fresh.connection_pool.disconnect()
    print('step', flush=True)
`;

/** python3-redis: a kept connection and new ones in turn, in a process that ends when it is told a second line. */
function pythonWorker(context: TestContext, stand: Stand, python: string): Worker {
  const { server, authority } = stand;
  const child: ChildProcess = spawn(python, ['-c', SCRIPT], { stdio: 'pipe' });
  lastly(context, () => child.kill('SIGKILL'));
  const way = {
    host: 'localhost',
    port: server.tlsPort,
    ssl: true,
    ssl_ca_certs: server.authority,
    ssl_certfile: authority.path('app.crt'),
    ssl_keyfile: authority.path('app.key'),
  };
  child.stdin?.write(`${JSON.stringify(way)}\n`);
  let complaint = '';
  child.stderr?.on('data', (part: Buffer) => (complaint += part.toString()));
  const worker = { name: 'python:new', done: 0, ended: Promise.resolve() };
  child.stdout?.on('data', (part: Buffer) => {
    worker.done += part.toString().split('\n').length - 1;
    if (stand.isOver) child.stdin?.end('\n');
  });
  worker.ended = once(child, 'close').then(([code]) => {
    assert.equal(code, 0, complaint);
  });
  worker.ended.catch(() => undefined);
  return worker;
}

test('certificates are renewed again and again under clients with certificates, and no request is lost', async (context) => {
  if (needsPeer(context, 'openssl', 'apt-get install openssl') === undefined) return;
  const program = needsPeer(context, 'redis-cli', 'apt-get install redis-tools');
  if (program === undefined) return;
  const python = needsPythonClient(context);
  if (python === undefined) return;
  const stand = await startStand(context);
  lastly(context, () => (stand.isOver = true));
  const { server } = stand;
  const pairs = await makePairs(server);
  const workers = [
    ioredisWorker(stand, 'kept'),
    ioredisWorker(stand, 'new'),
    nodeRedisWorker(stand, 'kept'),
    nodeRedisWorker(stand, 'new'),
    redisCliWorker(stand, program),
    pythonWorker(context, stand, python),
  ];
  const failure = Promise.race(
    workers.map(({ ended }) => ended.then(() => new Promise(() => undefined))),
  );
  const admin = await server.admin();
  const serials = new Set<unknown>();
  for (const [reload, pair] of pairs.entries()) {
    const before = workers.map(({ done }) => done);
    const progress = eventually(
      () => workers.every(({ done }, at) => done >= (before[at] ?? 0) + STEPS),
      workers.map(({ name, done }) => `${name} ${String(done)}`).join(', '),
    );
    await Promise.race([progress, failure]);
    await renew(server, pair, reload % 2 === 0 ? 'SIGHUP' : 'CONFIG SET');
    const info = (await admin.call('INFO', 'tls')) as string;
    serials.add(/tls_server_cert_serial:(\w+)/.exec(info)?.[1]);
  }
  assert.equal(serials.size, RELOADS);
  stand.isOver = true;
  await Promise.all(workers.map(({ ended }) => ended));
  for (const { name, done } of workers) {
    assert.equal(Number(await admin.call('GET', name)), done, name);
  }
  assert.doesNotMatch(server.program.output, /Internal error|stay in use/);
});

/** Pairs of the server's own authority, made before anybody is at work. */
async function makePairs(server: SecureServer): Promise<readonly Buffer[]> {
  const [certificate, key] = [readFileSync(server.authority), readFileSync(server.file('ca.key'))];
  const signer = { certificate, key };
  return await Promise.all(
    Array.from({ length: RELOADS }, async () => {
      const pair = await newServerPair(signer, 'box');
      return Buffer.concat([pair.certificate, pair.key]);
    }),
  );
}

/** Puts a pair in the place of the old one, and tells the server of it. */
async function renew(
  server: SecureServer,
  pair: Buffer,
  how: 'SIGHUP' | 'CONFIG SET',
): Promise<void> {
  const file = server.file('server.pem');
  writeFileSync(`${file}.new`, pair, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  if (how === 'CONFIG SET') {
    const admin = await server.admin();
    await admin.call('CONFIG', 'SET', 'tls-cert-file', file, 'tls-key-file', file);
    return;
  }
  const told = server.program.stdout.split('Received SIGHUP').length;
  server.program.kill('SIGHUP');
  await eventually(
    () => server.program.stdout.split('Received SIGHUP').length > told,
    'the reload',
  );
}
