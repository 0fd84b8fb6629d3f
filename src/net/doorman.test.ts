import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { Handshaking, SocketHandler } from '../ports/network.ts';
import type { Settings } from '../settings/settings.ts';
import { Connection } from './connection.ts';

/** A server whose default user has a password, so that everybody who comes is a stranger. */
function guarded(configure?: (settings: Settings) => void): InstanceStand {
  const stand = new InstanceStand(configure);
  stand.instance.users.setDefaultPassword('secret');
  return stand;
}

function mustEnter(stand: InstanceStand, from: string | StandSocket = '127.0.0.1'): Connection {
  const socket = typeof from === 'string' ? new StandSocket(from) : from;
  const handler = stand.instance.doorman.accept(socket);
  assert.ok(handler instanceof Connection, socket.written);
  return handler;
}

/** What somebody is told who may not come in. */
function turnedAway(stand: InstanceStand, from: string | StandSocket = '127.0.0.1'): string {
  const socket = typeof from === 'string' ? new StandSocket(from) : from;
  assert.equal(stand.instance.doorman.accept(socket), undefined);
  return socket.take();
}

const unixSocket = (): StandSocket => new StandSocket('/run/casemate.sock', 'unix');

const NOBODY: Handshaking = { from: () => 0, total: 0 };

describe('maxclients', () => {
  test('turns away who comes when all places are taken, until somebody leaves', () => {
    const stand = new InstanceStand((settings) => (settings.limits.maxclients = 2));
    mustEnter(stand);
    const second = mustEnter(stand);
    assert.equal(turnedAway(stand), '-ERR max number of clients reached\r\n');
    assert.equal(stand.instance.stats.connectionsRejected, 1);
    assert.equal(stand.instance.stats.connectionsTotal, 2);
    second.onClose();
    mustEnter(stand);
  });

  test('leaves places for the operator on the Unix socket', () => {
    const stand = new InstanceStand(({ limits }) => {
      limits.maxclients = 1;
      limits.maxclientsReserve = 1;
    });
    mustEnter(stand);
    mustEnter(stand, unixSocket());
    assert.match(turnedAway(stand, unixSocket()), /max number of clients/);
  });

  test('is asked before a TLS handshake is worked on', () => {
    const stand = new InstanceStand((settings) => (settings.limits.maxclients = 1));
    const { doorman } = stand.instance;
    assert.equal(doorman.admitsHandshake('192.0.2.1', NOBODY), true);
    mustEnter(stand);
    assert.equal(doorman.admitsHandshake('192.0.2.1', NOBODY), false);
  });
});

describe('protected mode', () => {
  test('lets only this machine in while anybody may log in', () => {
    const stand = new InstanceStand();
    assert.match(turnedAway(stand, '192.0.2.1'), /^-DENIED .*protected mode/);
    for (const address of ['127.0.0.1', '127.8.8.8', '::1']) mustEnter(stand, address);
    mustEnter(stand, unixSocket());
  });

  test('is over when there is a password or when it is switched off', () => {
    mustEnter(guarded(), '192.0.2.1');
    mustEnter(
      new InstanceStand((settings) => (settings.security.protectedMode = false)),
      '192.0.2.1',
    );
  });
});

describe('the limit for strangers of one source', () => {
  const two = (settings: Settings): number => (settings.limits.perSourceConnectionsMax = 2);

  test('turns away the next one of them and nobody else', () => {
    const stand = guarded(two);
    mustEnter(stand, '2001:db8::1');
    mustEnter(stand, '2001:db8::2');
    assert.match(turnedAway(stand, '2001:db8::3'), /^-ERR too many connections from your address/);
    assert.equal(stand.instance.doorman.admitsHandshake('2001:db8::4', NOBODY), false);
    assert.equal(stand.instance.doorman.admitsHandshake('192.0.2.1', NOBODY), true);
    mustEnter(stand, '192.0.2.1');
    mustEnter(stand, unixSocket());
  });

  test('counts nobody who has logged in or gone', () => {
    const stand = guarded(two);
    const first = mustEnter(stand, '192.0.2.1');
    const second = mustEnter(stand, '192.0.2.1');
    first.onBytes(fromLatin1('AUTH secret\r\n'), 13);
    assert.equal(first.session.authenticated, true);
    mustEnter(stand, '192.0.2.1');
    second.onClose();
    mustEnter(stand, '192.0.2.1');
    assert.match(turnedAway(stand, '192.0.2.1'), /too many/);
    // A second AUTH and the end of somebody who had been let in take no stranger off the count.
    first.onBytes(fromLatin1('AUTH secret\r\n'), 13);
    first.onClose();
    assert.match(turnedAway(stand, '192.0.2.1'), /too many/);
  });

  test('0 is no limit', () => {
    const stand = guarded((settings) => (settings.limits.perSourceConnectionsMax = 0));
    for (let i = 0; i < 300; i++) mustEnter(stand, '192.0.2.1');
  });
});

