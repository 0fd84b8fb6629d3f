import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

const MB = 1024 * 1024;

/** The integers of a RESP2 reply by the bulk string before each. */
function integersOf(reply: string): Map<string, number> {
  return new Map(
    [...reply.matchAll(/\r\n([a-z.-]+)\r\n:(-?\d+)/g)].map(([, name = '', value]) => [
      name,
      Number(value),
    ]),
  );
}

test('MEMORY USAGE tells what a key takes, null for none, and takes samples without needing them', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('MEMORY USAGE k'), '$-1\r\n');
  client.say('SET k v');
  const small = Number(client.say('MEMORY USAGE k').slice(1));
  assert.ok(small >= 16 && small <= 64, String(small));
  client.send(['SET', 'big', 'x'.repeat(100_000)]);
  const big = Number(client.say('MEMORY USAGE big SAMPLES 0').slice(1));
  assert.ok(big >= 100_000 && big < 113_000, String(big));
  assert.equal(client.say('MEMORY USAGE k SAMPLES 5 samples 1'), `:${small}\r\n`);
  for (const [words, error] of [
    ['SAMPLES', 'syntax error'],
    ['SAMPLES -1', 'syntax error'],
    ['FOO 1', 'syntax error'],
    ['SAMPLES x', 'value is not an integer or out of range'],
  ] as const)
    assert.equal(client.say(`MEMORY USAGE k ${words}`), `-ERR ${error}\r\n`);
});

test('MEMORY STATS splits what is used into overhead and data', () => {
  const server = new AdminServer();
  const client = server.connect();
  server.services.stats.startupBytes = server.world.slabs.usedBytes;
  client.send(['SET', 'a', 'x'.repeat(10_000)]);
  client.say('SELECT 3');
  client.say('SET b 1');
  const reply = client.say('MEMORY STATS');
  const stats = integersOf(reply);
  const of = (name: string): number => stats.get(name) ?? Number.NaN;
  assert.equal(of('total.allocated'), server.world.slabs.usedBytes);
  assert.equal(of('dataset.bytes') + of('overhead.total'), of('total.allocated'));
  assert.ok(of('dataset.bytes') >= 10_000);
  assert.ok(of('peak.allocated') >= of('total.allocated'));
  assert.equal(of('keys.count'), 2);
  assert.equal(of('clients.normal'), client.session.heldBytes);
  assert.ok(reply.includes('db.0') && reply.includes('db.3') && !reply.includes('db.1'));
  client.say('HELLO 3');
  assert.match(client.say('MEMORY STATS'), /^%29\r\n.*\r\ndataset\.percentage\r\n,\d/s);
});

test('MEMORY DOCTOR says nothing of little data and names what stands out', () => {
  const server = new AdminServer();
  const client = server.connect();
  assert.match(client.say('MEMORY DOCTOR'), /hardly any data/);
  client.send(['SET', 'a', 'x'.repeat(6 * MB)]);
  server.services.host.memoryUse = () => ({
    rssBytes: 8 * MB,
    heapUsedBytes: 0,
    heapTotalBytes: 0,
    heapLimitBytes: 0,
    arrayBufferBytes: 0,
  });
  assert.match(client.say('MEMORY DOCTOR'), /Nothing is wrong/);
  server.services.stats.sawMemory(600 * MB, 1);
  Object.assign(client.session.link, { outputBytes: 10 * MB });
  const report = client.say('MEMORY DOCTOR');
  assert.match(report, /Peak: 600\.00M were in use/);
  assert.match(report, /Clients: connections hold 10\.00M/);
  assert.doesNotMatch(report, /Gaps/);
});

test('MEMORY PURGE and MALLOC-STATS answer, HELP names every subcommand', () => {
  const server = new AdminServer();
  const client = server.connect();
  assert.equal(client.say('MEMORY PURGE'), '+OK\r\n');
  assert.match(client.say('MEMORY MALLOC-STATS'), /\nreserved for data: \d+\n/);
  const help = client.say('MEMORY HELP');
  for (const { name } of server.table.named('memory')?.subcommands ?? [])
    assert.ok(help.includes(`+${name.toUpperCase()}`), name);
});
