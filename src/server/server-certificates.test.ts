import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { StandingClock } from '../../test/support/instance-stand.ts';
import { NO_PROXIES, StandNetwork } from '../../test/support/stand-network.ts';
import { toUtf8 } from '../base/bytes.ts';
import { encodeText } from '../config/byte-text.ts';
import { LiveConfig } from '../config/live-config.ts';
import type { Disk } from '../ports/disk.ts';
import { Settings } from '../settings/settings.ts';
import { Listeners } from './listeners.ts';
import { secretWorld } from './make-users.ts';
import { ServerCertificates } from './server-certificates.ts';

const NO_VARIABLES = { environment: () => undefined };

const DAY_MS = 86_400_000;

let settings = new Settings();
let network = new StandNetwork();
let disk = new ConfigDisk();
let clock = new StandingClock();
let log: string[] = [];
let config = new LiveConfig(settings);
let certificates = newCertificates();

function newCertificates(): ServerCertificates {
  return new ServerCertificates({
    settings,
    network,
    disk: disk as unknown as Disk,
    log: { line: (_level, text) => void log.push(text) },
    clock,
    secrets: (given) => secretWorld(given, { disk: disk as unknown as Disk, host: NO_VARIABLES }),
  });
}

beforeEach(async () => {
  settings = new Settings();
  settings.listen.tlsPort = 6380;
  Object.assign(settings.tls, {
    certFile: '/etc/tls/cert',
    keyFile: '/etc/tls/key',
    caCertFile: '/etc/tls/ca',
  });
  network = new StandNetwork();
  disk = new ConfigDisk({ '/etc/tls/cert': 'cert', '/etc/tls/key': 'key', '/etc/tls/ca': 'ca' });
  clock = new StandingClock();
  log = [];
  config = new LiveConfig(settings);
  certificates = newCertificates();
  certificates.register(config);
  assert.ok((await certificates.context(settings)).ok);
});

const inUse = (): string => toUtf8(network.material?.certificate ?? new Uint8Array(0));

/** Another file at this path. */
function put(path: string, text: string): void {
  disk.files.set(path, text);
  disk.modifiedMs.set(path, (disk.modifiedMs.get(path) ?? 0) + 1);
}

/** CONFIG SET: undefined when it went well. */
async function set(...words: readonly string[]): Promise<string | undefined> {
  const pairs: { name: Uint8Array; value: Uint8Array }[] = [];
  for (let i = 0; i < words.length; i += 2) {
    pairs.push({ name: encodeText(words[i] ?? ''), value: encodeText(words[i + 1] ?? '') });
  }
  const error = await config.set(pairs, { isLocal: true, isLoading: false });
  return error?.message.replace(/^.* - /, '');
}

