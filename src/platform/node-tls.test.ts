import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import tls, { connect } from 'node:tls';
import { promisify } from 'node:util';
import { newAuthority, newServerPair } from '../../test/support/certificates.ts';
import type { CertificatePair } from '../ports/certificates.ts';
import type { Outcome } from '../ports/failure.ts';
import type {
  Accept,
  Listener,
  Socket,
  SocketHandler,
  TlsListenOptions,
} from '../ports/network.ts';
import type { TlsContext, TlsMaterial, TlsPolicy } from '../ports/tls.ts';
import { NodeNetwork } from './node-network.ts';

const run = promisify(execFile);
const SILENT: SocketHandler = {
  onBytes() {},
  onEnd() {},
  onClose() {},
  onDrain() {},
  onError() {},
};
const POLICY: TlsPolicy = {
  preferServerCiphers: false,
  clients: 'no',
  sessionCaching: true,
  sessionTimeoutSeconds: 300,
};
const network = new NodeNetwork();
const directory = mkdtempSync(join(tmpdir(), 'casemate-tls-'));
after(() => rmSync(directory, { recursive: true }));

let authority: CertificatePair;
let pair: CertificatePair;
let material: TlsMaterial;
before(async () => {
  authority = await newAuthority();
  pair = await newServerPair(authority, 'box');
  material = { ...pair, authorities: [authority.certificate] };
  writeFileSync(join(directory, 'ca.crt'), authority.certificate);
});

function value<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.failure.message);
  return outcome.value;
}

function contextOf(policy: Partial<TlsPolicy> = {}, handshakeTimeoutMs = 60_000): TlsContext {
  return value(
    network.createTlsContext({ material, policy: { ...POLICY, ...policy }, handshakeTimeoutMs }),
  );
}

const echo: Accept = (socket) => ({
  ...SILENT,
  onBytes: (bytes, length) => socket.write(bytes.slice(0, length)),
  onEnd: () => socket.end(),
});

async function listen(tls: TlsContext, more: Partial<TlsListenOptions> = {}): Promise<Listener> {
  const base = {
    addresses: ['127.0.0.1'],
    port: 0,
    backlog: 511,
    keepAliveSeconds: 300,
    accept: echo,
  };
  return value(await network.listenTls({ ...base, tls, ...more }));
}

function open(listener: Listener, options: ConnectionOptions = {}): TLSSocket {
  const client = connect({
    host: '127.0.0.1',
    port: listener.port,
    ca: Buffer.from(authority.certificate),
    ...options,
  });
  client.on('error', () => undefined);
  return client;
}

/** What a client gets that says PING: the echo, or the word `refused`. */
async function ask(listener: Listener, options: ConnectionOptions = {}): Promise<string> {
  const client = open(listener, options);
  client.write('PING');
  const reply = await Promise.race([
    once(client, 'data').then(([chunk]) => String(chunk)),
    once(client, 'close').then(() => 'refused'),
  ]).catch(() => 'refused');
  client.destroy();
  return reply;
}

test('a client that trusts the local CA talks to the server, by name and by address', async () => {
  const listener = await listen(contextOf());
  assert.equal(await ask(listener), 'PING');
  assert.equal(await ask(listener, { servername: 'localhost' }), 'PING');
  assert.equal(await ask(listener, { servername: 'evil.example.org' }), 'refused');
  await listener.close();
});

test('the network’s own client connects with the CA, and refuses a server that the CA has not signed', async () => {
  const listener = await listen(contextOf());
  const target = { kind: 'tls', host: '127.0.0.1', port: listener.port } as const;
  const socket = value(
    await network.connect(
      { ...target, tls: { authorities: [authority.certificate] } },
      () => SILENT,
    ),
  );
  socket.destroy();
  const stranger = await newAuthority();
  const refused = await network.connect(
    { ...target, tls: { authorities: [stranger.certificate] } },
    () => SILENT,
  );
  assert.equal(refused.ok, false);
  await listener.close();
});

