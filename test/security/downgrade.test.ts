import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { needsPeer } from '../support/peer.ts';
import { RawConnection } from '../support/raw-connection.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

/** What openssl says about a handshake with these words, and then about these lines of input. */
async function openssl(program: string, words: readonly string[], input = ''): Promise<string> {
  const child = spawn(program, ['s_client', ...words], { stdio: 'pipe' });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString('latin1')));
  child.stderr.on('data', (part: Buffer) => (said += part.toString('latin1')));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await once(child, 'close');
  return said;
}

function peer(context: TestContext): string | undefined {
  return needsPeer(context, 'openssl', 'apt-get install openssl');
}

const REFUSED =
  /alert (protocol version|handshake failure)|no protocols available|no cipher|wrong version|:ssl3_read_bytes:|NONE, Cipher is \(NONE\)/;

test('downgrade: TLS below 1.2 is refused, whatever the client would accept', async (context) => {
  const program = peer(context);
  if (program === undefined) return;
  const server = await startSecureServer(context);
  const to = ['-connect', `127.0.0.1:${server.tlsPort}`, '-CAfile', server.authority];
  for (const version of ['-tls1', '-tls1_1']) {
    // SECLEVEL=0 lets openssl itself speak what is broken.
    const said = await openssl(program, [...to, version, '-cipher', 'ALL:@SECLEVEL=0']);
    assert.match(said, REFUSED, said);
    assert.doesNotMatch(said, /Cipher is [A-Z]/, version);
  }
  for (const version of ['-tls1_2', '-tls1_3']) {
    const said = await openssl(program, [...to, version]);
    assert.match(said, /Verify return code: 0 \(ok\)/, said);
  }
});

test('downgrade: weak ciphers are refused, and those without forward secrecy', async (context) => {
  const program = peer(context);
  if (program === undefined) return;
  const server = await startSecureServer(context);
  const to = ['-connect', `127.0.0.1:${server.tlsPort}`, '-tls1_2'];
  const weak = [
    'aNULL',
    'eNULL',
    '3DES',
    'RC4',
    'kRSA',
    'kPSK',
    'SHA1',
    'AES128-GCM-SHA256',
    'CBC',
  ];
  for (const ciphers of weak) {
    const said = await openssl(program, [...to, '-cipher', `${ciphers}:@SECLEVEL=0`]);
    assert.doesNotMatch(said, /Cipher is [A-Z]/, `${ciphers}: ${said}`);
  }
});

test('downgrade: a client with every right can not make the secure mode weaker', async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  for (const [name, value, reason] of [
    ['tls-protocols', 'TLSv1 TLSv1.2', /TLSv1 can be broken/],
    ['tls-ciphers', 'DEFAULT:@SECLEVEL=0', /weak ciphers/],
    ['bind', '0.0.0.0', /unencrypted/],
  ] as const) {
    const before = await admin.call('CONFIG', 'GET', name);
    await assert.rejects(admin.call('CONFIG', 'SET', name, value), reason);
    assert.deepEqual(await admin.call('CONFIG', 'GET', name), before);
  }
});

test('downgrade: a client can not renegotiate', async (context) => {
  const program = peer(context);
  if (program === undefined) return;
  const server = await startSecureServer(context);
  const to = ['-connect', `127.0.0.1:${server.tlsPort}`, '-tls1_2', '-legacy_renegotiation'];
  const said = await openssl(program, to, 'R\n');
  assert.match(said, /RENEGOTIATING/);
  assert.match(said, /no renegotiation|handshake failure|unexpected message/, said);
});

