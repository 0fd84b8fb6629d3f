import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../test/support/admin-server.ts';
import { toLatin1 } from '../base/bytes.ts';
import type { CommandRow } from '../command/row.ts';
import { CallTiming } from './call-timing.ts';

interface Timed {
  readonly server: AdminServer;
  readonly timing: CallTiming;
  /** Of the call that ran. */
  readonly row: CommandRow;
}

/** A server that has run one call, whose length the test makes up. */
function timed(line: string, configure: (server: AdminServer) => void): Timed {
  const server = new AdminServer();
  configure(server);
  const client = server.connect();
  client.session.name = 'me';
  client.say(line);
  const { services, settings, world, engine } = server;
  const timing = new CallTiming({ ...services, settings, world });
  timing.call = engine.call;
  const row = client.session.lastRow;
  assert.ok(row !== undefined);
  return { server, timing, row };
}

const slow = (server: AdminServer): void => {
  server.settings.slowLog.slowerThanUs = 1000;
};

function shown({ services }: AdminServer): readonly string[] {
  return services.slowLog
    .newest(10)
    .map(({ durationUs, words }) => [durationUs, ...words.map(toLatin1)].join(' '));
}

test('a slow call is written down with who made it, when, and for how long', () => {
  const { server, timing, row } = timed('GET k', slow);
  timing.measured(row, 1, 0.999);
  assert.deepEqual(shown(server), []);
  timing.measured(row, 1, 1.5);
  const [entry] = server.services.slowLog.newest(1);
  assert.deepEqual(shown(server), ['1500 GET k']);
  assert.deepEqual(
    [entry?.clientName, entry?.clientAddress, entry?.atSeconds],
    ['me', '127.0.0.1:40001', 1_700_000_000],
  );
});

test('secrets stay out of the slow log, and some commands altogether', () => {
  const { server, timing, row } = timed('CONFIG SET requirepass hunter2', slow);
  timing.measured(row, 1, 5);
  assert.doesNotMatch(shown(server).join(), /hunter2/);
  assert.equal(shown(server).length, 1);
  const login = timed('AUTH hunter2', slow);
  login.timing.measured(login.row, 1, 5);
  assert.deepEqual(shown(login.server), ['5000 AUTH (redacted)']);
  const exec = timed('EXEC', slow);
  exec.timing.measured(exec.row, 1, 5);
  assert.deepEqual(shown(exec.server), []);
});

test('calls measured together are each as long as the mean', () => {
  const { server, timing, row } = timed('GET k', slow);
  const before = server.services.latencies.of(row.id)?.total ?? 0;
  timing.measured(row, 10, 5);
  assert.deepEqual(shown(server), []);
  assert.equal(server.services.latencies.of(row.id)?.total, before + 10);
});

test('what is over when another call has begun is named without its words', () => {
  const { server, timing } = timed('GET k', slow);
  const other = server.table.named('strlen');
  assert.ok(other !== undefined);
  timing.measured(other, 1, 5);
  assert.deepEqual(shown(server), ['5000 strlen']);
});

test('the latency monitor hears of what is over its threshold, if it has one', () => {
  const { server, timing, row } = timed('GET k', ({ settings }) => {
    settings.latency.monitorThresholdMs = 10;
  });
  timing.measured(row, 1, 9);
  timing.delayed('eviction-cycle', 9);
  assert.deepEqual(server.services.latencyEvents.names, []);
  timing.measured(row, 1, 10);
  timing.delayed('eviction-cycle', 10);
  assert.deepEqual([...server.services.latencyEvents.names].sort(), [
    'eviction-cycle',
    'fast-command',
  ]);
  server.settings.latency.monitorThresholdMs = 0;
  timing.delayed('fork', 1e6);
  assert.equal(server.services.latencyEvents.names.length, 2);
});
