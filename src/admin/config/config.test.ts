import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { Arguments } from '../../base/arguments.ts';
import { fromLatin1, toLatin1 } from '../../base/bytes.ts';
import { maskedWord } from '../../engine/masked-word.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('CONFIG SET takes all pairs or none, CONFIG GET tells them', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('CONFIG SET maxmemory 1mb hz 20'), '+OK\r\n');
  assert.equal(client.say('CONFIG GET maxmemory'), '*2\r\n$9\r\nmaxmemory\r\n$7\r\n1048576\r\n');
  assert.match(
    client.say('CONFIG SET maxmemory 5mb hz x'),
    /^-ERR CONFIG SET failed \(possibly related to argument 'hz'\)/,
  );
  assert.match(client.say('CONFIG GET maxmemory'), /1048576/);
  assert.equal(client.say('CONFIG SET maxmemory 1 hz'), '-ERR syntax error\r\n');
  client.say('HELLO 3');
  assert.match(client.say('CONFIG GET h?'), /^%1\r\n\$2\r\nhz\r\n\$2\r\n20\r\n/);
});

test('a hook that needs time suspends the session, and its refusal is the answer', async () => {
  const server = new AdminServer();
  const client = server.connect();
  let verdict: string | undefined = undefined as string | undefined;
  server.services.liveConfig.onChange(['hz'], { prepare: () => Promise.resolve(verdict) });
  assert.equal(client.say('CONFIG SET hz 50'), '');
  await settle();
  assert.equal(client.late, '+OK\r\n');
  verdict = 'not today';
  client.late = '';
  client.say('CONFIG SET hz 60');
  await settle();
  assert.match(client.late, /'hz'\) - not today/);
  assert.equal(server.settings.keyspace.hz, 50);
});

test('CONFIG GET with thousands of patterns works in slices and answers as with few', async () => {
  const server = new AdminServer();
  const client = server.connect();
  const patterns = Array.from({ length: 1000 }, (_, i) => `*${i}*x`);
  assert.equal(client.send(['CONFIG', 'GET', ...patterns, 'maxmemor[y]', 'HZ']), '');
  for (let turn = 0; turn < 20 && client.late === ''; turn++) {
    server.advance(0);
    await settle();
  }
  assert.equal(client.late, '*4\r\n$9\r\nmaxmemory\r\n$1\r\n0\r\n$2\r\nHZ\r\n$2\r\n10\r\n');
});

test('CONFIG REWRITE says what went wrong', async () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('CONFIG REWRITE');
  await settle();
  assert.equal(client.late, '+OK\r\n');
  Object.assign(server.services, { rewriteConfig: () => Promise.resolve('The disk is full') });
  client.late = '';
  client.say('CONFIG REWRITE');
  await settle();
  assert.equal(client.late, '-ERR The disk is full\r\n');
});

test('CONFIG RESETSTAT lets the counters begin anew', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('GET a');
  client.say('INCR');
  assert.equal(client.say('CONFIG RESETSTAT'), '+OK\r\n');
  const { stats, latencies } = server.services;
  assert.equal(stats.errors.total, 0);
  assert.equal(server.world.stats.misses, 0);
  assert.equal(server.table.named('get')?.calls, 0);
  assert.equal(latencies.of(server.table.named('get')?.id ?? 0), undefined);
});

test('no log shows a secret that CONFIG SET is given, or what may be one', () => {
  const row = new AdminServer().table.named('config|set')!;
  const shown = (line: string): string => {
    const args = Arguments.of(line.split(' ').map(fromLatin1));
    return Array.from({ length: args.count }, (_, word) =>
      toLatin1(maskedWord(row, args, word)),
    ).join(' ');
  };
  assert.equal(
    shown('CONFIG SET hz 1 RequirePass x maxmemory 2'),
    'CONFIG SET hz 1 RequirePass (redacted) maxmemory 2',
  );
  assert.equal(shown('CONFIG SET requirepas x'), 'CONFIG SET requirepas (redacted)');
  assert.equal(shown('CONFIG SET requirepass a b'), 'CONFIG SET requirepass (redacted) (redacted)');
});
