import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { newAuthority, newServerPair } from '../../test/support/certificates.ts';
import type { CertificatePair } from '../ports/certificates.ts';
import type { Listener } from '../ports/network.ts';
import type { NamedPair, TlsContext, TlsMaterial, TlsPolicy } from '../ports/tls.ts';
import { NodeNetwork } from './node-network.ts';

const POLICY: TlsPolicy = {
  preferServerCiphers: false,
  clients: 'no',
  sessionCaching: true,
  sessionTimeoutSeconds: 300,
};
const network = new NodeNetwork();

let authority: CertificatePair;
let material: TlsMaterial;
let tls: TlsContext;
let listener: Listener;

async function named(...names: readonly string[]): Promise<NamedPair[]> {
  return await Promise.all(
    names.map(async (name) => ({
      name,
      ...(await newServerPair(authority, name.replace('*', 'star'))),
    })),
  );
}

before(async () => {
  authority = await newAuthority();
  const own = await newServerPair(authority, 'own.example.org');
  material = {
    ...own,
    authorities: [authority.certificate],
    named: await named('db.example.org', '*.example.org', '*.db.example.org'),
  };
  const made = network.createTlsContext({ material, policy: POLICY, handshakeTimeoutMs: 60_000 });
  assert.ok(made.ok, made.ok ? '' : made.failure.message);
  tls = made.value;
  const opened = await network.listenTls({
    addresses: ['127.0.0.1'],
    port: 0,
    backlog: 511,
    keepAliveSeconds: 300,
    tls,
    accept: (socket) => ({
      onBytes: (bytes, length) => socket.write(bytes.slice(0, length)),
      onEnd: () => socket.end(),
      onClose: () => undefined,
      onDrain: () => undefined,
      onError: () => undefined,
    }),
  });
  assert.ok(opened.ok);
  listener = opened.value;
});
after(() => listener.close());

async function open(options: ConnectionOptions): Promise<TLSSocket> {
  const client = connect({
    host: '127.0.0.1',
    port: listener.port,
    ca: Buffer.from(authority.certificate),
    checkServerIdentity: () => undefined,
    ...options,
  });
  await once(client, 'secureConnect');
  return client;
}

/** The host name in the certificate that somebody is shown who asks for this name. */
async function shown(servername: string): Promise<string> {
  const client = await open(servername === '' ? {} : { servername });
  const names = client.getPeerCertificate().subjectaltname ?? '';
  client.destroy();
  return /DNS:([a-z]+(?:\.[a-z]+)+)/.exec(names)?.[1] ?? names;
}

test('each name is shown its own certificate, and every other one the default', async () => {
  for (const [asked, expected] of [
    ['db.example.org', 'db.example.org'],
    ['DB.Example.ORG', 'db.example.org'],
    ['web.example.org', 'star.example.org'],
    ['a.db.example.org', 'star.db.example.org'],
    ['', 'own.example.org'],
    // A star is one label: not none, not two, not a part of one.
    ['example.org', 'own.example.org'],
    ['.example.org', 'own.example.org'],
    ['a.web.example.org', 'own.example.org'],
    ['webexample.org', 'own.example.org'],
    ['db.example.org.', 'own.example.org'],
    // Nothing in a name means anything but itself.
    ['db.example.com', 'own.example.org'],
    ['dbxexample.org', 'own.example.org'],
    ['(a+)+$', 'own.example.org'],
    ['constructor', 'own.example.org'],
    ['__proto__', 'own.example.org'],
    [`${'a'.repeat(200)}!`, 'own.example.org'],
  ] as const) {
    assert.equal(await shown(asked), expected, asked);
  }
});

test('clients are asked for the same under every name', async () => {
  const strict = { ...POLICY, clients: 'yes' as const };
  assert.ok(tls.reload(material, strict).ok);
  const refused = async (servername: string, more: ConnectionOptions = {}): Promise<boolean> => {
    const client = connect({
      host: '127.0.0.1',
      port: listener.port,
      ca: Buffer.from(authority.certificate),
      checkServerIdentity: () => undefined,
      servername,
      ...more,
    });
    client.on('error', () => undefined);
    client.write('PING');
    const outcome = await Promise.race([
      once(client, 'data').then(() => false),
      once(client, 'close').then(() => true),
    ]).catch(() => true);
    client.destroy();
    return outcome;
  };
  const stranger = await newAuthority();
  const pair = await newServerPair(stranger, 'client');
  const cert = Buffer.from(pair.certificate);
  for (const name of ['db.example.org', 'web.example.org', 'other']) {
    assert.equal(await refused(name), true, name);
    assert.equal(await refused(name, { cert, key: Buffer.from(pair.key) }), true, name);
  }
  assert.ok(tls.reload(material, POLICY).ok);
  assert.equal(await refused('db.example.org'), false);
});

test('all pairs are replaced, or none', async () => {
  const serial = async (servername: string): Promise<string> => {
    const client = await open({ servername });
    const { serialNumber } = client.getPeerCertificate();
    client.destroy();
    return serialNumber;
  };
  const before = [await serial('db.example.org'), await serial('other')];
  const own = await newServerPair(authority, 'own.example.org');
  const [fresh] = await named('db.example.org');
  assert.ok(fresh !== undefined);
  const [old] = material.named ?? [];
  const broken = { ...fresh, key: old?.key ?? fresh.key };
  const refused = tls.reload({ ...material, ...own, named: [broken] }, POLICY);
  assert.ok(!refused.ok);
  assert.match(refused.failure.message, /tls-sni-cert db\.example\.org/);
  assert.deepEqual([await serial('db.example.org'), await serial('other')], before);
  assert.ok(tls.reload({ ...material, ...own, named: [fresh] }, POLICY).ok);
  const [db, other] = [await serial('db.example.org'), await serial('other')];
  assert.ok(db !== before[0] && other !== before[1]);
  assert.deepEqual(
    [tls.certificates.named[0]?.serialNumber, tls.certificates.server.serialNumber],
    [db, other],
  );
});

test('a session resumes under a name, and after a reload under none', async () => {
  let ticket: Buffer | undefined;
  const meet = async (session?: Buffer): Promise<boolean> => {
    const client = await open({
      servername: 'db.example.org',
      maxVersion: 'TLSv1.2',
      ...(session === undefined ? {} : { session }),
    });
    client.on('session', (given) => (ticket = given));
    ticket ??= client.getSession();
    client.write('PING');
    await once(client, 'data');
    const reused = client.isSessionReused();
    client.destroy();
    return reused;
  };
  assert.equal(await meet(), false);
  assert.equal(await meet(ticket), true);
  assert.ok(tls.reload(material, POLICY).ok);
  assert.equal(await meet(ticket), false);
});
