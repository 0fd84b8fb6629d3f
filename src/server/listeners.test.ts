import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { StandingClock } from '../../test/support/instance-stand.ts';
import { NO_PROXIES, StandNetwork } from '../../test/support/stand-network.ts';
import { encodeText } from '../config/byte-text.ts';
import { listenOption } from '../config/listen-option.ts';
import { LiveConfig } from '../config/live-config.ts';
import { slot } from '../config/slot.ts';
import type { Disk } from '../ports/disk.ts';
import { Settings } from '../settings/settings.ts';
import { Listeners } from './listeners.ts';
import { secretWorld } from './make-users.ts';
import { ServerCertificates } from './server-certificates.ts';

const NO_VARIABLES = { environment: () => undefined };

const listen = listenOption('listen', slot('listen', 'extra'), { doc: 'Listens.' });
let settings = new Settings();
let network = new StandNetwork();
let disk = new ConfigDisk();
let log: string[] = [];
let config = new LiveConfig(settings);
let listeners = newListeners();

function newListeners(): Listeners {
  return new Listeners({
    settings,
    network,
    certificates: new ServerCertificates({
      settings,
      network,
      disk: disk as unknown as Disk,
      log: { line: (_level, text) => void log.push(text) },
      clock: new StandingClock(),
      secrets: (given) => secretWorld(given, { disk: disk as unknown as Disk, host: NO_VARIABLES }),
    }),
    log: { line: (_level, text) => void log.push(text) },
    accept: () => undefined,
    admit: () => true,
    proxies: NO_PROXIES,
    onHandshakeFailed: () => undefined,
    groupId: (name) => Promise.resolve(name === 'staff' ? 50 : undefined),
  });
}

beforeEach(() => {
  settings = new Settings();
  settings.listen.bind = ['127.0.0.1', '::1'];
  network = new StandNetwork();
  disk = new ConfigDisk({ '/etc/tls/cert': 'cert', '/etc/tls/key': 'key', '/etc/tls/ca': 'ca' });
  log = [];
  config = new LiveConfig(settings);
  listeners = newListeners();
  listeners.register(config);
});

