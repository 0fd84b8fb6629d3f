import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { NodeCertificates } from '../platform/node-certificates.ts';
import { NodeEntropy } from '../platform/node-entropy.ts';
import type { Issuing } from './certificates.ts';
import { createAuthority, daysLeft, issueServerCertificate, needsRenewal } from './certificates.ts';

const DAY_MS = 86_400_000;
const directory = mkdtempSync(join(tmpdir(), 'casemate-certificates-'));
after(() => rmSync(directory, { recursive: true }));

const certificates = new NodeCertificates();
const issuing: Issuing = { certificates, entropy: new NodeEntropy(), nowMs: Date.now() };

function openssl(...words: string[]): string {
  return execFileSync('openssl', words, { encoding: 'utf8' });
}

function saved(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

test('openssl verifies the server certificate against the authority, for every name it stands for', async () => {
  const authority = await createAuthority(issuing);
  const server = await issueServerCertificate(issuing, authority, 'box.example.org');
  const ca = saved('ca.crt', authority.certificate);
  const crt = saved('server.crt', server.certificate);
  for (const name of ['localhost', 'box.example.org']) {
    assert.match(
      openssl(
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-CAfile',
        ca,
        '-verify_hostname',
        name,
        crt,
      ),
      /: OK/,
    );
  }
  for (const ip of ['127.0.0.1', '::1']) {
    assert.match(openssl('verify', '-x509_strict', '-CAfile', ca, '-verify_ip', ip, crt), /: OK/);
  }
  assert.throws(() =>
    execFileSync(
      'openssl',
      ['verify', '-CAfile', ca, '-verify_hostname', 'evil.example.org', crt],
      { stdio: 'pipe' },
    ),
  );
});

test('the certificates are P-256, live ten years and 825 days, and may do only their own work', async () => {
  const authority = await createAuthority(issuing);
  const server = await issueServerCertificate(issuing, authority, 'box');
  const printedCa = openssl(
    'x509',
    '-noout',
    '-text',
    '-in',
    saved('ca2.crt', authority.certificate),
  );
  const printed = openssl(
    'x509',
    '-noout',
    '-text',
    '-in',
    saved('server2.crt', server.certificate),
  );
  assert.match(printedCa, /NIST CURVE: P-256/);
  assert.match(printedCa, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  assert.match(printedCa, /Key Usage: critical\s+Certificate Sign, CRL Sign/);
  assert.match(printed, /NIST CURVE: P-256/);
  assert.match(printed, /Basic Constraints: critical\s+CA:FALSE/);
  assert.match(printed, /Extended Key Usage:\s+TLS Web Server Authentication/);
  assert.match(printed, /DNS:localhost, DNS:box, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1/);
  const read = certificates.read(server.certificate);
  const readCa = certificates.read(authority.certificate);
  assert.ok(read.ok && readCa.ok);
  assert.equal(read.value.notAfterMs - read.value.notBeforeMs, 825 * DAY_MS);
  assert.equal(readCa.value.notAfterMs - readCa.value.notBeforeMs, 3650 * DAY_MS);
  assert.equal(daysLeft(read.value.notAfterMs, issuing.nowMs), 824);
});

test('a renewed server certificate comes from the same authority with a new key and serial number', async () => {
  const authority = await createAuthority(issuing);
  const first = await issueServerCertificate(issuing, authority, 'box');
  const second = await issueServerCertificate(issuing, authority, 'box');
  assert.ok(certificates.isIssuedBy(first.certificate, authority.certificate));
  assert.ok(certificates.isIssuedBy(second.certificate, authority.certificate));
  assert.ok(certificates.checkKey(second).ok);
  assert.equal(
    certificates.checkKey({ certificate: second.certificate, key: first.key }).ok,
    false,
  );
  const [a, b] = [certificates.read(first.certificate), certificates.read(second.certificate)];
  assert.ok(a.ok && b.ok);
  assert.notEqual(a.value.serialNumber, b.value.serialNumber);
});

test('another authority of the same kind has not issued it', async () => {
  const authority = await createAuthority(issuing);
  const stranger = await createAuthority(issuing);
  const server = await issueServerCertificate(issuing, authority, 'box');
  assert.equal(certificates.isIssuedBy(server.certificate, stranger.certificate), false);
});

test('a host name that is no DNS name is left out', async () => {
  const authority = await createAuthority(issuing);
  const server = await issueServerCertificate(issuing, authority, 'my box, DNS:evil');
  const read = certificates.read(server.certificate);
  assert.ok(read.ok);
  assert.deepEqual(read.value.names, ['localhost', '127.0.0.1', '0:0:0:0:0:0:0:1']);
});

test('what is not PEM is a failure and not an exception', () => {
  const junk = new TextEncoder().encode('hello');
  assert.equal(certificates.read(junk).ok, false);
  assert.equal(certificates.checkKey({ certificate: junk, key: junk }).ok, false);
  assert.equal(certificates.isIssuedBy(junk, junk), false);
});

test('renewal is due in the last thirty days', () => {
  assert.equal(needsRenewal(31 * DAY_MS, 0), false);
  assert.equal(needsRenewal(29 * DAY_MS, 0), true);
});
