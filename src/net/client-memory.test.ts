import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { ClientMemory } from './client-memory.ts';
import { Connection } from './connection.ts';

const KB = 1024;

/** A server whose clients together may hold so much. */
class LimitedServer {
  readonly stand: InstanceStand;
  readonly memory: ClientMemory;
  #number = 0;

  constructor(limit: number) {
    this.stand = new InstanceStand();
    this.memory = this.stand.instance.clientMemory;
    this.limitTo(limit);
  }

  limitTo(limit: number): void {
    this.stand.settings.memory.maxmemoryClients = limit;
    this.memory.settingsChanged();
  }

  /** A client with so much of a request that never ends. */
  connect(heldBytes = 0): { readonly socket: StandSocket; readonly connection: Connection } {
    const socket = new StandSocket('127.0.0.1', 'tcp', ++this.#number);
    const connection = this.stand.instance.doorman.accept(socket);
    assert.ok(connection instanceof Connection);
    if (heldBytes > 0) this.say(connection, `*1\r\n$${heldBytes}\r\n${'v'.repeat(heldBytes)}`);
    return { socket, connection };
  }

  say(connection: Connection, text: string): void {
    connection.onBytes(fromLatin1(text), text.length);
  }

  get evicted(): number {
    return this.stand.instance.stats.evictedClients;
  }
}

test('nobody is disconnected without a limit', () => {
  const server = new LimitedServer(0);
  const { socket } = server.connect(5000 * KB);
  server.memory.sweep();
  assert.equal(socket.ended, 'no');
  assert.ok(server.memory.totalBytes > 5000 * KB);
});

test('a client that grows beyond the limit is disconnected at once, by whatever it grows', () => {
  const grow: readonly ((server: LimitedServer, connection: Connection) => void)[] = [
    (server, connection) => {
      server.say(connection, `*1\r\n$${300 * KB}\r\n${'v'.repeat(250 * KB)}`);
    },
    (server, connection) => {
      server.say(connection, 'MULTI\r\n');
      for (let i = 0; i < 300; i++) server.say(connection, `SET k ${'v'.repeat(KB)}\r\n`);
    },
    (server, connection) => {
      for (let i = 0; i < 300; i++) server.say(connection, `WATCH ${i}\r\n`);
    },
    (server, connection) => {
      const socket = connection.socket as StandSocket;
      socket.stuck = true;
      server.say(connection, `ECHO ${'v'.repeat(60 * KB)}\r\n`.repeat(4));
      server.stand.instance.turn.flush();
    },
  ];
  for (const [at, action] of grow.entries()) {
    const server = new LimitedServer(200 * KB);
    const { socket, connection } = server.connect();
    const other = server.connect();
    action(server, connection);
    assert.equal(socket.ended, 'now', String(at));
    assert.equal(other.socket.ended, 'no');
    assert.equal(server.evicted, 1);
    assert.match(server.stand.log.join('\n'), /Evicting client: id=1 addr=127\.0\.0\.1:40001/);
  }
});

test('the biggest go first, among those of one size the first that came, and only as many as it takes', () => {
  const server = new LimitedServer(0);
  const small = [server.connect(100 * KB), server.connect(101 * KB)];
  const big = [server.connect(1000 * KB), server.connect(1010 * KB), server.connect(990 * KB)];
  server.limitTo(2500 * KB);
  assert.deepEqual(
    [...small, ...big].map(({ socket }) => socket.ended),
    ['no', 'no', 'now', 'no', 'no'],
  );
  server.limitTo(300 * KB);
  assert.deepEqual(
    [...small, ...big].map(({ socket }) => socket.ended),
    ['no', 'no', 'now', 'now', 'now'],
  );
  assert.equal(server.evicted, 3);
});

test('NO-EVICT protects, and its end is seen by the next sweep', () => {
  const server = new LimitedServer(200 * KB);
  const { socket, connection } = server.connect();
  server.say(connection, 'CLIENT NO-EVICT on\r\n');
  server.say(connection, `*1\r\n$${300 * KB}\r\n${'v'.repeat(300 * KB)}`);
  server.memory.sweep();
  assert.equal(socket.ended, 'no');
  assert.match(server.stand.log.join('\n'), /nobody left who may be disconnected/);
  connection.session.noEvict = false;
  server.memory.sweep();
  assert.equal(socket.ended, 'now');
});

test('a limit below 128 KiB means that, a share is one of maxmemory', () => {
  const server = new LimitedServer(1);
  const { socket } = server.connect(60 * KB);
  assert.equal(socket.ended, 'no');
  server.stand.settings.memory.maxmemoryBytes = 10_000 * KB;
  server.limitTo(-3);
  const fits = server.connect(200 * KB);
  assert.equal(fits.socket.ended, 'no');
  assert.equal(server.connect(100 * KB).socket.ended, 'no');
  assert.equal(fits.socket.ended, 'now');
});

test('who comes is counted at once, and who leaves not any more', () => {
  const server = new LimitedServer(0);
  const { engine } = server.stand.instance;
  const { connection } = server.connect(500 * KB);
  assert.equal(engine.clientBytes, server.memory.totalBytes);
  assert.notEqual(server.memory.totalBytes, 0);
  server.memory.sweep();
  const before = server.memory.totalBytes;
  connection.onClose();
  assert.ok(server.memory.totalBytes < before - 500 * KB);
  connection.onClose();
  server.memory.sweep();
  assert.equal(server.memory.totalBytes, 0);
  assert.equal(engine.clientBytes, 0);
});

test('without a limit, too, what clients have remembered leaves half of the JavaScript heap', () => {
  const server = new LimitedServer(0);
  const subscriber = server.connect();
  const reader = server.connect(3000 * KB);
  const others = server.connect();
  const { heapLimitBytes } = server.stand.instance.ports.host.memoryUse();
  server.say(others.connection, 'SUBSCRIBE a\r\n');
  server.say(subscriber.connection, 'SUBSCRIBE b\r\n');
  const { subscriptions } = subscriber.connection.session;
  assert.ok(subscriptions !== undefined);
  subscriptions.bytes = heapLimitBytes / 2 - 1000;
  server.memory.sweep();
  assert.equal(subscriber.socket.ended, 'no');
  subscriptions.bytes = heapLimitBytes / 2;
  server.memory.sweep();
  assert.deepEqual(
    [subscriber, reader, others].map(({ socket }) => socket.ended),
    ['now', 'no', 'no'],
  );
  assert.equal(server.evicted, 1);
});

test('the words of queued calls are no part of the heap, but the calls are', () => {
  const server = new LimitedServer(0);
  const { connection } = server.connect();
  const { session } = connection;
  server.say(connection, 'MULTI\r\n');
  server.say(connection, `SET k ${'v'.repeat(500)}\r\n`);
  const { heapBytes, heldBytes } = session;
  server.say(connection, `SET k ${'v'.repeat(60_000)}\r\n`);
  assert.equal(session.heapBytes, 2 * heapBytes);
  assert.ok(session.heldBytes > heldBytes + 60_000);
});

test('the heap is spared before the second is over when clients grow fast', () => {
  const server = new LimitedServer(0);
  const subscriber = server.connect();
  const other = server.connect();
  const { engine, ports } = server.stand.instance;
  server.say(subscriber.connection, 'SUBSCRIBE a\r\n');
  server.memory.sweep();
  const { subscriptions } = subscriber.connection.session;
  assert.ok(subscriptions !== undefined);
  subscriptions.bytes += ports.host.memoryUse().heapLimitBytes / 2;
  server.say(other.connection, 'PING\r\n');
  assert.equal(subscriber.socket.ended, 'no');
  engine.clientBytes += ports.host.memoryUse().heapLimitBytes / 2;
  server.say(other.connection, 'PING\r\n');
  assert.deepEqual([subscriber.socket.ended, other.socket.ended], ['now', 'no']);
});