function useTls(): void {
  settings.listen.tlsPort = 6380;
  settings.tls.certFile = '/etc/tls/cert';
  settings.tls.keyFile = '/etc/tls/key';
  settings.tls.caCertFile = '/etc/tls/ca';
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

const open = (): string[] => [...network.open.keys()].sort();

describe('at the start', () => {
  test('everything that the settings name is opened', async () => {
    useTls();
    settings.listen.unixsocket = 'casemate.sock';
    settings.persistence.dir = '/var/lib/casemate';
    assert.equal(await listeners.open(), undefined);
    assert.deepEqual(open(), [
      '/var/lib/casemate/casemate.sock',
      '127.0.0.1:6379',
      '127.0.0.1:6380',
      '::1:6379',
      '::1:6380',
    ]);
    assert.equal(listeners.get('unix')?.address, '/var/lib/casemate/casemate.sock');
    await listeners.close();
    assert.deepEqual(open(), []);
    assert.equal(listeners.get('tcp'), undefined);
  });

  test('nothing stays open when one of them can not be opened', async () => {
    useTls();
    network.taken.add('::1:6380');
    assert.equal(await listeners.open(), 'Failed listening on ::1:6380');
    assert.deepEqual(open(), []);
  });

  test('a server that would listen nowhere says so', async () => {
    settings.listen.port = 0;
    assert.match((await listeners.open()) ?? '', /not listen anywhere/);
    settings.listen.port = 6379;
    settings.listen.bind = [];
    assert.match((await listeners.open()) ?? '', /not listen anywhere/);
  });

  test('a TLS listener without its files is a start that fails', async () => {
    useTls();
    settings.tls.keyFile = '/etc/tls/none';
    assert.match((await listeners.open()) ?? '', /^Failed to load private key: \/etc\/tls\/none/);
    assert.deepEqual(open(), []);
  });

  test('a Unix socket gets its mode and its group before anybody can connect', async () => {
    settings.listen.unixsocket = '/run/c.sock';
    settings.listen.unixsocketMode = 0o770;
    settings.listen.unixsocketGroup = 'staff';
    await listeners.open();
    assert.deepEqual([network.unix?.mode, network.unix?.owner], [0o770, { uid: -1, gid: 50 }]);
  });

  test('without a mode and a group it has those that the umask gives', async () => {
    settings.listen.unixsocket = '/run/c.sock';
    await listeners.open();
    assert.deepEqual([network.unix?.mode, network.unix?.owner], [undefined, undefined]);
  });
});

describe('listen', () => {
  const line = (text: string): void => {
    assert.equal(listen.set(settings, text.split(' '), 'file'), undefined);
  };

  test('opens its addresses beside those of bind, each with its own policy', async () => {
    useTls();
    settings.listen.tlsPort = 0;
    settings.listen.bind = ['127.0.0.1'];
    settings.listen.unixsocketMode = 0o770;
    line('10.0.0.1:7000 users=web admin=no');
    line('10.0.0.1:7001 tls=yes');
    line('unix:/run/more.sock');
    assert.equal(await listeners.open(), undefined);
    assert.deepEqual(open(), [
      '/run/more.sock',
      '10.0.0.1:7000',
      '10.0.0.1:7001',
      '127.0.0.1:6379',
    ]);
    assert.deepEqual(network.unix?.mode, 0o770);
    assert.deepEqual(
      listeners.extra.map(({ kind }) => kind),
      ['tcp', 'tls', 'unix'],
    );
    await listeners.close();
    assert.deepEqual(open(), []);
  });

  test('is enough to listen somewhere, and stays open when bind and port change', async () => {
    settings.listen.port = 0;
    line('unix:/run/more.sock mode=600');
    assert.equal(await listeners.open(), undefined);
    assert.equal(network.unix?.mode, 0o600);
    assert.equal(await set('port', '7000', 'bind', '127.0.0.1'), undefined);
    assert.deepEqual(open(), ['/run/more.sock', '127.0.0.1:7000']);
    assert.match((await set('listen', '10.0.0.1:7001')) ?? '', /can't set immutable config/);
  });

  test('that can not be opened leaves nothing open', async () => {
    line('10.0.0.1:7000');
    network.taken.add('10.0.0.1:7000');
    assert.equal(await listeners.open(), 'Failed listening on 10.0.0.1:7000');
    assert.deepEqual(open(), []);
  });
});

describe('CONFIG SET port', () => {
  test('opens the new port and closes the old one', async () => {
    await listeners.open();
    assert.equal(await set('port', '7000'), undefined);
    assert.deepEqual(open(), ['127.0.0.1:7000', '::1:7000']);
    assert.equal(listeners.get('tcp')?.port, 7000);
  });

  test('0 closes it', async () => {
    await listeners.open();
    assert.equal(await set('port', '0'), undefined);
    assert.deepEqual(open(), []);
    assert.equal(listeners.get('tcp'), undefined);
  });

  test('keeps the old port when the new one is taken', async () => {
    await listeners.open();
    network.taken.add('127.0.0.1:7000');
    assert.match((await set('port', '7000')) ?? '', /Unable to listen on this port/);
    assert.deepEqual(open(), ['127.0.0.1:6379', '::1:6379']);
    assert.equal(settings.listen.port, 6379);
    assert.deepEqual(log, ['Failed listening on 127.0.0.1:7000']);
  });

  test('gives the new port back when another change of the same command is refused', async () => {
    useTls();
    await listeners.open();
    const before = open();
    network.taken.add('192.0.2.1:6380');
    const refused = await set('port', '7000', 'bind', '192.0.2.1');
    assert.match(refused ?? '', /Failed to bind/);
    assert.deepEqual(open(), before);
  });
});

describe('CONFIG SET bind', () => {
  test('moves the listeners to the new addresses', async () => {
    useTls();
    await listeners.open();
    assert.equal(await set('bind', '127.0.0.2'), undefined);
    assert.deepEqual(open(), ['127.0.0.2:6379', '127.0.0.2:6380']);
  });

  test('takes the old addresses back when the new ones can not be had', async () => {
    useTls();
    await listeners.open();
    const before = open();
    network.taken.add('127.0.0.2:6380');
    assert.match((await set('bind', '127.0.0.2')) ?? '', /Failed to bind to specified addresses/);
    assert.deepEqual(open(), before);
  });
});
