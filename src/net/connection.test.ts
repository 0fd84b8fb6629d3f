import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InstanceStand, nextTurn } from '../../test/support/instance-stand.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { SessionState } from '../engine/session-state.ts';
import { Connection } from './connection.ts';

/** A connection of a whole server, the socket in the test's hand. */
class Line {
  readonly stand: InstanceStand;
  readonly socket: StandSocket;
  readonly connection: Connection;

  constructor(socket = new StandSocket(), stand = new InstanceStand()) {
    this.stand = stand;
    this.socket = socket;
    const handler = stand.instance.doorman.accept(socket);
    assert.ok(handler instanceof Connection, socket.written);
    this.connection = handler;
  }

  /** Bytes arrive, in the network's own memory, which the next ones overwrite. */
  arrive(text: string): void {
    const bytes = fromLatin1(text.padEnd(256, 'x'));
    this.connection.onBytes(bytes, text.length);
    bytes.fill(0x78);
  }

  /** The poll phase ends: what was sent in it. */
  sent(): string {
    this.stand.instance.turn.flush();
    return this.socket.take();
  }
}

describe('a connection that ends', () => {
  test('sends its replies first when the peer has said all it had to say', () => {
    const line = new Line();
    line.arrive('PING\r\nPING\r\n');
    line.connection.onEnd();
    assert.equal(line.socket.ended, 'no');
    assert.equal(line.sent(), '+PONG\r\n+PONG\r\n');
    assert.equal(line.socket.ended, 'after-replies');
  });

  test('ends at once when there is nothing to send', () => {
    const line = new Line();
    line.connection.onEnd();
    assert.equal(line.socket.ended, 'after-replies');
  });

  test('sends nothing any more when it is cut off', () => {
    const line = new Line();
    line.arrive('PING\r\n');
    line.connection.close('now');
    assert.equal(line.socket.ended, 'now');
    assert.equal(line.sent(), '');
  });

  test('reads nothing behind QUIT', () => {
    const line = new Line();
    line.arrive('QUIT\r\nSET k v\r\n');
    assert.equal(line.sent(), '+OK\r\n');
    assert.equal(line.socket.ended, 'after-replies');
    line.arrive('SET k v\r\n');
    assert.equal(line.stand.instance.databases[0]?.size, 0);
  });

  test('takes no late word any more', () => {
    const line = new Line();
    line.connection.onClose();
    line.connection.send((reply) => reply.simple('late'));
    line.connection.proceed();
    assert.equal(line.sent(), '');
  });
});

describe('TLS on a plain port', () => {
  test('ends the connection without a word', () => {
    const line = new Line();
    line.arrive('\x16\x03\x01\x02\x00\x01\x00\r\n');
    assert.equal(line.socket.ended, 'now');
    assert.equal(line.sent(), '');
  });

  test('is only suspected of the first byte', () => {
    const line = new Line();
    line.arrive('*2\r\n$4\r\nPING\r\n$1\r\n');
    line.arrive('\x16\r\n');
    assert.equal(line.sent(), '$1\r\n\x16\r\n');
  });
});

describe('a session that has to wait', () => {
  test('keeps what came behind its call, reads a little more, and goes on where it stood', () => {
    const line = new Line();
    const { session } = line.connection;
    session.enter(SessionState.suspended);
    line.arrive('SET k v\r\nGET k\r\n');
    assert.equal(line.socket.paused, false);
    line.arrive('\r\n'.repeat(8200));
    assert.equal(line.socket.paused, true);
    assert.equal(line.sent(), '');
    assert.equal(line.connection.queryBytes, 16 + 16_400);
    session.leave(SessionState.suspended);
    line.connection.proceed();
    assert.equal(line.socket.paused, false);
    assert.equal(line.connection.queryBytes, 0);
    assert.equal(line.sent(), '+OK\r\n$1\r\nv\r\n');
  });

  test('gets its answer when its peer says no more, and then ends', () => {
    const line = new Line();
    const { session } = line.connection;
    session.enter(SessionState.suspended);
    line.arrive('PING\r\n');
    line.connection.onEnd();
    assert.equal(line.socket.ended, 'no');
    session.leave(SessionState.suspended);
    line.connection.proceed();
    assert.equal(line.sent(), '+PONG\r\n');
    assert.equal(line.socket.ended, 'after-replies');
  });

  test('ends when its peer hangs up while the server is paused', () => {
    const line = new Line();
    line.connection.session.enter(SessionState.postponed);
    line.connection.onEnd();
    assert.equal(line.socket.ended, 'after-replies');
  });

  test('does not go on when it has been closed meanwhile', () => {
    const line = new Line();
    line.connection.session.enter(SessionState.suspended);
    line.arrive('PING\r\n');
    line.connection.close('now');
    line.connection.session.leave(SessionState.suspended);
    line.connection.proceed();
    assert.equal(line.sent(), '');
  });
});