test('downgrade: what openssl resumes is as strong as before, and nothing resumes where it is not to', async (context) => {
  const program = peer(context);
  if (program === undefined) return;
  const server = await startSecureServer(context);
  const to = ['-connect', `127.0.0.1:${server.tlsPort}`, '-CAfile', server.authority];
  const again = await openssl(program, [...to, '-tls1_2', '-reconnect']);
  assert.equal(again.match(/^Reused, TLSv1\.2, Cipher is ECDHE-\S+-GCM-/gm)?.length, 5, again);
  const kept = server.file('session.pem');
  // TLS 1.3 sends its tickets behind the handshake: QUIT is answered after them.
  const [out, back] = [
    ['-sess_out', kept],
    ['-sess_in', kept],
  ] as const;
  const quit = 'QUIT\r\n';
  await openssl(program, [...to, '-tls1_3', ...out, '-ign_eof'], quit);
  const resumed = await openssl(program, [...to, '-tls1_3', ...back, '-ign_eof'], quit);
  assert.match(resumed, /^Reused, TLSv1\.3, Cipher is TLS_AES_/m, resumed);
  // A session of TLS 1.3 opens no older version.
  const older = await openssl(program, [...to, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0', ...back]);
  assert.doesNotMatch(older, /^(?:New|Reused), TLSv1/m, older);
  const admin = await server.admin();
  await admin.call('CONFIG', 'SET', 'tls-session-caching', 'no');
  for (const version of ['-tls1_2', '-tls1_3']) {
    const said = await openssl(program, [...to, version, '-reconnect', ...back]);
    assert.doesNotMatch(said, /^Reused/m, said);
  }
});

test('cross-protocol: protocols that a client offers (ALPN) are passed over, and change nothing', async (context) => {
  const program = peer(context);
  if (program === undefined) return;
  const server = await startSecureServer(context);
  const to = ['-connect', `127.0.0.1:${server.tlsPort}`, '-CAfile', server.authority];
  const many = Array.from({ length: 200 }, (_, at) => `protocol-${at}`).join(',');
  for (const offer of ['h2,http/1.1', 'redis', many]) {
    const said = await openssl(program, [...to, '-alpn', offer, '-ign_eof'], 'PING\r\nQUIT\r\n');
    assert.match(said, /No ALPN negotiated/, said);
    assert.match(said, /\+OK\r?\n/, said);
  }
  // HTTP, for which the offer was: the connection ends as it does on the plain port.
  const ca = readFileSync(server.authority);
  const socket = tls.connect({
    port: server.tlsPort,
    host: 'localhost',
    ca,
    ALPNProtocols: ['h2'],
  });
  socket.on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\n\r\nAUTH admin x\r\n');
  let received = '';
  socket.on('data', (part: Buffer) => (received += part.toString()));
  await new Promise((resolve) => socket.once('close', resolve));
  assert.equal(received, '');
});

test('downgrade: plain text on the TLS port and TLS on the plain port get nowhere', async (context) => {
  const server = await startSecureServer(context);
  const ca = readFileSync(server.authority);
  const plain = tls.connect({ port: server.port, host: '127.0.0.1', ca });
  const [error] = (await once(plain, 'error')) as [Error];
  assert.match(String(error), /ECONNRESET|EPROTO|disconnected before secure/);
  const attacker = await RawConnection.open(context, { port: server.tlsPort });
  attacker.send(`AUTH admin ${server.password}\r\nFLUSHALL\r\n`);
  assert.doesNotMatch(await attacker.end(), /OK/);
});

test('certificate tricks: a certificate of another authority is refused by both sides', async (context) => {
  const program = peer(context);
  if (program === undefined) return;
  const server = await startSecureServer(context, { args: ['--tls-auth-clients', 'yes'] });
  const stranger = await startSecureServer(context);
  const ca = readFileSync(server.authority);
  const to = { port: server.tlsPort, host: '127.0.0.1' };
  const untrusting = tls.connect({ ...to, ca: readFileSync(stranger.authority) });
  assert.match(String((await once(untrusting, 'error'))[0]), /self-signed|unable to|UNABLE/i);
  const pair = readFileSync(stranger.file('server.pem'));
  for (const credentials of [{}, { cert: pair, key: pair }]) {
    const received = await saidTo({ ...to, ca, ...credentials });
    assert.equal(received, '');
  }
  // What the server itself shows is no client's certificate.
  const own = readFileSync(server.file('server.pem'));
  assert.equal(await saidTo({ ...to, ca, cert: own, key: own }), '');
  const [cert, key] = await clientPair(program, server);
  assert.match(await saidTo({ ...to, ca, cert, key }), /^-NOAUTH/);
});

/** A client's certificate and key from the server's own authority. */
async function clientPair(program: string, server: SecureServer): Promise<[Buffer, Buffer]> {
  const [cert, key] = [server.file('client.crt'), server.file('client.key')];
  const authority = ['-CA', server.authority, '-CAkey', server.file('ca.key')];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', '/CN=client', '-addext', 'extendedKeyUsage=clientAuth', '-days', '1'];
  const words = ['req', ...kind, ...names, ...authority, '-keyout', key, '-out', cert];
  await promisify(execFile)(program, words);
  return [readFileSync(cert), readFileSync(key)];
}

/** What a client hears that sends PING as soon as it may: in TLS 1.3 that is before the server has seen its certificate. */
async function saidTo(options: tls.ConnectionOptions): Promise<string> {
  const socket = tls.connect(options);
  let received = '';
  socket.on('error', () => undefined);
  socket.on('secureConnect', () => socket.write('PING\r\n'));
  socket.on('data', (part: Buffer) => {
    received += part.toString();
    socket.destroy();
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return received;
}
