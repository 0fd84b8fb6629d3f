import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { toUtf8 } from '../base/bytes.ts';
import type { Disk } from '../ports/disk.ts';
import { Settings } from '../settings/settings.ts';
import { secretWorld } from './make-users.ts';
import { readTlsMaterial, tlsPolicy } from './tls-files.ts';

let settings = new Settings();
let disk = new ConfigDisk();

beforeEach(() => {
  settings = new Settings();
  settings.persistence.dir = '/data';
  Object.assign(settings.tls, { certFile: 'cert', keyFile: '/etc/key', caCertFile: 'ca' });
  disk = new ConfigDisk({
    '/data/cert': 'the certificate',
    '/etc/key': 'the key',
    '/data/ca': 'the authority',
    '/data/more/one': 'one',
    '/data/more/two': 'two',
    '/data/dh': 'parameters',
  });
});

const read = (): ReturnType<typeof readTlsMaterial> =>
  readTlsMaterial(
    settings,
    disk as unknown as Disk,
    secretWorld(settings, {
      disk: disk as unknown as Disk,
      host: { environment: (name) => (name === 'PASS' ? 'from afar' : undefined) },
    }),
  );

/** Why the files can't be used. */
async function complaint(): Promise<string> {
  const found = await read();
  assert.ok(typeof found === 'string', 'something is wrong with the files');
  return found;
}

/** The fields as text. */
async function material(): Promise<unknown> {
  const found = await read();
  assert.ok(typeof found !== 'string', 'the files can be read');
  const { certificate, key, authorities, keyPassphrase, dhParameters } = found;
  return {
    pair: [toUtf8(certificate), toUtf8(key)],
    authorities: authorities.map(toUtf8),
    keyPassphrase,
    dhParameters: dhParameters === undefined ? undefined : toUtf8(dhParameters),
  };
}

test('certificate, key and authority are read from where the directives say', async () => {
  assert.deepEqual(await material(), {
    pair: ['the certificate', 'the key'],
    authorities: ['the authority'],
    keyPassphrase: undefined,
    dhParameters: undefined,
  });
});

test('a directory of authorities adds to the file, and passphrase and parameters come along', async () => {
  Object.assign(settings.tls, { caCertDir: 'more', keyFilePass: 'open', dhParamsFile: 'dh' });
  assert.deepEqual(await material(), {
    pair: ['the certificate', 'the key'],
    authorities: ['the authority', 'one', 'two'],
    keyPassphrase: 'open',
    dhParameters: 'parameters',
  });
});

test('clients that are verified need an authority; without one nobody is let in by accident', async () => {
  settings.tls.caCertFile = '';
  assert.match(await complaint(), /Either tls-ca-cert-file or tls-ca-cert-dir/);
  settings.tls.authClients = 'no';
  assert.equal(typeof (await read()), 'object');
});

test('what is missing is named', async () => {
  for (const [directive, value, expected] of [
    ['certFile', '', /^No tls-cert-file configured/],
    ['keyFile', '', /^No tls-key-file configured/],
    ['certFile', 'none', /^Failed to load certificate: none/],
    ['keyFile', 'none', /^Failed to load private key: none/],
    ['caCertFile', 'none', /^Failed to load CA certificate: \/data\/none/],
    ['caCertDir', 'none', /^Failed to read tls-ca-cert-dir/],
    ['dhParamsFile', 'none', /^Failed to load DH parameters/],
  ] as const) {
    const before = settings.tls[directive];
    settings.tls[directive] = value;
    assert.match(await complaint(), expected);
    settings.tls[directive] = before;
  }
});

test('what is not configured is left to the strong defaults', () => {
  assert.deepEqual(tlsPolicy(settings), {
    preferServerCiphers: false,
    clients: 'yes',
    sessionCaching: true,
    sessionTimeoutSeconds: 300,
  });
  Object.assign(settings.tls, { protocols: ['TLSv1.3'], ciphers: 'A:B', ciphersuites: 'C' });
  const { protocols, ciphers, cipherSuites } = tlsPolicy(settings);
  assert.deepEqual([protocols, ciphers, cipherSuites], [['TLSv1.3'], 'A:B', 'C']);
});
