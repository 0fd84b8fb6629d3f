import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import type { PeerCertificate } from '../ports/tls.ts';
import { type CertificateField, certificateLogin } from './certificate-login.ts';

function certificate(parts: Partial<PeerCertificate>): PeerCertificate {
  return {
    verified: true,
    commonNames: [],
    organizationalUnits: [],
    uris: [],
    dnsNames: [],
    serialNumber: '01',
    fingerprint256: '',
    der: new Uint8Array(),
    ...parts,
  };
}

const stand = new AclStand();

function logsIn(
  parts: Partial<PeerCertificate>,
  field: CertificateField = 'cn',
  source = '10.0.0.1',
): string {
  const login = certificateLogin(stand.users, {
    certificate: certificate(parts),
    field,
    origin: { kind: 'tls', source },
    nowMs: 1_800_000_000_000,
  });
  return login.user === undefined ? `nobody of ${login.names.join(',')}` : login.user.name;
}

test('the chosen field of a certificate names the user, and no other field does', () => {
  stand.user('reset on');
  const shown = {
    commonNames: ['alice'],
    organizationalUnits: ['ou'],
    uris: ['urn:redis:user:alice'],
    dnsNames: ['alice.example.org'],
  };
  stand.user('reset on', 'urn:redis:user:alice');
  stand.user('reset on', 'alice.example.org');
  assert.equal(logsIn(shown, 'cn'), 'alice');
  assert.equal(logsIn(shown, 'uri'), 'urn:redis:user:alice');
  assert.equal(logsIn(shown, 'dns'), 'alice.example.org');
  assert.equal(logsIn(shown, 'ou'), 'nobody of ou');
  assert.equal(logsIn(shown, 'off'), 'nobody of ');
});

test('the first of several names that may log in counts', () => {
  stand.user('reset on');
  stand.user('reset off', 'bob');
  assert.equal(logsIn({ commonNames: ['nobody', 'bob', 'alice'] }), 'alice');
  assert.equal(
    logsIn({ commonNames: [...new Array<string>(16).fill('x'), 'alice'] }).slice(0, 6),
    'nobody',
  );
});

test('a certificate that is not verified names nobody', () => {
  stand.user('reset on');
  assert.equal(logsIn({ verified: false, commonNames: ['alice'] }), 'nobody of ');
});

test('names are compared byte for byte', () => {
  stand.user('reset on');
  for (const name of ['Alice', 'alice ', 'alice\0', 'alice,CN=x', '*', 'al*', '']) {
    assert.match(logsIn({ commonNames: [name] }), /^nobody/, JSON.stringify(name));
  }
});

test('a user that is off, expired, pinned to passwords or bound to other addresses does not log in', () => {
  for (const [rules, outcome] of [
    ['reset on auth=cert', 'alice'],
    ['reset on auth=cert from=10.0.0.0/8', 'alice'],
    ['reset off', 'nobody of alice'],
    ['reset on auth=password', 'nobody of alice'],
    ['reset on expires=1800000000', 'nobody of alice'],
    ['reset on from=192.168.0.0/16', 'nobody of alice'],
  ] as const) {
    stand.user(rules);
    assert.equal(logsIn({ commonNames: ['alice'] }), outcome, rules);
  }
});
