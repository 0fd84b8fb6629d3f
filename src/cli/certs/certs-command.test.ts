import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { newAuthority, newServerPair } from '../../../test/support/certificates.ts';
import { NodeCertificates } from '../../platform/node-certificates.ts';
import { NodeClock } from '../../platform/node-clock.ts';
import { NodeDisk } from '../../platform/node-disk.ts';
import { NodeEntropy } from '../../platform/node-entropy.ts';
import { NodeProcess } from '../../platform/node-process.ts';
import { certsProgram } from './certs-command.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'casemate-certs-'));
after(() => rmSync(directory, { recursive: true }));
const at = (name: string): string => path.join(directory, name);

before(async () => {
  const authority = await newAuthority();
  const server = await newServerPair(authority, 'box');
  writeFileSync(at('ca.crt'), authority.certificate);
  writeFileSync(at('ca.key'), authority.key, { mode: 0o600 });
  writeFileSync(at('server.pem'), Buffer.concat([server.certificate, server.key]), { mode: 0o600 });
});

/** Runs `casemate certs` with these words; what it prints. */
async function certs(...words: string[]): Promise<string> {
  let printed = '';
  const program = certsProgram({
    certificates: new NodeCertificates(),
    clock: new NodeClock(),
    disk: new NodeDisk(),
    entropy: new NodeEntropy(),
    host: new NodeProcess(),
    print: (text) => {
      printed += text;
    },
  });
  await program.parseAsync([...words, '--data-dir', directory], { from: 'user' });
  return printed;
}

test('certs create client makes a certificate with the names that were asked for, and a key for its owner alone', async () => {
  const uri = 'spiffe://example.org/app';
  await certs(
    'create',
    'client',
    'app',
    '--out',
    directory,
    '--ou',
    'ops',
    '--uri',
    uri,
    '--days',
    '7',
  );
  const made = new X509Certificate(readFileSync(at('app.crt')));
  assert.equal(made.subject, 'OU=ops\nCN=app');
  assert.equal(made.subjectAltName, `URI:${uri}`);
  assert.deepEqual(made.keyUsage, ['1.3.6.1.5.5.7.3.2']);
  assert.ok(made.verify(new X509Certificate(readFileSync(at('ca.crt'))).publicKey));
  assert.ok(made.checkPrivateKey(createPrivateKey(readFileSync(at('app.key')))));
  assert.equal(statSync(at('app.key')).mode & 0o777, 0o600);
  const days = (Date.parse(made.validTo) - Date.now()) / 86_400_000;
  assert.ok(days > 6.9 && days <= 7, String(days));
});

test('certs create server takes DNS names and addresses', async () => {
  await certs('create', 'server', '10.0.0.7', '--out', directory, '--dns', 'db', '--ip', '::1');
  const made = new X509Certificate(readFileSync(at('10.0.0.7.crt')));
  assert.equal(made.subjectAltName, 'DNS:db, IP Address:10.0.0.7, IP Address:0:0:0:0:0:0:0:1');
});

test('certs create encrypts the key with a passphrase from a file', async () => {
  writeFileSync(at('passphrase'), 'a passphrase\n');
  await certs(
    'create',
    'client',
    'locked',
    '--out',
    directory,
    '--passphrase-file',
    at('passphrase'),
  );
  const key = readFileSync(at('locked.key'));
  assert.match(key.toString(), /BEGIN ENCRYPTED PRIVATE KEY/);
  assert.throws(() => createPrivateKey(key));
  assert.equal(createPrivateKey({ key, passphrase: 'a passphrase' }).asymmetricKeyType, 'ec');
});

test('certs create writes nothing over, and refuses names and lives that are none', async () => {
  await certs('create', 'client', 'once', '--out', directory);
  const key = readFileSync(at('once.key'), 'utf8');
  await assert.rejects(certs('create', 'client', 'once', '--out', directory), /is there already/);
  assert.equal(readFileSync(at('once.key'), 'utf8'), key);
  for (const name of ['../up', 'a b', '', 'a/b']) {
    await assert.rejects(
      certs('create', 'client', name, '--out', directory),
      /can't be the name/,
      name,
    );
  }
  for (const days of ['0', '3651', '1.5', 'x']) {
    await assert.rejects(
      certs('create', 'client', 'n', '--out', directory, '--days', days),
      /--days/,
    );
  }
});

test('certs renew replaces the server certificate with one of the same authority', async () => {
  const before = new X509Certificate(readFileSync(at('server.pem')));
  assert.match(await certs('renew'), /server\.pem is new/);
  const after = new X509Certificate(readFileSync(at('server.pem')));
  assert.notEqual(after.serialNumber, before.serialNumber);
  assert.ok(after.verify(new X509Certificate(readFileSync(at('ca.crt'))).publicKey));
  assert.equal(statSync(at('server.pem')).mode & 0o777, 0o600);
});

test("certs renew leaves an operator's own certificate alone", async () => {
  const ours = readFileSync(at('server.pem'));
  const stranger = await newServerPair(await newAuthority(), 'box');
  writeFileSync(at('server.pem'), Buffer.concat([stranger.certificate, stranger.key]));
  await assert.rejects(certs('renew'), /another authority/);
  writeFileSync(at('server.pem'), ours);
});

test('certs show tells names and ends, for people and for machines', async () => {
  const shown = await certs('show');
  assert.match(shown, /ca\.crt\n {2}subject {2}CN=Casemate local CA/);
  assert.match(shown, /names {4}localhost, \S+, 127\.0\.0\.1/);
  assert.match(shown, /82[45] days left|36[45]\d days left/);
  const rows = JSON.parse(await certs('show', '--json')) as { file: string; use: string }[];
  assert.deepEqual(
    rows.map(({ file }) => path.basename(file)),
    ['ca.crt', 'server.pem'],
  );
  await certs('create', 'client', 'shown', '--out', directory);
  const used = JSON.parse(await certs('show', '--json', at('shown.crt'))) as { use: string }[];
  assert.deepEqual(
    [...rows, ...used].map(({ use }) => use),
    ['authority', 'server', 'client'],
  );
  assert.match(await certs('show', at('shown.crt')), /\n {2}use {6}client\n/);
  writeFileSync(at('broken'), 'nothing');
  await assert.rejects(certs('show', at('broken')), /there is no certificate in it/);
});

test('certs trust names the file that clients need', async () => {
  assert.ok((await certs('trust')).includes(`--cacert ${at('ca.crt')}`));
});
