import assert from 'node:assert/strict';
import { certificateLogin } from '../../src/access/certificate-login.ts';
import { fromUtf8, toLatin1 } from '../../src/base/bytes.ts';
import { readAlternativeNames } from '../../src/platform/alternative-names.ts';
import { InstanceStand } from '../support/instance-stand.ts';
import { fuzz } from './fuzz.ts';

const { users } = new InstanceStand().instance;
const NAMES: readonly string[] = ['alice', 'spiffe://a/b', 'zoë', 'a, DNS:b', 'Bob'];
for (const name of NAMES) users.set(toLatin1(fromUtf8(name)), ['on', 'auth=cert']);
users.set('off', ['off', 'auth=cert']);
users.set('password', ['on', '>x', 'auth=password']);

fuzz({
  name: 'a certificate is whom one of its names names whole, byte for byte, and nobody else',
  samples: [
    'alice',
    'alice\0.evil.com\nbob',
    'zo\xc3\xab',
    'Alice\nalice',
    'spiffe://a/b\noff\npassword',
  ],
  words: ['alice', '\0', '\n', ' ', '*', '.', '/', 'off', 'password', '\xcc\x81', '\x7f', 'Bob'],
  check(bytes) {
    const commonNames = Buffer.from(bytes).toString('utf8').split('\n');
    const certificate = {
      verified: true,
      commonNames,
      organizationalUnits: [],
      uris: [],
      dnsNames: [],
      serialNumber: '1',
      fingerprint256: '',
      der: new Uint8Array(0),
    };
    const shown = {
      certificate,
      field: 'cn' as const,
      origin: { kind: 'tls' as const, source: '127.0.0.1' },
      nowMs: 0,
    };
    const expected = commonNames.slice(0, 16).find((name) => NAMES.includes(name));
    const { user } = certificateLogin(users, shown);
    assert.equal(user?.name, expected === undefined ? undefined : toLatin1(fromUtf8(expected)));
    const unverified = { ...shown, certificate: { ...certificate, verified: false } };
    assert.equal(certificateLogin(users, unverified).user, undefined);
  },
});

/** As Node prints subjectAltName: what could be mistaken for a separator comes quoted as JSON. */
function printed(names: readonly string[]): string {
  return names
    .map((name) => `DNS:${/[",'\\\n\r\0]/.test(name) ? JSON.stringify(name) : name}`)
    .join(', ');
}

fuzz({
  name: 'alternative names are as many as there are, whatever is in them',
  samples: ['a.example\nb.example', 'a, DNS:evil', 'a"b\\c', '"', 'URI:x'],
  words: ['"', '\\', ', DNS:', ', ', ':', '\n', '\0', '\\u0041'],
  check(bytes) {
    // Read from what Node prints of names, and from anything at all.
    readAlternativeNames(toLatin1(bytes));
    const names = toLatin1(bytes)
      .split('\n')
      .filter((name) => name !== '');
    assert.deepEqual(
      readAlternativeNames(printed(names)),
      names.map((value) => ({ type: 'DNS', value })),
    );
  },
});