describe('a session that waits for a key', () => {
  test('is read on, so that it is seen to leave, and nothing is taken for it after that', () => {
    const line = new Line();
    const pusher = new Line(new StandSocket(), line.stand);
    line.arrive('BLPOP k 0\r\n');
    line.arrive('PING\r\n'.repeat(40));
    assert.equal(line.socket.paused, false);
    assert.equal(line.sent(), '');
    line.connection.onEnd();
    assert.equal(line.socket.ended, 'after-replies');
    pusher.arrive('RPUSH k 1\r\nLLEN k\r\n');
    assert.equal(pusher.sent(), ':1\r\n:1\r\n');
    line.connection.onClose();
    assert.equal(line.stand.instance.engine.blocking.types, 0);
  });

  test('reads what is piled up behind its calls bit by bit, without copying it for each', async () => {
    const line = new Line();
    const pusher = new Line(new StandSocket(), line.stand);
    const { pipeline } = line.stand.instance;
    const copies = new Set<ArrayBufferLike>();
    const consume = pipeline.consume.bind(pipeline);
    pipeline.consume = (stream, u8, from, to) => {
      if (stream === line.connection) copies.add(u8.buffer);
      return consume(stream, u8, from, to);
    };
    line.arrive('BLPOP k 0\r\n');
    const request = 'BLPOP k 0\r\nPING\r\n';
    const calls = 300;
    // Cut anywhere, so that requests begin in one piece and end in the next.
    const piled = request.repeat(calls);
    for (let at = 0; at < piled.length; at += 100) line.arrive(piled.slice(at, at + 100));
    copies.clear();
    for (let i = 0; i <= calls; i++) {
      pusher.arrive(`RPUSH k ${String(i)}\r\n`);
      await nextTurn();
      const value = String(i);
      const popped = `*2\r\n$1\r\nk\r\n$${String(value.length)}\r\n${value}\r\n`;
      assert.equal(line.sent(), i === 0 ? popped : `${popped}+PONG\r\n`);
      if (line.connection.partial === undefined) {
        const left = piled.length - request.length * i - (i < calls ? 11 : 0);
        assert.equal(line.connection.queryBytes, left);
      }
    }
    assert.ok(copies.size < 40, String(copies.size));
  });

  test('is answered in the order of its requests, whatever comes between serving and reading on', async () => {
    const line = new Line();
    const pusher = new Line(new StandSocket(), line.stand);
    line.arrive('SET a 1\r\nBLPOP k 0\r\nINCR a\r\n*1\r\n$4\r\nPI');
    pusher.arrive('RPUSH k x\r\nGET a\r\n');
    // Of the same poll phase: it must not overtake what is kept.
    line.arrive('NG\r\nINCR a\r\n');
    assert.equal(pusher.sent(), ':1\r\n$1\r\n1\r\n');
    await nextTurn();
    assert.equal(line.sent(), '+OK\r\n*2\r\n$1\r\nk\r\n$1\r\nx\r\n:2\r\n+PONG\r\n:3\r\n');
    assert.equal(line.connection.queryBytes, 0);
  });

  test('may be served by its own push, when it waits behind another', async () => {
    const line = new Line();
    const other = new Line(new StandSocket(), line.stand);
    other.arrive('BLMOVE a b LEFT RIGHT 0\r\n');
    line.arrive('RPUSH a 1\r\nBLPOP b 0\r\nPING\r\n');
    await nextTurn();
    assert.equal(line.sent(), ':1\r\n*2\r\n$1\r\nb\r\n$1\r\n1\r\n+PONG\r\n');
    assert.equal(other.socket.take(), '$1\r\n1\r\n');
    line.arrive('BLPOP b 0\r\nPING\r\n');
    other.arrive('BLMOVE a b LEFT RIGHT 0\r\n');
    new Line(new StandSocket(), line.stand).arrive('RPUSH a 2\r\n');
    await nextTurn();
    assert.equal(line.sent(), '*2\r\n$1\r\nb\r\n$1\r\n2\r\n+PONG\r\n');
  });
});

test('messages that nobody reads are judged one by one, however small', () => {
  const stand = new InstanceStand(({ protocol }) => {
    protocol.outputBufferLimits.pubsub.hardBytes = 1000;
  });
  const reader = new Line(new StandSocket(), stand);
  const writer = new Line(new StandSocket('127.0.0.1', 'tcp', 2), stand);
  reader.arrive('SUBSCRIBE c\r\n');
  reader.sent();
  reader.socket.stuck = true;
  for (let i = 0; i < 100 && reader.socket.ended === 'no'; i++) {
    writer.arrive('PUBLISH c message\r\n');
    writer.sent();
  }
  assert.equal(reader.socket.ended, 'now');
  assert.ok(reader.socket.pendingBytes <= 1100, String(reader.socket.pendingBytes));
});