describe('a connection of a proxy whose header has not come', () => {
  const PROXY = '10.0.0.5';
  const HEADER = 'PROXY TCP4 192.0.2.7 10.0.0.1 4711 6379\r\n';

  /** The clock goes on by itself where a deadline is asked for, and would end everybody at once: here it doesn't. */
  function behindProxy(configure: (settings: Settings) => void): InstanceStand {
    const stand = guarded((settings) => {
      settings.listen.proxyProtocolFrom = [PROXY];
      configure(settings);
    });
    stand.clock.after = () => ({ cancel: () => undefined });
    return stand;
  }

  function mustWait(stand: InstanceStand, socket = new StandSocket(PROXY)): SocketHandler {
    const handler = stand.instance.doorman.accept(socket);
    assert.ok(handler !== undefined && !(handler instanceof Connection), socket.written);
    return handler;
  }

  function send(handler: SocketHandler, text: string): void {
    handler.onBytes(fromLatin1(text), text.length);
  }

  test('takes a place of maxclients until it has gone', () => {
    const stand = behindProxy((settings) => (settings.limits.maxclients = 2));
    const first = mustWait(stand);
    mustWait(stand);
    assert.match(turnedAway(stand, PROXY), /max number of clients/);
    assert.match(turnedAway(stand, '192.0.2.1'), /max number of clients/);
    assert.equal(stand.instance.doorman.admitsHandshake('192.0.2.1', NOBODY), false);
    first.onClose();
    first.onClose();
    const third = mustWait(stand);
    send(third, HEADER);
    assert.equal(stand.instance.registry.size, 1);
    assert.match(turnedAway(stand, '192.0.2.1'), /max number of clients/);
    third.onClose();
    mustEnter(stand, '192.0.2.1');
  });

  test('is a stranger at the proxy, and with its header one at the client', () => {
    const stand = behindProxy((settings) => (settings.limits.perSourceConnectionsMax = 1));
    const first = mustWait(stand);
    assert.match(turnedAway(stand, PROXY), /too many connections from your address/);
    send(first, HEADER);
    const socket = new StandSocket(PROXY);
    send(mustWait(stand, socket), HEADER);
    assert.match(socket.take(), /too many connections from your address/);
    assert.match(turnedAway(stand, '192.0.2.7'), /too many/);
    first.onClose();
    mustEnter(stand, '192.0.2.7');
  });

  test('uses up the time that a stranger has', () => {
    const stand = behindProxy((settings) => (settings.limits.preauthDeadlineMs = 4000));
    const beganMs = stand.clock.nowMs;
    assert.equal(stand.instance.doorman.proxies.headerTimeoutMs(), 4000);
    const handler = mustWait(stand);
    stand.clock.nowMs += 3000;
    send(handler, HEADER);
    const [connection] = stand.instance.doorman.connections;
    assert.equal(connection?.session.strangerSinceMs, beganMs);
  });

  test('can not call a client of another machine local', () => {
    const stand = behindProxy(() => undefined);
    for (const header of [
      'PROXY TCP4 127.0.0.1 10.0.0.1 4711 6379\r\n',
      'PROXY TCP6 ::1 ::1 4711 6379\r\n',
      'PROXY TCP6 ::ffff:127.0.0.1 ::1 4711 6379\r\n',
    ]) {
      const socket = new StandSocket(PROXY);
      send(mustWait(stand, socket), header);
      assert.equal(socket.ended, 'now', header);
    }
  });
});

test('a connection that ends takes its session, its watches and its traffic with it', () => {
  const stand = new InstanceStand();
  const { engine, registry, stats } = stand.instance;
  const connection = mustEnter(stand);
  const request = fromLatin1('WATCH k\r\n');
  connection.onBytes(request, request.length);
  connection.flush();
  stand.instance.turn.flush();
  assert.equal(engine.watch.active, true);
  connection.onClose();
  connection.onClose();
  assert.equal(engine.watch.active, false);
  assert.equal(registry.size, 0);
  assert.deepEqual([...stand.instance.doorman.connections], []);
  assert.deepEqual(stats.traffic({ inputBytes: 0, outputBytes: 0 }), {
    inputBytes: 9,
    outputBytes: 5,
  });
});

test('keep-alive probes are asked for where there is a network', () => {
  const stand = new InstanceStand((settings) => (settings.limits.tcpKeepaliveSeconds = 17));
  const [tcp, unix] = [new StandSocket(), unixSocket()];
  mustEnter(stand, tcp);
  mustEnter(stand, unix);
  assert.deepEqual([tcp.keepAliveSeconds, unix.keepAliveSeconds], [17, -1]);
});
