import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_PROXIES, StandNetwork } from '../../test/support/stand-network.ts';
import type { LogSink } from '../ports/log.ts';
import { Settings } from '../settings/settings.ts';
import { Listeners } from './listeners.ts';
import { banner, logReady, logStarting } from './start-lines.ts';

function collect(): { readonly log: LogSink; readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, log: { line: (level, text) => void lines.push(`${level} ${text}`) } };
}

test('the start says version and pid, and whether there is a configuration', () => {
  const { log, lines } = collect();
  logStarting(log, { version: '1.2.3', pid: 42, hasConfig: false });
  assert.match(lines.join('\n'), /version=1\.2\.3, Redis version=7\.2\.\d+, bits=64, pid=42/);
  assert.equal(lines.length, 2);
  logStarting(log, { version: '1.2.3', pid: 42, hasConfig: true });
  assert.equal(lines.at(-1), 'notice Configuration loaded');
});

test('the banner has the words that harnesses look for', () => {
  const text = banner({ version: '1.2.3', pid: 42, port: 7000 });
  assert.match(text, / Port: 7000\n/);
  assert.match(text, / PID: 42\n/);
});

test('every open listener is ready, and no other', async () => {
  const settings = new Settings();
  settings.listen.bind = ['127.0.0.1'];
  settings.listen.port = 7000;
  const { log, lines } = collect();
  const listeners = new Listeners({
    settings,
    network: new StandNetwork(),
    certificates: { context: () => Promise.reject(new Error('there is no TLS here')) },
    log,
    accept: () => undefined,
    admit: () => true,
    proxies: NO_PROXIES,
    onHandshakeFailed: () => undefined,
    groupId: () => Promise.resolve(undefined),
  });
  await listeners.open();
  logReady(log, listeners, 7000);
  assert.deepEqual(lines, [
    'notice Running mode=standalone, port=7000.',
    'notice Server initialized',
    'notice Ready to accept connections tcp',
  ]);
  await listeners.close();
  lines.length = 0;
  settings.listen.port = 0;
  settings.listen.unixsocket = '/run/c.sock';
  await listeners.open();
  logReady(log, listeners, 0);
  assert.equal(lines.at(-1), 'notice Ready to accept connections unix at /run/c.sock');
});
