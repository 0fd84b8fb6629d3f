import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { SessionState } from '../engine/session-state.ts';
import type { Settings } from '../settings/settings.ts';
import { Connection } from './connection.ts';
import { ConnectionSweep } from './connection-sweep.ts';

/** A server whose connections are swept at moments counted from its start. */
class SweptServer {
  readonly stand: InstanceStand;
  readonly #sweep: ConnectionSweep;
  readonly #startMs: number;

  constructor(configure: (settings: Settings) => void, needsPassword: boolean) {
    this.stand = new InstanceStand(configure);
    const { settings, limits, ports, users } = this.stand.instance;
    if (needsPassword) users.setDefaultPassword('secret');
    this.#sweep = new ConnectionSweep(settings, limits, ports.log);
    this.#startMs = this.stand.clock.nowMs;
  }

  connect(): { readonly socket: StandSocket; readonly connection: Connection } {
    const socket = new StandSocket();
    const connection = this.stand.instance.doorman.accept(socket);
    assert.ok(connection instanceof Connection);
    return { socket, connection };
  }

  sweepAt(ms: number): void {
    const { connections } = this.stand.instance.doorman;
    this.#sweep.run([...connections], this.#startMs + ms);
  }
}

test('a stranger has a deadline, whatever he sends until then', () => {
  const server = new SweptServer((settings) => (settings.limits.preauthDeadlineMs = 30_000), true);
  const { socket, connection } = server.connect();
  server.sweepAt(30_000);
  assert.equal(socket.ended, 'no');
  connection.onBytes(fromLatin1('*2\r\n'), 4);
  server.sweepAt(30_001);
  assert.equal(socket.ended, 'now');
});

test('the deadline is not for those who have logged in, nor when it is switched off', () => {
  const server = new SweptServer((settings) => (settings.limits.preauthDeadlineMs = 30_000), true);
  const { socket, connection } = server.connect();
  connection.onBytes(fromLatin1('AUTH secret\r\n'), 13);
  server.sweepAt(1e9);
  assert.equal(socket.ended, 'no');
  const lax = new SweptServer((settings) => (settings.limits.preauthDeadlineMs = 0), true);
  const waiting = lax.connect();
  lax.sweepAt(1e9);
  assert.equal(waiting.socket.ended, 'no');
});

test('RESET begins the deadline anew, so that a pool may hand an old connection on', async () => {
  const server = new SweptServer((settings) => (settings.limits.preauthDeadlineMs = 30_000), true);
  const { socket, connection } = server.connect();
  connection.onBytes(fromLatin1('AUTH secret\r\n'), 13);
  connection.flush();
  // The poll phase ends, so that the next one reads the clock.
  await new Promise((resolve) => setImmediate(resolve));
  server.stand.clock.nowMs += 1_000_000;
  connection.onBytes(fromLatin1('*1\r\n$5\r\nRESET\r\n'), 15);
  server.sweepAt(1_030_000);
  assert.equal(socket.ended, 'no');
  server.sweepAt(1_030_001);
  assert.equal(socket.ended, 'now');
});

test('who does nothing for longer than the timeout is closed', () => {
  const server = new SweptServer((settings) => (settings.limits.timeoutSeconds = 60), false);
  const [idle, busy] = [server.connect(), server.connect()];
  server.stand.clock.nowMs += 30_000;
  busy.connection.onBytes(fromLatin1('PING\r\n'), 6);
  busy.connection.flush();
  server.sweepAt(60_000);
  assert.deepEqual([idle.socket.ended, busy.socket.ended], ['no', 'no']);
  server.sweepAt(60_001);
  assert.deepEqual([idle.socket.ended, busy.socket.ended], ['now', 'no']);
});

test('who waits for something is not idle', () => {
  const server = new SweptServer((settings) => (settings.limits.timeoutSeconds = 60), false);
  const states = [SessionState.subscribed, SessionState.monitor, SessionState.suspended];
  const waiting = states.map((state) => {
    const { socket, connection } = server.connect();
    connection.session.enter(state);
    return socket;
  });
  server.sweepAt(1e9);
  assert.deepEqual(
    waiting.map(({ ended }) => ended),
    ['no', 'no', 'no'],
  );
});

test('output that nobody reads is judged again', () => {
  const server = new SweptServer(({ protocol }) => {
    protocol.outputBufferLimits.normal.softBytes = 100;
    protocol.outputBufferLimits.normal.softSeconds = 10;
  }, false);
  const { socket } = server.connect();
  socket.pendingBytes = 1000;
  server.sweepAt(1000);
  server.sweepAt(11_000);
  assert.equal(socket.ended, 'no');
  server.sweepAt(11_001);
  assert.equal(socket.ended, 'now');
});

test('a connection that is being ended must read its last replies in time', () => {
  const server = new SweptServer(() => undefined, false);
  const { socket, connection } = server.connect();
  socket.pendingBytes = 1000;
  connection.close('after-replies');
  server.sweepAt(1000);
  server.sweepAt(10_000);
  assert.notEqual(socket.ended, 'now');
  server.sweepAt(11_001);
  assert.equal(socket.ended, 'now');
});

test('while a login is judged the deadline is later by the longest delay of a guess, and no more', () => {
  const server = new SweptServer(({ limits }) => {
    limits.preauthDeadlineMs = 30_000;
    limits.authThrottleMaxMs = 10_000;
  }, true);
  const late = server.connect();
  late.connection.session.enter(SessionState.suspended);
  const { socket, connection } = server.connect();
  connection.session.enter(SessionState.suspended);
  server.sweepAt(30_001);
  assert.equal(socket.ended, 'no');
  connection.session.leave(SessionState.suspended);
  server.sweepAt(30_001);
  assert.equal(socket.ended, 'now');
  server.sweepAt(40_000);
  assert.equal(late.socket.ended, 'no');
  server.sweepAt(40_001);
  assert.equal(late.socket.ended, 'now');
});

test('the connections of a user that expires end, without revoke-disconnects too', () => {
  const server = new SweptServer(
    (settings) => (settings.security.revokeDisconnects = false),
    false,
  );
  const { connection } = server.connect();
  const { users } = server.stand.instance;
  const expiresSeconds = Math.ceil(server.stand.clock.nowMs / 1000) + 10;
  assert.equal(users.set('default', [`expires=${expiresSeconds}`]), undefined);
  server.sweepAt(5000);
  assert.equal(connection.isClosing, false);
  server.sweepAt(12_000);
  assert.equal(connection.isClosing, true);
});
