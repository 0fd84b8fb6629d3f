import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { Settings } from '../settings/settings.ts';
import { loadConfig } from './load-config.ts';
import { OPTIONS } from './options/options.ts';
import { type RewrittenUsers, rewriteConfig } from './rewrite-config.ts';

function rewritten(
  text: string,
  change: (settings: Settings) => void = () => undefined,
  users: RewrittenUsers = [],
): string {
  const settings = new Settings();
  settings.persistence.dir = '/data';
  settings.persistence.savePoints = [];
  change(settings);
  return rewriteConfig({ text, settings, options: OPTIONS, users });
}

const BASE = 'dir "/data"\nsave ""\nlatency-tracking-info-percentiles 50 99 99.9\n';

test('comments and order stay, values change where they stand', () => {
  const text = `# mine\nport 1\n  # indented\n\n\nslave-priority 3\n${BASE}`;
  assert.equal(
    rewritten(text, ({ listen }) => {
      listen.port = 2;
    }),
    `# mine\nport 2\n# indented\n\nreplica-priority 100\n${BASE}\n`,
  );
});

test('new values are appended once under a marker', () => {
  const once = rewritten(BASE, ({ memory }) => {
    memory.maxmemoryBytes = 2_097_152;
  });
  assert.equal(once, `${BASE}\n# Appended by CONFIG REWRITE:\nmaxmemory 2mb\n`);
  const twice = rewritten(once, ({ memory, keyspace }) => {
    memory.maxmemoryBytes = 1000;
    keyspace.hz = 20;
  });
  assert.equal(twice, `${BASE}\n# Appended by CONFIG REWRITE:\nmaxmemory 1000\n\nhz 20\n`);
});

test('lines that are too many, and directives that are gone, leave', () => {
  const text = `bind 127.0.0.1\nport 1\nport 2\nrequirepass x\npidfile /x\n${BASE}`;
  assert.equal(rewritten(text), `\nport 6379\n\n${BASE}\n`);
});

test('what is not for it stays, what means nothing is commented out', () => {
  const text = `include /etc/a.conf\nrename-command FLUSHALL ""\nlua-replicate-commands yes\nnonsense "\n${BASE}`;
  assert.equal(
    rewritten(text),
    `include /etc/a.conf\nrename-command FLUSHALL ""\n# ??? lua-replicate-commands yes\n# ??? nonsense "\n${BASE}\n`,
  );
});

test('users are written in the file, or leave it for their own', () => {
  const text = `user ann on\n${BASE}`;
  assert.match(
    rewritten(text, undefined, ['ann off', 'bob on']),
    /^user ann off\n[^]*# Appended by CONFIG REWRITE:\nuser bob on\n$/,
  );
  assert.doesNotMatch(rewritten(text, undefined, 'in their own file'), /user ann/);
});

test('a rewritten file reads back to the same values', async () => {
  const settings = new Settings();
  settings.persistence.dir = '/data';
  settings.security.requirepass = 'two words "quoted" \udcff\n';
  settings.protocol.outputBufferLimits.replica.softSeconds = 9;
  settings.keyspace.notifyKeyspaceEvents = 3;
  settings.listen.bind = [];
  settings.process.shutdownOnSigterm = ['nosave', 'force'];
  settings.memory.maxmemoryClients = -5;
  settings.listen.unixsocketMode = 0o700;
  settings.latency.percentiles = [];
  settings.tls.protocols = ['TLSv1.2', 'TLSv1.3'];
  settings.withoutEffect.set('io-threads', 4);
  settings.process.configFile = '/c';
  const text = rewriteConfig({ text: '', settings, options: OPTIONS, users: [] });
  const source = {
    configFile: '/c',
    readsStandardInput: false,
    optionsText: '',
    workingDirectory: '/',
  };
  const result = await loadConfig(source, new ConfigDisk({ '/c': text, '/data/x': '' }));
  assert.ok(result.ok, JSON.stringify(result));
  for (const option of OPTIONS) {
    assert.equal(option.get(result.config.settings), option.get(settings), option.name);
  }
});