describe('a hard limit of output', () => {
  const limited = (): Line => {
    const stand = new InstanceStand(({ protocol }) => {
      protocol.outputBufferLimits.normal.hardBytes = 100_000;
    });
    return new Line(new StandSocket(), stand);
  };

  test('ends a client with a reply beyond it, though the network would take it all', () => {
    const line = limited();
    line.arrive(`SETRANGE k 99000 x\r\nGET k\r\n`);
    assert.equal(line.sent().length, 8 + 99_011);
    line.arrive('SETRANGE k 100000 x\r\nGET k\r\n');
    assert.equal(line.sent(), '');
    assert.equal(line.socket.ended, 'now');
    assert.equal(line.stand.instance.stats.outputBufferDisconnections, 1);
    assert.match(line.stand.log.at(-1) ?? '', /closed for overcoming of output buffer limits/);
  });

  test('ends a call whose reply must go beyond it before anything is written', (context) => {
    const line = limited();
    const written = context.mock.method(line.stand.instance.turn.reply, 'bulk');
    for (const [number, request] of [
      'SADD s m\r\nSRANDMEMBER s -400000',
      'HSET h a b\r\nHRANDFIELD h -200000 WITHVALUES',
      'ZADD z 1 m\r\nZRANDMEMBER z -400000',
    ].entries()) {
      const each = new Line(new StandSocket(), line.stand);
      each.arrive(`${request}\r\n`);
      assert.equal(each.socket.ended, 'now');
      assert.equal(line.stand.instance.stats.outputBufferDisconnections, number + 1);
    }
    assert.equal(written.mock.callCount(), 0);
  });

  test('ends a call that would write on for ever, and a transaction goes on behind it', () => {
    const line = limited();
    line.arrive('HSET h a b\r\nMULTI\r\nHRANDFIELD h -99999999\r\nSET done 1\r\nEXEC\r\n');
    assert.equal(line.sent(), '');
    assert.equal(line.socket.ended, 'now');
    const other = new Line(new StandSocket(), line.stand);
    other.arrive('GET done\r\n');
    assert.equal(other.sent(), '$1\r\n1\r\n');
    assert.equal(line.stand.instance.stats.outputBufferDisconnections, 1);
  });
});

test('what has come of a request and the room for the rest are told apart', () => {
  const line = new Line();
  line.arrive('*1\r\n$1000\r\nabc');
  const { queryBytes, queryFilledBytes, queryFreeBytes } = line.connection;
  assert.equal(queryFilledBytes, 3);
  assert.ok(queryFreeBytes > 0 && queryFilledBytes + queryFreeBytes <= queryBytes);
});

test('a call that waits counts when it is over', () => {
  const waiter = new Line();
  const other = new Line(new StandSocket(), waiter.stand);
  waiter.arrive('PING\r\nBLPOP l 0\r\n');
  assert.equal(waiter.connection.session.commandsTotal, 1);
  other.arrive('RPUSH l a\r\n');
  assert.equal(waiter.connection.session.commandsTotal, 2);
  waiter.arrive('BLPOP l 0\r\n');
  waiter.stand.instance.engine.blocking.unblock(waiter.connection.session, 'timeout');
  assert.equal(waiter.connection.session.commandsTotal, 3);
});

test('a word to somebody else leaves the reply that is being written whole', () => {
  const writer = new Line();
  const other = new Line(new StandSocket(), writer.stand);
  const { turn } = writer.stand.instance;
  turn.begin(writer.connection);
  turn.reply.simple('one');
  other.connection.session.resp3 = true;
  other.connection.send((reply) => reply.null());
  turn.reply.simple('two');
  turn.end();
  assert.equal(writer.sent(), '+one\r\n+two\r\n');
  assert.equal(other.sent(), '_\r\n');
});

test('a peer that reads nothing is cut off at the limit, in the middle of its pipeline', () => {
  const socket = new StandSocket();
  const stand = new InstanceStand(({ protocol }) => {
    protocol.outputBufferLimits.normal.hardBytes = 100;
  });
  const line = new Line(socket, stand);
  socket.stuck = true;
  for (let i = 0; i < 14; i++) {
    line.arrive('PING\r\n');
    line.sent();
  }
  assert.equal(socket.pendingBytes, 98);
  assert.equal(socket.ended, 'no');
  line.arrive('PING\r\n');
  line.sent();
  assert.equal(socket.ended, 'now');
});

test('a connection says where it comes from as CLIENT LIST shows it', () => {
  const described = (socket: StandSocket): readonly unknown[] => {
    const { connection } = new Line(socket);
    const { address, localAddress, source, isLocal, kind, fd } = connection;
    return [address, localAddress, source, isLocal, kind, fd];
  };
  assert.deepEqual(described(new StandSocket('127.0.0.1', 'tcp', 3)), [
    '127.0.0.1:40003',
    '127.0.0.1:6379',
    '127.0.0.1',
    true,
    'tcp',
    10,
  ]);
  assert.equal(described(new StandSocket('::1'))[0], '[::1]:40001');
  assert.deepEqual(described(new StandSocket('/run/c.sock', 'unix')).slice(0, 4), [
    '/run/c.sock:0',
    '/run/c.sock:0',
    '/run/c.sock',
    true,
  ]);
});