/** Everything that happens again and again happens once. */
async function tick(): Promise<void> {
  for (const run of [...clock.repeated]) run();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('asked for', () => {
  test('they are read again as one pair', async () => {
    put('/etc/tls/cert', 'renewed');
    assert.equal(await certificates.reload(), undefined);
    assert.equal(inUse(), 'renewed');
  });

  test('they stay in use when the new pair does not fit, or when a file has gone', async () => {
    put('/etc/tls/cert', 'renewed');
    put('/etc/tls/key', 'bad');
    assert.match((await certificates.reload()) ?? '', /does not fit/);
    disk.files.delete('/etc/tls/key');
    assert.match((await certificates.reload()) ?? '', /Failed to load private key/);
    assert.equal(inUse(), 'cert');
  });

  test('they are no matter where there is no TLS', async () => {
    const none = newCertificates();
    assert.equal(await none.reload(), undefined);
    assert.equal(none.inUse, undefined);
    assert.deepEqual(none.findings(), []);
  });

  test('CONFIG SET takes them into use, or keeps the old ones and the old setting', async () => {
    put('/etc/tls/second', 'second');
    assert.equal(await set('tls-cert-file', '/etc/tls/second'), undefined);
    assert.equal(inUse(), 'second');
    const refused = await set('tls-cert-file', '/etc/tls/none');
    assert.match(refused ?? '', /Unable to update TLS configuration/);
    assert.equal(inUse(), 'second');
    assert.equal(settings.tls.certFile, '/etc/tls/second');
    assert.match(log.at(-1) ?? '', /\/etc\/tls\/none/);
  });

  test('a certificate for a name comes with the others or not at all', async () => {
    put('/etc/tls/db', 'db');
    assert.match(
      (await set('tls-sni-cert', 'db.example.org /etc/tls/db /etc/tls/none')) ?? '',
      /Unable to update TLS configuration/,
    );
    assert.match(log.at(-1) ?? '', /\/etc\/tls\/none: .*\(tls-sni-cert db\.example\.org\)/);
    assert.deepEqual(settings.tls.named, []);
    const good = 'DB.example.org /etc/tls/db /etc/tls/key';
    assert.equal(await set('tls-sni-cert', good), undefined);
    assert.deepEqual(
      network.material?.named?.map(({ name, certificate }) => [name, toUtf8(certificate)]),
      [['db.example.org', 'db']],
    );
  });

  test('a port that was closed meanwhile opens with the files as they are then', async () => {
    assert.equal(await set('tls-port', '0'), undefined);
    put('/etc/tls/cert', 'renewed');
    assert.ok((await certificates.context(settings)).ok);
    assert.equal(inUse(), 'renewed');
  });
});

describe('a change that fails', () => {
  beforeEach(async () => {
    const listeners = new Listeners({
      settings,
      network,
      certificates,
      log: { line: (_level, text) => void log.push(text) },
      accept: () => undefined,
      admit: () => true,
      proxies: NO_PROXIES,
      onHandshakeFailed: () => undefined,
      groupId: () => Promise.resolve(undefined),
    });
    listeners.register(config);
    settings.listen.bind = ['127.0.0.1'];
    assert.equal(await set('tls-port', '0'), undefined);
    put('/etc/tls/second', 'second');
  });

  for (const [how, port] of [
    ['because the port is taken', '6381'],
    ['because a later hook refuses', '6382'],
  ] as const) {
    test(`leaves no TLS behind that opens later with an old policy: ${how}`, async () => {
      network.taken.add('127.0.0.1:6381');
      config.onChange(['tls-port'], {
        prepare: ({ next }) => (next.listen.tlsPort === 6382 ? 'No.' : undefined),
      });
      assert.notEqual(await set('tls-port', port), undefined);
      assert.equal(certificates.inUse, undefined);
      assert.equal(
        await set('tls-auth-clients', 'yes', 'tls-cert-file', '/etc/tls/second'),
        undefined,
      );
      assert.equal(await set('tls-port', '6380'), undefined);
      assert.equal(inUse(), 'second');
      assert.equal(network.policy?.clients, 'yes');
    });
  }

  test('is no matter to what was made by settings that never came to be', async () => {
    const next = new Settings();
    Object.assign(next.tls, settings.tls, { authClients: 'no' });
    assert.ok((await certificates.context(next)).ok);
    assert.ok((await certificates.context(settings)).ok);
    assert.equal(network.policy?.clients, 'yes');
  });
});

describe('asked for while a CONFIG SET is on its way', () => {
  for (const outcome of [undefined, 'No.']) {
    test(`they are read when it is over (${outcome ?? 'it went well'})`, async () => {
      let finish: ((answer: string | undefined) => void) | undefined;
      config.onChange(['tls-cert-file'], {
        prepare: () => new Promise((resolve) => (finish = resolve)),
      });
      put('/etc/tls/second', 'second');
      const change = set('tls-cert-file', '/etc/tls/second');
      while (finish === undefined) await Promise.resolve();
      assert.equal(inUse(), 'second');
      put('/etc/tls/cert', 'renewed');
      put('/etc/tls/second', 'second renewed');
      let isReloaded = false;
      const reload = certificates.reload().then((complaint) => {
        isReloaded = true;
        return complaint;
      });
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(isReloaded, false);
      finish(outcome);
      assert.equal(await change, outcome);
      assert.equal(await reload, undefined);
      assert.equal(inUse(), outcome === undefined ? 'second renewed' : 'renewed');
    });
  }
});

describe('watched', () => {
  beforeEach(() => {
    settings.tls.autoReloadIntervalSeconds = 60;
    certificates.start();
  });

  test('they are read when a file has changed, and only then', async () => {
    let reads = 0;
    const readFile = disk.readFile.bind(disk);
    disk.readFile = (path) => {
      reads++;
      return readFile(path);
    };
    await tick();
    assert.equal(reads, 0);
    put('/etc/tls/cert', 'renewed');
    await tick();
    assert.equal(inUse(), 'renewed');
    assert.deepEqual(log, ['The certificate files changed: reloaded']);
    const after = reads;
    await tick();
    assert.equal(reads, after);
  });

  test('what does not fit is told once for each change, and mended by the next', async () => {
    put('/etc/tls/cert', 'renewed');
    put('/etc/tls/key', 'bad');
    await tick();
    await tick();
    assert.equal(log.length, 1);
    assert.match(log[0] ?? '', /^The certificate files changed, and the old ones stay in use: /);
    assert.equal(inUse(), 'cert');
    disk.files.delete('/etc/tls/key');
    await tick();
    await tick();
    assert.equal(log.length, 2);
    put('/etc/tls/key', 'key');
    await tick();
    assert.equal(inUse(), 'renewed');
  });

  test('authorities, their directory, CRL and certificates of names count, too', async () => {
    const files = ['/etc/tls/ca', '/etc/tls/more/one', '/etc/tls/crl', '/etc/tls/db'];
    for (const file of files) put(file, 'first');
    Object.assign(settings.tls, {
      caCertDir: '/etc/tls/more',
      crlFile: '/etc/tls/crl',
      named: [{ name: 'db', certFile: '/etc/tls/db', keyFile: '/etc/tls/key' }],
    });
    await certificates.reload();
    for (const file of [...files, '/etc/tls/more/two']) {
      put(file, 'second');
      await tick();
      assert.match(log.at(-1) ?? '', /reloaded/, file);
      log = [];
    }
  });

  test('what SIGHUP or CONFIG SET has read is no change any more', async () => {
    put('/etc/tls/cert', 'renewed');
    await certificates.reload();
    await tick();
    assert.deepEqual(log, []);
    put('/etc/tls/second', 'second');
    await set('tls-cert-file', '/etc/tls/second');
    await tick();
    assert.deepEqual(log, []);
    await set('tls-cert-file', '/etc/tls/none');
    log = [];
    await tick();
    assert.deepEqual(log, []);
    assert.equal(inUse(), 'second');
  });

  test('CONFIG SET tls-auto-reload-interval begins and ends it', async () => {
    assert.equal(await set('tls-auto-reload-interval', '0'), undefined);
    put('/etc/tls/cert', 'renewed');
    await tick();
    assert.equal(inUse(), 'cert');
    assert.equal(await set('tls-auto-reload-interval', '5'), undefined);
    await tick();
    assert.equal(inUse(), 'renewed');
    certificates.stop();
    assert.equal(clock.repeated.size, 0);
  });
});

test('a certificate that ends soon is told of when it is read and once a day', async () => {
  const notAfterMs = clock.nowMs + 12 * DAY_MS;
  network.certificates = { server: { serialNumber: 'AB', notAfterMs }, named: [], authorities: [] };
  certificates = newCertificates();
  await certificates.context(settings);
  const soon = /^WARNING: The server certificate \(tls-cert-file, serial AB\) ends in 12 days, on /;
  assert.match(log.join('\n'), soon);
  await certificates.reload();
  assert.equal(log.length, 2);
  certificates.start();
  clock.nowMs += 13 * DAY_MS;
  await tick();
  assert.match(log.at(-1) ?? '', /ended on 20/);
  assert.deepEqual(
    certificates.findings().map(({ id }) => id),
    ['certificate-expired'],
  );
});
