import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import type { CertificatePair } from '../../src/ports/certificates.ts';
import { newAuthority, newServerPair } from '../support/certificates.ts';
import { lastly } from '../support/cleanup.ts';
import { connectTo, type DropIn, startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { workFolder } from '../support/program.ts';

interface Stand {
  readonly server: DropIn;
  readonly folder: string;
  readonly authority: CertificatePair;
  /** The serial number of what is shown to who asks for this name. */
  readonly serial: (servername?: string) => Promise<string>;
}

interface StandOptions {
  /** Puts the files of the first pair where `tls.crt` and `tls.key` of the folder lead to them. */
  readonly place: (folder: string, pair: CertificatePair) => void;
  readonly lines?: (folder: string) => readonly string[];
}

async function start(context: TestContext, options: StandOptions): Promise<Stand> {
  const authority = await newAuthority();
  const folder = await workFolder(context);
  options.place(folder, await newServerPair(authority, 'box'));
  const tlsPort = await freePort();
  const server = await startDropIn(context, [
    `tls-port ${tlsPort}`,
    `tls-cert-file ${path.join(folder, 'tls.crt')}`,
    `tls-key-file ${path.join(folder, 'tls.key')}`,
    'tls-auth-clients no',
    ...(options.lines?.(folder) ?? []),
  ]);
  await server.program.waitFor(/Ready to accept connections tls/);
  const serial = async (servername = 'localhost'): Promise<string> => {
    const ca = Buffer.from(authority.certificate);
    const socket = tls.connect({ port: tlsPort, host: '127.0.0.1', ca, servername });
    lastly(context, () => socket.destroy());
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('error', reject);
    });
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  return { server, folder, authority, serial };
}

function write(folder: string, { certificate, key }: CertificatePair): void {
  writeFileSync(path.join(folder, 'tls.crt'), certificate);
  writeFileSync(path.join(folder, 'tls.key'), key, { mode: 0o600 });
}

let version = 0;

/** As Kubernetes mounts a secret: the names lead through `..data`, a link that is swapped in one step. */
function mount(folder: string, pair: CertificatePair): void {
  const name = `..version_${String(++version)}`;
  mkdirSync(path.join(folder, name));
  write(path.join(folder, name), pair);
  symlinkSync(name, path.join(folder, '..data_tmp'));
  renameSync(path.join(folder, '..data_tmp'), path.join(folder, '..data'));
}

test('a mounted secret that is swapped is taken into use without a signal, bad ones are not', async (context) => {
  const stand = await start(context, {
    place: (folder, pair) => {
      mount(folder, pair);
      for (const name of ['tls.crt', 'tls.key'])
        symlinkSync(path.join('..data', name), path.join(folder, name));
    },
    lines: () => ['tls-auto-reload-interval 1'],
  });
  const { server, folder, authority, serial } = stand;
  const first = await serial();
  const second = await newServerPair(authority, 'box');
  mount(folder, second);
  await server.program.waitFor(/The certificate files changed: reloaded/);
  const renewed = await serial();
  assert.notEqual(renewed, first);

  const third = await newServerPair(authority, 'box');
  mount(folder, { certificate: third.certificate, key: second.key });
  const complaint = 'The certificate files changed, and the old ones stay in use';
  await server.program.waitFor(new RegExp(`${complaint}: .*not the key of the certificate`));
  assert.equal(await serial(), renewed);
  mount(folder, third);
  await eventually(async () => (await serial()) !== renewed, 'the pair that fits');
  assert.equal(server.program.stdout.split(complaint).length, 2);

  // What is gone is no pair either, and the server serves on.
  rmSync(path.join(folder, '..data'));
  await server.program.waitFor(/stay in use: Failed to load certificate: /);
  await serial();
});

test('names have certificates of their own, which come and go with the others', async (context) => {
  const place = (folder: string, pair: CertificatePair): void => {
    write(folder, pair);
  };
  const stand = await start(context, { place });
  const { server, folder, authority, serial } = stand;
  const own = await serial();
  const client = await connectTo(context, server.port);
  const file = (name: string): string => path.join(folder, name);
  const db = await newServerPair(authority, 'db.example.org');
  writeFileSync(file('db.pem'), Buffer.concat([db.certificate, db.key]), { mode: 0o600 });
  const line = `db.example.org ${file('db.pem')} ${file('db.pem')}`;
  await assert.rejects(
    client.call('CONFIG', 'SET', 'tls-sni-cert', `${line} *.example.org ${file('x')} ${file('x')}`),
    /Unable to update TLS configuration/,
  );
  assert.equal(await serial('db.example.org').catch(() => 'refused'), 'refused');
  assert.equal(await client.call('CONFIG', 'SET', 'tls-sni-cert', line), 'OK');
  const named = await serial('DB.example.org');
  assert.notEqual(named, own);
  assert.equal(await serial(), own);
  assert.equal(await client.call('CONFIG', 'REWRITE'), 'OK');
  const info = (await client.call('INFO', 'tls')) as string;
  assert.match(info, new RegExp(`^tls_server_cert_serial:${own}\r$`, 'm'));
  assert.match(info, new RegExp(`^tls_sni_cert_0:name=db\\.example\\.org,serial=${named},`, 'm'));

  // One file that can't be read keeps all of them.
  const [fresh, freshDb] = await Promise.all([
    newServerPair(authority, 'box'),
    newServerPair(authority, 'db.example.org'),
  ]);
  write(folder, fresh);
  writeFileSync(file('db.pem'), freshDb.certificate);
  server.program.kill('SIGHUP');
  await server.program.waitFor(
    /the old certificates stay in use: .*\(tls-sni-cert db\.example\.org\)/,
  );
  assert.deepEqual([await serial(), await serial('db.example.org')], [own, named]);
  writeFileSync(file('db.pem'), Buffer.concat([freshDb.certificate, freshDb.key]));
  server.program.kill('SIGHUP');
  await server.program.waitFor(/log and certificates reloaded/);
  assert.notEqual(await serial(), own);
  assert.notEqual(await serial('db.example.org'), named);
});
