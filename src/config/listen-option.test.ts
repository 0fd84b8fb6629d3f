import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import type { ExtraListener } from '../settings/listen-settings.ts';
import { Settings } from '../settings/settings.ts';
import { listenOption } from './listen-option.ts';
import { LiveConfig } from './live-config.ts';
import { loadConfig } from './load-config.ts';
import { slot } from './slot.ts';
import { splitArguments } from './split-arguments.ts';

const option = listenOption('listen', slot('listen', 'extra'), { doc: 'Listens.' });

function read(...lines: readonly string[]): readonly ExtraListener[] | string {
  const settings = new Settings();
  for (const line of lines) {
    const complaint = option.set(settings, splitArguments(line) ?? [], 'file');
    if (complaint !== undefined) return complaint;
  }
  return settings.listen.extra;
}

const open = { users: undefined, admin: true };

test('an address is a host and a port, an IPv6 address in brackets, or the path of a Unix socket', () => {
  const places = ['10.0.0.1:7000', '*:7001', 'db.example:7002', '[::1]:7003', '[::*]:7004'];
  const listeners = read(...places, 'unix:/run/c.sock', 'unix:c.sock');
  assert.ok(typeof listeners !== 'string');
  assert.deepEqual(
    listeners.map(({ kind, address, port }) => [kind, address, port]),
    [
      ['tcp', '10.0.0.1', 7000],
      ['tcp', '*', 7001],
      ['tcp', 'db.example', 7002],
      ['tcp', '::1', 7003],
      ['tcp', '::*', 7004],
      ['unix', '/run/c.sock', 0],
      ['unix', 'c.sock', 0],
    ],
  );
});

test('behind it stand its rules, in any order', () => {
  const users = new Set(['ann', 'bob']);
  assert.deepEqual(read('[::1]:7000 admin=no users=ann,bob TLS=yes', 'unix:/s mode=0660 users=*'), [
    { kind: 'tls', address: '::1', port: 7000, mode: 0, policy: { users, admin: false } },
    { kind: 'unix', address: '/s', port: 0, mode: 0o660, policy: open },
  ]);
  assert.deepEqual(read('h:1 tls=no admin=yes users=*'), [
    { kind: 'tcp', address: 'h', port: 1, mode: 0, policy: open },
  ]);
});

test('whatever is not meant so is refused: nothing listens with a policy that nobody wrote', () => {
  for (const place of [
    '7000',
    ':7000',
    'h:',
    'h:0',
    'h:65536',
    'h:07',
    '::1:7000',
    '[::1]',
    'unix:',
  ])
    assert.match(JSON.stringify(read(place)), /is no address to listen on/, place);
  const rules = ['admin', 'admin=', 'admin=nope', 'users=', 'users=a,,b', 'user=a', 'tls=1'];
  // A second address would leave the first one without the rules.
  for (const rule of [...rules, 'mode=600', '127.0.0.1:7001', 'admin=no admin=yes'])
    assert.match(JSON.stringify(read(`h:1 ${rule}`)), /is no rule of a listener/, rule);
  for (const rule of ['mode=0', 'mode=8', 'mode=1777', 'tls=yes'])
    assert.match(JSON.stringify(read(`unix:/s ${rule}`)), /is no rule of a listener/, rule);
  const many = Array.from({ length: 17 }, (_, at) => `h:${at + 1}`);
  assert.match(JSON.stringify(read(...many)), /Too many/);
});

test('CONFIG GET and REWRITE give lines that make the same listeners', async () => {
  const lines = [
    '127.0.0.1:7000 users=web,jörg admin=no',
    '[::1]:7001 tls=yes',
    '"unix:/run/my socket" mode=660',
  ];
  const disk = new ConfigDisk({
    '/etc/c.conf': lines.map((line) => `listen ${line}`).join('\n'),
  });
  const source = {
    configFile: '/etc/c.conf',
    optionsText: 'listen "10.0.0.1:7002 admin=no"\n',
    readsStandardInput: false,
    fromArguments: [],
    workingDirectory: '/',
  };
  const loaded = await loadConfig(source, disk);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const { settings } = loaded.config;
  assert.equal(settings.listen.extra.length, 4);
  const config = new LiveConfig(settings);
  assert.equal(
    config.valueOf('listen'),
    [
      '127.0.0.1:7000 users=web,jörg admin=no',
      '[::1]:7001 tls=yes',
      'unix:/run/my socket mode=660',
      '10.0.0.1:7002 admin=no',
    ].join('\n'),
  );
  const text = config.rewrite('listen 9.9.9.9:1\nport 7\n', 'in their own file');
  const again = read(
    ...text
      .split('\n')
      .filter((line) => line.startsWith('listen '))
      .map((line) => line.slice('listen '.length)),
  );
  assert.deepEqual(again, settings.listen.extra);
});
