import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { TRACKED_PREFIXES_MAX } from '../../base/limits.ts';
import { SessionState } from '../../engine/session-state.ts';

test('CLIENT TRACKING reads its options as Redis does', () => {
  const client = new AdminServer().connect();
  for (const [words, reply] of [
    ['off', '+OK'],
    ['OFF PREFIX a', '+OK'],
    ['maybe', '-ERR syntax error'],
    ['on foo', '-ERR syntax error'],
    ['on prefix', '-ERR syntax error'],
    ['on redirect 99', '-ERR The client ID you want redirect to does not exist'],
    ['on redirect x', '-ERR value is not an integer or out of range'],
    ['on redirect 1 redirect 1', '-ERR A client can only redirect to a single other client'],
    ['on prefix a', '-ERR PREFIX option requires BCAST mode to be enabled'],
    ['on bcast optin', '-ERR OPTIN and OPTOUT are not compatible with BCAST'],
    ['on optin optout', "-ERR You can't specify both OPTIN mode and OPTOUT mode"],
    ['on redirect 1 optin', '+OK'],
    [
      'on bcast',
      "-ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a different mode.",
    ],
    [
      'on optout',
      "-ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a different mode.",
    ],
  ] as const)
    assert.equal(client.say(`CLIENT TRACKING ${words}`), `${reply}\r\n`, words);
});

test('a connection that is being closed is none to redirect to', () => {
  const server = new AdminServer();
  const [client, other] = [server.connect(), server.connect()];
  other.session.enter(SessionState.closing);
  assert.match(
    client.say(`CLIENT TRACKING on REDIRECT ${other.session.id}`),
    /^-ERR The client ID you want/,
  );
});

test('CLIENT LIST, INFO and TRACKINGINFO tell who tracks and how', () => {
  const server = new AdminServer();
  const [client, target] = [server.connect(), server.connect()];
  const line = (): string => / flags=\S+ .* redir=-?\d+/.exec(client.say('CLIENT INFO'))?.[0] ?? '';
  const info = (): readonly string[] =>
    client.say('INFO clients stats').match(/^tracking_\w+:\d+/gm) ?? [];
  assert.match(line(), /^ flags=N .* redir=-1$/);
  client.say(`CLIENT TRACKING on NOLOOP REDIRECT ${target.session.id}`);
  client.say('GET a');
  assert.match(line(), new RegExp(`^ flags=t .* redir=${target.session.id}$`));
  assert.equal(client.say('CLIENT GETREDIR'), `:${target.session.id}\r\n`);
  assert.deepEqual(info(), [
    'tracking_clients:1',
    'tracking_total_keys:1',
    'tracking_total_items:1',
    'tracking_total_prefixes:0',
  ]);
  server.engine.tracking.forget(target.session);
  client.say('SET a 1');
  client.say('GET a');
  server.connect().say('SET a 2');
  assert.match(line(), /^ flags=tR /);
  assert.match(client.say('CLIENT TRACKINGINFO'), /noloop\r\n\$15\r\nbroken_redirect/);
  client.say('CLIENT TRACKING off');
  client.say('CLIENT TRACKING on BCAST PREFIX b PREFIX a');
  assert.match(line(), /^ flags=tB .* redir=0$/);
  assert.equal(info()[3], 'tracking_total_prefixes:2');
  assert.match(client.say('CLIENT TRACKINGINFO'), /\*2\r\n\$1\r\na\r\n\$1\r\nb\r\n$/);
  client.say('RESET');
  assert.match(line(), /^ flags=N .* redir=-1$/);
  assert.equal(info()[0], 'tracking_clients:0');
});

test('a client tracks so many prefixes and no more', () => {
  const client = new AdminServer().connect();
  const words = (from: number, count: number): string =>
    Array.from({ length: count }, (_, i) => `PREFIX ${String(from + i).padStart(6, '0')}`).join(
      ' ',
    );
  const track = (from: number, count: number): string =>
    client.say(`CLIENT TRACKING on BCAST ${words(from, count)}`);
  assert.match(track(0, TRACKED_PREFIXES_MAX + 1), /^-ERR A client can't track more than 10000/);
  assert.equal(track(0, TRACKED_PREFIXES_MAX - 1), '+OK\r\n');
  assert.match(track(20_000, 2), /^-ERR A client can't/);
  assert.equal(track(20_000, 1), '+OK\r\n');
  assert.match(track(30_000, 1), /^-ERR A client can't/);
});
