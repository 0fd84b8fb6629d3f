import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { eventually } from '../../../../test/support/eventually.ts';
import { FakeClientWorld } from '../../../../test/support/fake-client-world.ts';
import { startRedisServer } from '../../../../test/support/redis-server.ts';
import { runClient } from '../run-client.ts';

/** Runs a tool that never ends by itself until the pattern has been printed, and then stops the server. */
async function printedUntil(
  context: TestContext,
  pattern: RegExp,
  argv: readonly string[],
): Promise<string> {
  const server = await startRedisServer(context);
  if (server === undefined) return '';
  const client = await server.connect();
  await client.call('SET', 'a', 'b');
  const world = new FakeClientWorld({ outputIsTerminal: true });
  const running = runClient(['-p', String(server.port), ...argv], world);
  await eventually(() => pattern.test(world.printed), String(pattern));
  await server.stop();
  assert.equal(await running, 3);
  assert.match(world.complaints, /^Error: Server closed the connection\n$/);
  return world.printed;
}

test("--stat prints the server's numbers in redis-cli's columns", async (context) => {
  const printed = await printedUntil(context, /(\(\+\d+\)[^]*){3}/, ['--stat', '-i', '0.01']);
  const [first, second, ...lines] = printed.split('\n');
  assert.equal(
    first,
    '------- data ------ --------------------- load -------------------- - child -',
  );
  assert.equal(
    second,
    'keys       mem      clients blocked requests            connections          ',
  );
  assert.match(lines[0] ?? '', /^1 {10}\d+\.\d\d[KM] {2,4}2 {7}0 {7}\d+ \(\+0\) +\d+ +$/);
  assert.match(lines[1] ?? '', /^1 {10}\d+\.\d\d[KM] {2,4}2 {7}0 {7}\d+ \(\+1\) +\d+ +$/);
});

test('--latency keeps one line up to date, and --latency-history begins a new one', async (context) => {
  const line = /^\u001b\[0G\u001b\[2Kmin: \d+, max: \d+, avg: \d+\.\d\d \(1 samples\)/;
  assert.match(await printedUntil(context, /3 samples/, ['--latency']), line);
  const history = ['--latency-history', '-i', '0.05'];
  const printed = await printedUntil(context, /(seconds range\n[^]*){2}/, history);
  assert.match(printed, /samples\) -- \d+\.\d\d seconds range\n.*\(1 samples\)/);
});

test('--latency-dist explains its colours and prints a line of them', async (context) => {
  const argv = ['--latency-dist', '-i', '0.01'];
  const printed = await printedUntil(context, /(\?\u001b\[0m\n[^]*){2}/, argv);
  assert.equal(printed.match(/From 0 to 100%/g)?.length, 1);
  const [, , , , , , , , line] = printed.split('\n');
  const signs = (line ?? '').replaceAll(/\u001b\[[\d;]*m/g, '');
  assert.equal(signs, '.-*#123456789ABCDEFGHIJKLMNOPQ?');
});

test('--latency into a pipe measures for a while and prints one line', async (context) => {
  const server = await startRedisServer(context);
  if (server === undefined) return;
  const measuring = ['-p', String(server.port), '--latency', '-i', '0.05'];
  for (const [format, pattern] of [
    ['--raw', /^\d+ \d+ \d+\.\d\d \d+\n$/],
    ['--csv', /^\d+,\d+,\d+\.\d\d,\d+\n$/],
    ['--json', /^\{"min": \d+, "max": \d+, "avg": \d+\.\d\d, "count": \d+\}\n$/],
  ] as const) {
    const world = new FakeClientWorld();
    assert.equal(await runClient([...measuring, format], world), 0);
    assert.match(world.printed, pattern);
  }
});

test('a tool that the server refuses says why', async (context) => {
  const server = await startRedisServer(context, ['requirepass secret']);
  if (server === undefined) return;
  for (const tool of ['--scan', '--bigkeys', '--stat', '--latency']) {
    const world = new FakeClientWorld();
    assert.equal(await runClient(['-p', String(server.port), tool], world), 1, tool);
    assert.equal(world.complaints, 'Error: NOAUTH Authentication required.\n');
  }
});