test('openssl s_client verifies the chain, and gets TLS 1.3 and 1.2 but nothing older', async () => {
  const listener = await listen(contextOf());
  const base = [
    's_client',
    '-connect',
    `127.0.0.1:${String(listener.port)}`,
    '-CAfile',
    join(directory, 'ca.crt'),
    '-verify_return_error',
    '-verify_ip',
    '127.0.0.1',
  ];
  for (const [flag, version] of [
    ['-tls1_3', 'TLSv1.3'],
    ['-tls1_2', 'TLSv1.2'],
  ] as const) {
    const { stdout } = await sClient([...base, flag]);
    assert.match(stdout, /Verification: OK/);
    assert.match(stdout, new RegExp(`New, ${version.replace('.', '\\.')}, Cipher is \\S+GCM`));
  }
  for (const words of [
    ['-tls1_1', '-cipher', 'ALL@SECLEVEL=0'],
    ['-tls1_2', '-cipher', 'AES128-SHA@SECLEVEL=0'],
    ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-SHA@SECLEVEL=0'],
  ]) {
    const { stdout } = await sClient([...base, ...words]);
    assert.match(stdout, /Cipher is \(NONE\)/, words.join(' '));
  }
  await listener.close();
});

/** s_client with an empty standard input; its exit code is 1 when the handshake fails. */
async function sClient(words: readonly string[]): Promise<{ stdout: string }> {
  const running = run('openssl', words);
  running.child.stdin?.end();
  return await running.catch((error: unknown) => error as { stdout: string });
}

