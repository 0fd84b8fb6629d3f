import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CertificateChain, makeChain } from '../../test/support/certificate-chain.ts';
import type { TlsMaterial, TlsPolicy } from '../ports/tls.ts';
import { checkTls } from './check-tls.ts';

const PASSPHRASE = 'open sesame';
const POLICY: TlsPolicy = {
  preferServerCiphers: false,
  clients: 'no',
  sessionCaching: true,
  sessionTimeoutSeconds: 300,
};

const directory = mkdtempSync(join(tmpdir(), 'casemate-check-'));
after(() => rmSync(directory, { recursive: true }));
let chain: CertificateChain;
before(() => {
  chain = makeChain(directory, { names: ['db.example.org'], passphrase: PASSPHRASE });
});

function complaint(material: Partial<TlsMaterial>): string {
  const outcome = checkTls(
    { certificate: chain.leaf, key: chain.key, authorities: [], ...material },
    POLICY,
  );
  return outcome.ok ? 'none' : outcome.failure.message;
}

test('an encrypted key opens with its passphrase, in both forms', () => {
  for (const key of [chain.encryptedKey, chain.oldEncryptedKey]) {
    assert.equal(complaint({ key, keyPassphrase: PASSPHRASE }), 'none');
    assert.equal(
      complaint({ key, keyPassphrase: 'open barley' }),
      'Failed to load private key: the passphrase does not open it (tls-key-file, tls-key-file-pass)',
    );
    assert.equal(
      complaint({ key }),
      'Failed to load private key: it is encrypted, and there is no passphrase (tls-key-file, tls-key-file-pass)',
    );
  }
  assert.equal(complaint({ keyPassphrase: 'of no use' }), 'none');
});

test('a chain is the certificate first, and every part of it is looked at', () => {
  const whole = Buffer.concat([chain.leaf, chain.intermediate]);
  assert.equal(complaint({ certificate: whole }), 'none');
  assert.match(
    complaint({ certificate: Buffer.concat([chain.intermediate, chain.leaf]) }),
    /not the key of the certificate \(tls-key-file, tls-cert-file\)/,
  );
  const [, ...rest] = chain.intermediate.toString('latin1').split('\n');
  const broken = ['-----BEGIN CERTIFICATE-----', 'AAAA', ...rest].join('\n');
  assert.match(
    complaint({ certificate: Buffer.concat([chain.leaf, Buffer.from(broken)]) }),
    /^Failed to load certificate: .*\(tls-cert-file\)$/,
  );
  assert.equal(
    complaint({ certificate: Buffer.from('junk') }),
    'Failed to load certificate: there is no certificate in it (tls-cert-file)',
  );
});

test('a pair of a name is judged as the own one, and named', () => {
  const { leaf, key, intermediate } = chain;
  const named = (certificate: Uint8Array, itsKey: Uint8Array): string =>
    complaint({ named: [{ name: 'db', certificate, key: itsKey }] });
  assert.equal(named(leaf, key), 'none');
  assert.match(named(intermediate, key), /not the key of the certificate \(tls-sni-cert db\)$/);
  assert.match(
    named(leaf, Buffer.from('junk')),
    /^Failed to load private key: .*\(tls-sni-cert db\)$/,
  );
});

test('what is in use is told with the end of the whole chain', () => {
  const folder = mkdtempSync(join(directory, 'short-'));
  const short = makeChain(folder, { names: ['x'], passphrase: PASSPHRASE, days: 1 });
  const outcome = checkTls(
    {
      certificate: Buffer.concat([chain.leaf, short.intermediate]),
      key: chain.key,
      authorities: [Buffer.concat([chain.root, short.root])],
      named: [{ name: 'x', certificate: short.leaf, key: short.key }],
    },
    POLICY,
  );
  assert.ok(outcome.ok);
  const { server, named, authorities } = outcome.value;
  const [x] = named;
  assert.ok(x !== undefined);
  assert.equal(x.name, 'x');
  assert.notEqual(x.serialNumber, server.serialNumber);
  assert.equal(authorities.length, 2);
  const [long = 0, soon = 0] = authorities.map(({ notAfterMs }) => notAfterMs);
  assert.ok(soon < long);
  assert.ok(server.notAfterMs < long);
});
