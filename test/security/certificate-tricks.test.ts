import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { lastly } from '../support/cleanup.ts';
import { ClientAuthority } from '../support/client-certificates.ts';
import { needsPeer } from '../support/peer.ts';
import { workFolder } from '../support/program.ts';
import { RespClient } from '../support/resp-client.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

interface Stand {
  readonly server: SecureServer;
  readonly authority: ClientAuthority;
  readonly admin: RespClient;
  /** Who the server takes a client for, over TLS. */
  readonly whoami: (client: ConnectionOptions) => Promise<string>;
  readonly connect: (client: ConnectionOptions) => Promise<RespClient>;
}

/** A secure server whose clients may show certificates of its own authority. */
async function start(context: TestContext, field: string): Promise<Stand | undefined> {
  if (needsPeer(context, 'openssl', 'apt-get install openssl') === undefined) return undefined;
  const server = await startSecureServer(context);
  const authority = new ClientAuthority(await workFolder(context), {
    certificate: server.authority,
    key: server.authority.replace(/\.crt$/, '.key'),
  });
  const admin = await server.admin();
  await admin.call('CONFIG', 'SET', 'tls-auth-clients', 'optional', 'tls-auth-clients-user', field);
  await admin.call('ACL', 'SETUSER', 'alice', 'on', '+@all', '~*', 'auth=cert');
  await admin.call('ACL', 'SETUSER', 'bob', 'off', '+@all', 'auth=cert');
  const connect = async (client: ConnectionOptions): Promise<RespClient> => {
    const ca = readFileSync(server.authority);
    const connected = await RespClient.connect({ port: server.tlsPort, tls: { ca, ...client } });
    lastly(context, () => connected.close());
    return connected;
  };
  const whoami = async (client: ConnectionOptions): Promise<string> => {
    const connected = await connect(client);
    return connected.call('ACL', 'WHOAMI').then(String, (error: unknown) => String(error));
  };
  return { server, authority, admin, connect, whoami };
}

test('certificate tricks: a certificate logs in the user that it names, and only whole names count', async (context) => {
  const stand = await start(context, 'cn');
  if (stand === undefined) return;
  const { authority, whoami, admin } = stand;
  assert.equal(await whoami(authority.issue('alice', '/CN=alice')), 'alice');
  const strangers = [
    authority.issue('upper', '/CN=ALICE'),
    authority.issue('longer', '/CN=alice.example.org'),
    authority.issue('inside', '/O=x, CN=alice/CN=mallory'),
    authority.issue('elsewhere', '/O=alice/OU=alice/CN=mallory', 'URI:alice,DNS:alice'),
    authority.issue('off', '/CN=bob'),
    authority.issue('star', '/CN=*'),
    {},
  ];
  for (const [index, stranger] of strangers.entries()) {
    assert.match(await whoami(stranger), /NOAUTH/, String(index));
  }
  const log = JSON.stringify(await admin.call('ACL', 'LOG'));
  assert.match(log, /tls-cert/);
  assert.match(log, /mallory/);
});

test('certificate tricks: another field names nobody', async (context) => {
  const stand = await start(context, 'uri');
  if (stand === undefined) return;
  const { authority, whoami, admin } = stand;
  await admin.call('ACL', 'SETUSER', 'urn:redis:user:carol', 'on', '+@all', 'auth=cert');
  const certificate = authority.issue('carol', '/CN=alice', 'URI:urn:redis:user:carol,DNS:alice');
  assert.equal(await whoami(certificate), 'urn:redis:user:carol');
  assert.match(await whoami(authority.issue('cn', '/CN=alice')), /NOAUTH/);
});

test('certificate tricks: a user pinned to certificates has no password that works', async (context) => {
  const stand = await start(context, 'cn');
  if (stand === undefined) return;
  await stand.admin.call('ACL', 'SETUSER', 'alice', '>a-long-enough-password-000000');
  const stranger = await stand.connect({});
  await assert.rejects(
    stranger.call('AUTH', 'alice', 'a-long-enough-password-000000'),
    /WRONGPASS/,
  );
});

test('certificate tricks: one signed by a stranger is refused at the handshake', async (context) => {
  const stand = await start(context, 'cn');
  if (stand === undefined) return;
  const mallory = new ClientAuthority(await workFolder(context));
  await assert.rejects(
    stand.whoami(mallory.issue('alice', '/CN=alice')).then((said) => {
      if (/closed|reset|alert/i.test(said)) throw new Error(said);
      return said;
    }),
  );
});

test('certificate tricks: a revoked certificate is refused, and its ticket resumes nothing', async (context) => {
  const stand = await start(context, 'cn');
  if (stand === undefined) return;
  const { authority, admin, connect, whoami } = stand;
  const alice = authority.issue('alice', '/CN=alice');
  const dave = authority.issue('dave', '/CN=dave');
  await admin.call('ACL', 'SETUSER', 'dave', 'on', '+@all');
  await admin.call('CONFIG', 'SET', 'tls-crl-file', authority.path('crl.pem'));
  let ticket: Buffer | undefined;
  const first = await connect({ ...alice, maxVersion: 'TLSv1.2' });
  first.socket.on('session', (given: Buffer) => (ticket = given));
  assert.equal(await first.call('ACL', 'WHOAMI'), 'alice');
  const tlsSocket = first.socket as unknown as { getSession(): Buffer | undefined };
  ticket ??= tlsSocket.getSession();
  assert.ok(ticket !== undefined);
  authority.revoke('alice');
  await admin.call('CONFIG', 'SET', 'tls-crl-file', authority.path('crl.pem'));
  const outcome = (client: ConnectionOptions): Promise<string> =>
    whoami(client).catch((error: unknown) => String(error));
  assert.doesNotMatch(await outcome(alice), /^alice$/);
  assert.doesNotMatch(
    await outcome({ ...alice, session: ticket, maxVersion: 'TLSv1.2' }),
    /^alice$/,
  );
  assert.equal(await outcome(dave), 'dave');
  await stand.server.program.waitFor(
    /# Error accepting a client connection: CERT_REVOKED \(addr=127\.0\.0\.1\)/,
  );
});

test('revoked certificate resumes: a new CRL on the disk is enough to make tickets worthless', async (context) => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const stand = await start(context, 'cn');
    if (stand === undefined) return;
    const { server, authority, admin, connect, whoami } = stand;
    const alice = { ...authority.issue('alice', '/CN=alice'), maxVersion: version };
    await admin.call('CONFIG', 'SET', 'tls-crl-file', authority.path('crl.pem'));
    const first = await connect(alice);
    assert.equal(await first.call('ACL', 'WHOAMI'), 'alice');
    // With the reply the tickets of TLS 1.3 have come, too.
    const session = (first.socket as TLSSocket).getSession();
    assert.ok(session !== undefined);
    // The attack itself: whoever has the ticket is alice, without showing the certificate's key again.
    const resumed = await connect({ session, maxVersion: version });
    assert.ok((resumed.socket as TLSSocket).isSessionReused(), version);
    assert.equal(await resumed.call('ACL', 'WHOAMI'), 'alice');

    await admin.call('CONFIG', 'SET', 'tls-auto-reload-interval', '1');
    authority.revoke('alice');
    await server.program.waitFor(/The certificate files changed: reloaded/);
    const outcome = (client: ConnectionOptions): Promise<string> =>
      whoami({ maxVersion: version, ...client }).catch((error: unknown) => String(error));
    assert.match(await outcome({ session }), /NOAUTH/, version);
    assert.doesNotMatch(await outcome({ ...alice, session }), /^alice$/, version);
  }
});