test('versions and ciphers can be asked for', async () => {
  const only13 = await listen(contextOf({ protocols: ['TLSv1.3'] }));
  assert.equal(await ask(only13, { maxVersion: 'TLSv1.2' }), 'refused');
  assert.equal(await ask(only13), 'PING');
  await only13.close();
  const old = await listen(contextOf({ protocols: ['TLSv1.1'] }));
  assert.equal(
    await ask(old, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }),
    'PING',
  );
  await old.close();
  const gap = await listen(contextOf({ protocols: ['TLSv1.3', 'TLSv1.1'] }));
  assert.equal(await ask(gap, { maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2' }), 'refused');
  await gap.close();
  const chosen = await listen(
    contextOf({ protocols: ['TLSv1.2'], ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' }),
  );
  const client = open(chosen);
  await once(client, 'secureConnect');
  assert.equal(client.getCipher().name, 'ECDHE-ECDSA-AES256-GCM-SHA384');
  client.destroy();
  await chosen.close();
});

test('the server chooses the cipher when it is told to', async () => {
  const ciphers = 'ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256';
  for (const [preferServerCiphers, expected] of [
    [true, 'ECDHE-ECDSA-CHACHA20-POLY1305'],
    [false, 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ] as const) {
    const listener = await listen(
      contextOf({ protocols: ['TLSv1.2'], ciphers, preferServerCiphers }),
    );
    const client = open(listener, { ciphers: ciphers.split(':').reverse().join(':') });
    await once(client, 'secureConnect');
    assert.equal(client.getCipher().name, expected);
    client.destroy();
    await listener.close();
  }
});

test('memory given to write may be overwritten at once, also while earlier bytes are on their way', async () => {
  const accepted: Socket[] = [];
  const listener = await listen(contextOf(), {
    accept(socket) {
      accepted.push(socket);
      return { ...SILENT, onBytes: () => reply(socket) };
    },
  });
  function reply(socket: Socket): void {
    const output = new Uint8Array(4096);
    for (let round = 0; round < 500; round++) {
      output.fill(round % 251, 0, 2000);
      assert.equal(socket.write(output, 0, 2000), true);
      output.fill(255);
    }
    socket.end();
  }
  const client = open(listener);
  client.write('go');
  const received: Buffer[] = [];
  client.on('data', (chunk: Buffer) => received.push(chunk));
  await once(client, 'close');
  const all = Buffer.concat(received);
  assert.equal(all.length, 1_000_000);
  for (let i = 0; i < all.length; i++)
    if (all[i] !== Math.floor(i / 2000) % 251) assert.fail(`wrong byte at ${String(i)}`);
  await listener.close();
});

async function clientPair(use: 'good' | 'stranger'): Promise<ConnectionOptions> {
  const signer = use === 'good' ? authority : await newAuthority();
  const client = await newServerPair(signer, 'client.example.org');
  return { cert: Buffer.from(client.certificate), key: Buffer.from(client.key) };
}

test('client certificates: required, optional, and never an unverified one', async () => {
  // The test's certificates carry serverAuth; what matters here is who signed them.
  const good = await openSslClient(authority);
  const stranger = await clientPair('stranger');
  const failures: string[] = [];
  const onHandshakeFailed = (address: string, message: string, why: string): void =>
    void failures.push(`${address} ${why} ${message}`);
  const required = await listen(contextOf({ clients: 'yes' }), { onHandshakeFailed });
  assert.deepEqual(
    [await ask(required, good), await ask(required), await ask(required, stranger)],
    ['PING', 'refused', 'refused'],
  );
  assert.equal(failures.length, 2, failures.join('\n'));
  assert.match(failures[0] ?? '', /^127\.0\.0\.1 other .*peer did not return a certificate/);
  assert.match(failures[1] ?? '', /^127\.0\.0\.1 certificate [A-Z_]+$/);
  await required.close();
  const optional = await listen(contextOf({ clients: 'optional' }), { onHandshakeFailed });
  assert.deepEqual(
    [await ask(optional, good), await ask(optional), await ask(optional, stranger)],
    ['PING', 'PING', 'refused'],
  );
  assert.equal(failures[2], failures[1]);
  await optional.close();
});

test('the names in a verified certificate are told as they are', async () => {
  let seen: Socket | undefined;
  const listener = await listen(contextOf({ clients: 'yes' }), {
    accept(socket) {
      seen = socket;
      return echo(socket);
    },
  });
  assert.equal(await ask(listener, await openSslClient(authority)), 'PING');
  assert.deepEqual(seen?.peerCertificate?.commonNames, ['alice']);
  assert.deepEqual(seen.peerCertificate.organizationalUnits, ['ops', 'db']);
  assert.deepEqual(seen.peerCertificate.uris, ['spiffe://example.org/alice']);
  assert.deepEqual(seen.peerCertificate.dnsNames, ['alice.example.org']);
  assert.equal(seen.peerCertificate.verified, true);
  await listener.close();
});

/** A client certificate as an operator would make it. */
async function openSslClient(signer: CertificatePair): Promise<ConnectionOptions> {
  const at = (name: string): string => join(directory, name);
  writeFileSync(at('signer.crt'), signer.certificate);
  writeFileSync(at('signer.key'), signer.key);
  writeFileSync(
    at('ext'),
    'subjectAltName=URI:spiffe://example.org/alice,DNS:alice.example.org\nextendedKeyUsage=clientAuth\n',
  );
  await run('openssl', [
    'req',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    at('alice.key'),
    '-out',
    at('alice.csr'),
    '-subj',
    '/OU=ops/OU=db/CN=alice',
  ]);
  const { stdout } = await run('openssl', [
    'x509',
    '-req',
    '-in',
    at('alice.csr'),
    '-CA',
    at('signer.crt'),
    '-CAkey',
    at('signer.key'),
    '-set_serial',
    '77',
    '-days',
    '2',
    '-extfile',
    at('ext'),
  ]);
  const { stdout: key } = await run('cat', [at('alice.key')]);
  return { cert: stdout, key };
}

/** Connects, waits for a ticket, and returns the session and whether this connection resumed one. */
async function session(
  listener: Listener,
  resume?: Buffer,
): Promise<{ ticket: Buffer | undefined; reused: boolean }> {
  const client = open(listener, {
    maxVersion: 'TLSv1.2',
    ...(resume === undefined ? {} : { session: resume }),
  });
  let ticket: Buffer | undefined;
  client.on('session', (given) => {
    ticket = given;
  });
  client.write('PING');
  await once(client, 'data');
  const reused = client.isSessionReused();
  client.destroy();
  return { ticket, reused };
}

test('a session resumes before a reload and not after it, and the reload changes the certificate for new connections only', async () => {
  const tls = contextOf();
  const listener = await listen(tls);
  const living = open(listener);
  await once(living, 'secureConnect');
  const first = await session(listener);
  assert.equal((await session(listener, first.ticket)).reused, true);
  const renewed = await newServerPair(authority, 'box');
  value(tls.reload({ ...renewed, authorities: [authority.certificate] }, POLICY));
  assert.equal((await session(listener, first.ticket)).reused, false);
  const client = open(listener);
  await once(client, 'secureConnect');
  assert.notEqual(
    client.getPeerX509Certificate()?.serialNumber,
    living.getPeerX509Certificate()?.serialNumber,
  );
  living.write('still here');
  assert.equal(String((await once(living, 'data'))[0]), 'still here');
  client.destroy();
  living.destroy();
  await listener.close();
});

test('a reload makes nothing for listeners that have gone', async (context) => {
  const tlsContext = contextOf();
  for (let at = 0; at < 3; at++) await (await listen(tlsContext)).close();
  const listener = await listen(tlsContext);
  const made = context.mock.method(tls, 'createServer');
  syncBuiltinESMExports();
  context.after(() => {
    made.mock.restore();
    syncBuiltinESMExports();
  });
  value(tlsContext.reload(material, { ...POLICY, clients: 'yes' }));
  assert.equal(await ask(listener), 'refused');
  assert.equal(await ask(listener), 'refused');
  assert.equal(made.mock.callCount(), 1);
  await listener.close();
});

test('a pair that does not fit is refused at reload, and the old one serves on', async () => {
  const tls = contextOf();
  const listener = await listen(tls);
  const other = await newServerPair(authority, 'box');
  const outcome = tls.reload(
    { certificate: pair.certificate, key: other.key, authorities: [] },
    POLICY,
  );
  assert.ok(!outcome.ok);
  assert.match(
    outcome.failure.message,
    /not the key of the certificate \(tls-key-file, tls-cert-file\)/,
  );
  assert.equal(await ask(listener), 'PING');
  await listener.close();
});

test('without session caching nothing resumes', async () => {
  const listener = await listen(contextOf({ sessionCaching: false }));
  const first = await session(listener);
  assert.equal((await session(listener, first.ticket)).reused, false);
  await listener.close();
});

test('each wrong setting is a failure that names its directive', async () => {
  const junk = Buffer.from('junk');
  const cases: [Partial<TlsMaterial>, Partial<TlsPolicy>, RegExp][] = [
    [{ certificate: junk }, {}, /tls-cert-file/],
    [{ key: junk }, {}, /tls-key-file/],
    [
      { authorities: [] },
      { clients: 'yes' },
      /^Either tls-ca-cert-file or tls-ca-cert-dir must be specified/,
    ],
    [{ authorities: [junk] }, {}, /tls-ca-cert-file/],
    [{ dhParameters: junk }, {}, /tls-dh-params-file/],
    [{}, { ciphers: 'NOPE' }, /Failed to configure tls-ciphers: /],
    [{}, { cipherSuites: 'TLS_NOPE' }, /Failed to configure tls-ciphersuites: /],
    [{}, { curves: 'nope' }, /Failed to configure curves: /],
  ];
  for (const [wrong, policy, expected] of cases) {
    const outcome = network.createTlsContext({
      material: { ...material, ...wrong },
      policy: { ...POLICY, ...policy },
      handshakeTimeoutMs: 1000,
    });
    assert.ok(!outcome.ok, String(expected));
    assert.match(outcome.failure.message, expected);
  }
});

test('an encrypted key opens with its passphrase only', async () => {
  const plain = join(directory, 'plain.key');
  writeFileSync(plain, pair.key);
  const { stdout } = await run('openssl', [
    'pkcs8',
    '-topk8',
    '-in',
    plain,
    '-passout',
    'pass:opensesame',
  ]);
  const sealed = { ...material, key: Buffer.from(stdout) };
  const opened = network.createTlsContext({
    material: { ...sealed, keyPassphrase: 'opensesame' },
    policy: POLICY,
    handshakeTimeoutMs: 1000,
  });
  assert.ok(opened.ok);
  assert.equal(
    network.createTlsContext({
      material: { ...sealed, keyPassphrase: 'wrong' },
      policy: POLICY,
      handshakeTimeoutMs: 1000,
    }).ok,
    false,
  );
  assert.equal(
    network.createTlsContext({ material: sealed, policy: POLICY, handshakeTimeoutMs: 1000 }).ok,
    false,
  );
});

test('a silent stranger is cut at the deadline of his handshake, and counted out', async () => {
  const tls = contextOf({}, 50);
  const failures: string[] = [];
  const listener = await listen(tls, {
    onHandshakeFailed: (_address, message) => void failures.push(message),
  });
  const silent = connectPlain(listener.port, '127.0.0.1');
  silent.on('error', () => undefined);
  await once(silent, 'close');
  assert.match(failures.join(), /handshake timeout/i);
  assert.equal(tls.handshaking, 0);
  await listener.close();
});

test('a stranger who is not admitted sends no handshake, and is counted out', async () => {
  const tls = contextOf();
  let admitted = false;
  const listener = await listen(tls, {
    admit: (address) => {
      assert.equal(address, '127.0.0.1');
      return admitted;
    },
  });
  assert.equal(await ask(listener), 'refused');
  admitted = true;
  assert.equal(await ask(listener), 'PING');
  assert.equal(tls.handshaking, 0);
  await listener.close();
});

test('a handshake that its peer ends leaves at once, and a finished connection may still be half-closed', async () => {
  const tls = contextOf();
  const failures = new EventEmitter();
  const failed = once(failures, 'handshake');
  const listener = await listen(tls, {
    onHandshakeFailed: () => void failures.emit('handshake'),
    accept: (socket) => ({
      ...SILENT,
      onEnd() {
        setImmediate(() => {
          socket.write(Buffer.from('still here'));
          socket.end();
        });
      },
    }),
  });
  const wire = connectPlain({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
  wire.on('error', () => undefined);
  const left = once(wire, 'close');
  wire.resume();
  // The beginning of a client's hello, and no more of it.
  wire.end(Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01));
  await failed;
  await left;
  assert.equal(tls.handshaking, 0);
  const client = open(listener);
  client.end('PING');
  assert.equal(String((await once(client, 'data'))[0]), 'still here');
  client.destroy();
  await listener.close();
});

test('plain text on a TLS port is a failed handshake and nothing more', async () => {
  const failures: string[] = [];
  const listener = await listen(contextOf(), {
    onHandshakeFailed: (_address, message) => void failures.push(message),
  });
  const client = connectPlain(listener.port, '127.0.0.1');
  client.on('error', () => undefined);
  client.write('PING\r\n');
  await once(client, 'close');
  assert.equal(failures.length, 1);
  assert.equal(await ask(listener), 'PING');
  await listener.close();
});

test('a proxy that sends no header is counted as a handshake, and cut at its deadline', async () => {
  const tls = contextOf();
  const failures: string[] = [];
  const asked: [string, number][] = [];
  const client = { address: '192.0.2.7', port: 4711 };
  let headerTimeoutMs = 50;
  const listener = await listen(tls, {
    admit: (address, { total, from }) => {
      asked.push([address, total + from((other) => other === address)]);
      return true;
    },
    onHandshakeFailed: (address, message) => void failures.push(`${address} ${message}`),
    proxies: {
      isProxy: () => true,
      readHeader: (bytes) => (bytes.length < 2 ? 'incomplete' : { length: 2, client }),
      headerBytesMax: 100,
      headerTimeoutMs: () => headerTimeoutMs,
    },
  });
  const silent = connectPlain(listener.port, '127.0.0.1');
  silent.write('x');
  silent.on('error', () => undefined);
  await once(silent, 'close');
  assert.deepEqual(failures, ['127.0.0.1 it sent no PROXY header in time']);
  headerTimeoutMs = 60_000;
  const wire = connectPlain(listener.port, '127.0.0.1');
  wire.write('xx');
  const secured = connect({ socket: wire, ca: Buffer.from(authority.certificate) });
  secured.on('error', () => undefined);
  secured.write('PING');
  assert.equal(String((await once(secured, 'data'))[0]), 'PING');
  // The second time it is asked about the client, who isn't counted twice.
  assert.deepEqual(asked, [
    ['127.0.0.1', 0],
    ['127.0.0.1', 0],
    ['192.0.2.7', 0],
  ]);
  assert.equal(tls.handshaking, 0);
  secured.destroy();
  await listener.close();
});
