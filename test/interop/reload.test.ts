import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { newAuthority, newServerPair } from '../support/certificates.ts';
import { lastly } from '../support/cleanup.ts';
import { connectTo, type DropIn, startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { workFolder } from '../support/program.ts';

interface TlsDropIn extends DropIn {
  readonly tlsPort: number;
  readonly ca: string;
  /** Gives the server another certificate and key, which it doesn't know of yet. */
  replacePair(): Promise<void>;
  pairFile: string;
}

async function startTls(context: TestContext, lines: readonly string[] = []): Promise<TlsDropIn> {
  const authority = await newAuthority();
  const folder = await workFolder(context);
  const [pairFile, caFile] = [path.join(folder, 'server.pem'), path.join(folder, 'ca.crt')];
  const replacePair = async (): Promise<void> => {
    const { certificate, key } = await newServerPair(authority, 'box');
    const text = Buffer.concat([certificate, Buffer.from('\n'), key]);
    writeFileSync(pairFile, text, { mode: 0o600 });
  };
  await replacePair();
  writeFileSync(caFile, authority.certificate);
  const tlsPort = await freePort();
  const files = [`tls-cert-file ${pairFile}`, `tls-key-file ${pairFile}`];
  const server = await startDropIn(context, [
    `tls-port ${tlsPort}`,
    ...files,
    `tls-ca-cert-file ${caFile}`,
    'tls-auth-clients no',
    ...lines,
  ]);
  await server.program.waitFor(/Ready to accept connections tls/);
  return { ...server, tlsPort, ca: readFileSync(caFile, 'utf8'), replacePair, pairFile };
}

interface Meeting {
  readonly serial: string;
  readonly isResumed: boolean;
  /** To come back with. */
  readonly session: Buffer;
  readonly socket: tls.TLSSocket;
}

/** One connection: who the server is, and whether it remembered the session. */
async function meet(context: TestContext, server: TlsDropIn, session?: Buffer): Promise<Meeting> {
  const socket = tls.connect({
    port: server.tlsPort,
    host: '127.0.0.1',
    ca: server.ca,
    ...(session === undefined ? {} : { session }),
  });
  lastly(context, () => socket.destroy());
  const sessions: Buffer[] = [];
  let received = '';
  socket.on('session', (each: Buffer) => sessions.push(each));
  socket.on('data', (part: Buffer) => (received += part.toString('latin1')));
  await new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  const { serialNumber } = socket.getPeerCertificate();
  socket.write('PING\r\n');
  // TLS 1.3 sends its tickets after the handshake.
  await eventually(() => received === '+PONG\r\n', 'a reply');
  if (session === undefined) await eventually(() => sessions.length > 0, 'a ticket');
  const ticket = sessions[0] ?? session;
  assert.ok(ticket);
  return { serial: serialNumber, isResumed: socket.isSessionReused(), session: ticket, socket };
}

test('revoked certificate resumes: SIGHUP brings the new pair, and old tickets are worthless', async (context) => {
  const server = await startTls(context);
  const first = await meet(context, server);
  const second = await meet(context, server, first.session);
  assert.ok(second.isResumed);
  await server.replacePair();
  // Until it is told, it shows the old one.
  assert.equal((await meet(context, server)).serial, first.serial);
  server.program.kill('SIGHUP');
  await server.program.waitFor(/Received SIGHUP: log and certificates reloaded/);
  const third = await meet(context, server, second.session);
  assert.ok(!third.isResumed);
  assert.notEqual(third.serial, first.serial);
  // Who is connected stays connected.
  first.socket.write('PING\r\n');
  await new Promise((resolve) => first.socket.once('data', resolve));
});

test('SIGHUP: a pair that does not fit leaves the old one in service, and says so', async (context) => {
  const server = await startTls(context);
  const first = await meet(context, server);
  const old = readFileSync(server.pairFile, 'utf8');
  await server.replacePair();
  const [certificate] = readFileSync(server.pairFile, 'utf8').split(/(?<=CERTIFICATE-----)/);
  const [, key] = old.split(/(?<=END CERTIFICATE-----)/);
  const bad = [`${certificate ?? ''}${key ?? ''}`, 'nonsense', ''];
  for (const [index, text] of bad.entries()) {
    writeFileSync(server.pairFile, text);
    server.program.kill('SIGHUP');
    await eventually(
      () => server.program.stdout.split('the old certificates stay in use').length === index + 2,
      'the complaint',
    );
    assert.equal((await meet(context, server)).serial, first.serial);
  }
});

test('CONFIG SET: certificate and key change together, a wrong pair changes nothing', async (context) => {
  const server = await startTls(context);
  const first = await meet(context, server);
  const client = await server.client();
  await server.replacePair();
  const files = ['tls-cert-file', server.pairFile, 'tls-key-file', server.pairFile];
  assert.equal(await client.call('CONFIG', 'SET', ...files), 'OK');
  const second = await meet(context, server);
  assert.notEqual(second.serial, first.serial);
  await assert.rejects(
    client.call('CONFIG', 'SET', 'tls-key-file', '/nonexistent'),
    /Unable to update TLS configuration/,
  );
  assert.equal((await meet(context, server)).serial, second.serial);
});

test('SIGHUP: the log goes on in a new file, for logrotate', async (context) => {
  const server = await startDropIn(context, ['logfile redis.log', 'loglevel verbose']);
  const log = path.join(server.folder, 'redis.log');
  const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await eventually(() => textOf(log).includes('Ready to accept connections'), 'the log');
  for (const turn of ['1', '2']) {
    renameSync(log, `${log}.${turn}`);
    server.program.kill('SIGHUP');
    await eventually(() => textOf(log).includes('Received SIGHUP'), 'the new log');
  }
  const client = await connectTo(context, server.port);
  await client.call('AUTH', 'nobody', 'x').catch(() => undefined);
  await eventually(() => textOf(log).includes("user 'nobody'"), 'a line in the new log');
  assert.ok(!textOf(`${log}.1`).includes('nobody') && !textOf(`${log}.2`).includes('nobody'));
  assert.equal(server.program.stdout, '');
});
