import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

function watched(): AdminServer {
  const server = new AdminServer();
  server.settings.latency.monitorThresholdMs = 100;
  const { latencyEvents } = server.services;
  latencyEvents.measured('command', 300, 1_699_999_990_000);
  latencyEvents.measured('command', 500, 1_699_999_995_000);
  return server;
}

test('LATENCY LATEST and HISTORY tell what was recorded', () => {
  const client = watched().connect();
  assert.equal(
    client.say('LATENCY LATEST'),
    '*1\r\n*4\r\n$7\r\ncommand\r\n:1699999995\r\n:500\r\n:500\r\n',
  );
  assert.equal(
    client.say('LATENCY HISTORY command'),
    '*2\r\n*2\r\n:1699999990\r\n:300\r\n*2\r\n:1699999995\r\n:500\r\n',
  );
  assert.equal(client.say('LATENCY HISTORY nosuch'), '*0\r\n');
});

test('LATENCY GRAPH draws high and low', () => {
  const client = watched().connect();
  const graph = client.say('LATENCY GRAPH command');
  assert.match(graph, /command - high 500 ms, low 300 ms \(all time high 500 ms\)/);
  assert.match(graph, /\n #\n/);
  assert.match(graph, /\n##\n/);
  assert.match(client.say('LATENCY GRAPH x'), /^-ERR No samples available for event 'x'/);
});

test('LATENCY DOCTOR says in words what is the matter', () => {
  assert.match(new AdminServer().connect().say('LATENCY DOCTOR'), /monitor is switched off/);
  assert.match(
    watched().connect().say('LATENCY DOCTOR'),
    /command: 2 seconds .* worst 500 ms[^]*SLOWLOG GET/,
  );
});

test('LATENCY RESET forgets events by name or all', () => {
  const client = watched().connect();
  assert.equal(client.say('LATENCY RESET nosuch COMMAND'), ':1\r\n');
  assert.equal(client.say('LATENCY RESET'), ':0\r\n');
});

test('LATENCY HISTOGRAM tells the named commands with their subcommands, or all', () => {
  const server = new AdminServer();
  const { latencies } = server.services;
  latencies.record(server.table.named('client|id')!.id, 3, 2);
  latencies.record(server.table.named('set')!.id, 100, 1);
  const client = server.connect();
  assert.equal(
    client.say('LATENCY HISTOGRAM client nosuch'),
    '*2\r\n$9\r\nclient|id\r\n*4\r\n$5\r\ncalls\r\n:2\r\n$14\r\nhistogram_usec\r\n*2\r\n:4\r\n:2\r\n',
  );
  const all = client.say('LATENCY HISTOGRAM');
  assert.match(all, /\$3\r\nset\r\n/);
  assert.match(all, /\$9\r\nclient\|id\r\n/);
});
