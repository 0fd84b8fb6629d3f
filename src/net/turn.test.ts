import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { Clock } from '../ports/clock.ts';
import { type Receiver, Turn } from './turn.ts';

/** A turn whose poll phase ends when the test says so. */
class TurnStand {
  wallMs = 1000;
  /** The moments at which turns have started. */
  readonly started: number[] = [];
  readonly turn: Turn;
  #soon: (() => void)[] = [];

  constructor() {
    const clock = {
      wallMs: () => this.wallMs,
      soon: (run: () => void) => void this.#soon.push(run),
    } as unknown as Clock;
    const { started } = this;
    this.turn = new Turn(clock, {
      nowMs: 0,
      startTurn: (nowMs) => void started.push(nowMs),
    });
  }

  say(receiver: Receiver, text: string): void {
    this.turn.begin(receiver);
    this.turn.reply.simple(text);
    this.turn.end();
  }

  /** The same message to all of them. */
  push(text: string, ...receivers: readonly Receiver[]): void {
    const { pushes } = this.turn;
    pushes.relieve();
    const writer = pushes.resp2;
    const from = writer.at;
    writer.simple(text);
    for (const receiver of receivers) this.turn.queuePush(receiver, writer, from);
  }

  endPhase(): void {
    const due = this.#soon;
    this.#soon = [];
    for (const run of due) run();
  }
}

class Peer implements Receiver {
  isQueued = false;
  lastPlace = 0;
  /** One for each write. */
  readonly got: string[] = [];
  /** Whether the network lets go of the bytes at once. */
  takes = true;
  memory: Uint8Array | undefined;

  transmit(bytes: Uint8Array, from: number, to: number): boolean {
    this.isQueued = false;
    return this.transmitPart(bytes, from, to);
  }

  transmitPart(bytes: Uint8Array, from: number, to: number): boolean {
    this.memory = bytes;
    this.got.push(toLatin1(bytes.subarray(from, to)));
    return this.takes;
  }
}

test('replies leave when everything readable has been read, one write for each connection', () => {
  const stand = new TurnStand();
  const [first, second] = [new Peer(), new Peer()];
  stand.turn.begin(first);
  stand.turn.reply.simple('a');
  stand.turn.reply.simple('b');
  stand.turn.end();
  stand.say(second, 'c');
  assert.deepEqual([first.got, second.got], [[], []]);
  stand.endPhase();
  assert.deepEqual([first.got, second.got], [['+a\r\n+b\r\n'], ['+c\r\n']]);
  assert.deepEqual([first.isQueued, second.isQueued], [false, false]);
});

test('the time is read once in a poll phase', () => {
  const stand = new TurnStand();
  stand.say(new Peer(), 'a');
  stand.wallMs = 2000;
  stand.say(new Peer(), 'b');
  assert.deepEqual(stand.started, [1000]);
  stand.endPhase();
  stand.say(new Peer(), 'c');
  assert.deepEqual(stand.started, [1000, 2000]);
});

test('who comes twice in a phase gets both replies in order', () => {
  const stand = new TurnStand();
  const peer = new Peer();
  stand.say(peer, 'a');
  stand.say(peer, 'b');
  stand.endPhase();
  assert.equal(peer.got.join(''), '+a\r\n+b\r\n');
});

test('who wrote nothing gets nothing', () => {
  const stand = new TurnStand();
  const peer = new Peer();
  stand.turn.begin(peer);
  stand.turn.end();
  stand.endPhase();
  assert.deepEqual(peer.got, []);
  assert.equal(peer.isQueued, false);
});

test('more connections than there was room for are all answered', () => {
  const stand = new TurnStand();
  const peers = Array.from({ length: 200 }, () => new Peer());
  for (const [i, peer] of peers.entries()) stand.say(peer, `${i}`);
  stand.endPhase();
  assert.deepEqual(
    peers.map(({ got }) => got),
    peers.map((_, i) => [`+${i}\r\n`]),
  );
});

test('what somebody else is told while a call writes stays out of the reply, and in order', () => {
  const stand = new TurnStand();
  const [writer, other] = [new Peer(), new Peer()];
  stand.say(other, 'before');
  stand.turn.begin(writer);
  stand.turn.reply.simple('half');
  assert.equal(stand.turn.busy, true);
  assert.deepEqual([stand.turn.writesFor(writer), stand.turn.writesFor(other)], [true, false]);
  stand.push('push', other);
  stand.turn.reply.simple('whole');
  stand.turn.end();
  assert.equal(stand.turn.busy, false);
  stand.endPhase();
  assert.deepEqual(writer.got, ['+half\r\n+whole\r\n']);
  assert.deepEqual(other.got, ['+before\r\n+push\r\n']);
});

test('a long pipeline sends what there is and goes on', () => {
  const stand = new TurnStand();
  const peer = new Peer();
  stand.turn.begin(peer);
  stand.turn.reply.simple('a');
  stand.turn.flushWriter();
  assert.deepEqual(peer.got, ['+a\r\n']);
  stand.turn.reply.simple('b');
  stand.turn.end();
  stand.endPhase();
  assert.deepEqual(peer.got, ['+a\r\n', '+b\r\n']);
});

test('replies that have piled up leave before the next connection is served', () => {
  const stand = new TurnStand();
  const [reader, next] = [new Peer(), new Peer()];
  stand.say(reader, 'x'.repeat(800_000));
  assert.equal(reader.got.length, 0);
  stand.turn.begin(next);
  assert.equal(reader.got.length, 1);
});

test('memory that the network still points at is not written to again', () => {
  const stand = new TurnStand();
  const slow = new Peer();
  slow.takes = false;
  stand.say(slow, 'keep');
  stand.endPhase();
  stand.say(new Peer(), 'other');
  stand.endPhase();
  assert.equal(toLatin1(slow.memory?.subarray(0, 7) ?? fromLatin1('')), '+keep\r\n');
  assert.notEqual(stand.turn.reply.u8, slow.memory);
});

test('memory that the network has let go is used again, but an extraordinary reply does not keep its own', () => {
  const stand = new TurnStand();
  const before = stand.turn.reply.u8;
  stand.say(new Peer(), 'small');
  stand.endPhase();
  assert.equal(stand.turn.reply.u8, before);
  stand.say(new Peer(), 'x'.repeat(3 << 20));
  stand.endPhase();
  assert.equal(stand.turn.reply.u8.length, before.length);
});

test('a message to many is written once, and several to the same ones leave in one write without a copy', () => {
  const stand = new TurnStand();
  const [writer, ...others] = Array.from({ length: 100 }, () => new Peer());
  assert.ok(writer !== undefined);
  const { resp2 } = stand.turn.pushes;
  stand.turn.begin(writer);
  stand.push('one', ...others);
  stand.push('two', ...others);
  stand.turn.reply.integer(99);
  stand.turn.end();
  assert.equal(resp2.at, 12);
  const memory = resp2.u8;
  stand.endPhase();
  assert.deepEqual(writer.got, [':99\r\n']);
  for (const other of others) {
    assert.deepEqual(other.got, ['+one\r\n+two\r\n']);
    assert.equal(other.memory, memory);
  }
});

test('replies and messages keep their order in one write, whatever lies between them', () => {
  const stand = new TurnStand();
  const [first, second] = [new Peer(), new Peer()];
  stand.say(first, 'reply');
  stand.turn.begin(second);
  stand.push('a', first);
  stand.push('b', second);
  stand.push('c', first);
  stand.turn.end();
  stand.say(second, 'answer');
  stand.push('d', second, first);
  stand.endPhase();
  assert.equal(first.got.join(''), '+reply\r\n+a\r\n+c\r\n+d\r\n');
  assert.equal(second.got.join(''), '+b\r\n+answer\r\n+d\r\n');
  assert.equal(first.got.length, 2, 'b has been sent before its receiver was served');
  assert.deepEqual([first.isQueued, second.isQueued], [false, false]);
});

test('large pieces of one connection are not copied together', () => {
  const stand = new TurnStand();
  const peer = new Peer();
  stand.say(peer, 'x'.repeat(100_000));
  stand.push('behind', peer);
  stand.endPhase();
  assert.deepEqual(
    peer.got.map((text) => text.length),
    [100_003, 9],
  );
  assert.equal(peer.memory, stand.turn.pushes.resp2.u8);
});

test('messages that pile up in one call leave before the next is written; the reply so far stays', () => {
  const stand = new TurnStand();
  const [writer, earlier, listener] = [new Peer(), new Peer(), new Peer()];
  stand.say(earlier, 'earlier');
  stand.turn.begin(writer);
  stand.turn.reply.simple('half');
  const text = 'm'.repeat(300_000);
  for (let i = 0; i < 5; i++) stand.push(text, listener);
  assert.deepEqual(earlier.got, ['+earlier\r\n']);
  assert.equal(listener.got.length, 1);
  stand.turn.reply.simple('whole');
  stand.turn.end();
  stand.endPhase();
  assert.deepEqual(writer.got, ['+half\r\n+whole\r\n']);
  assert.equal(listener.got.join(''), `+${text}\r\n`.repeat(5));
});

test('a message outside of any request leaves with the others that come about with it', () => {
  const stand = new TurnStand();
  const peer = new Peer();
  stand.push('a', peer);
  stand.push('b', peer);
  assert.deepEqual(peer.got, []);
  stand.endPhase();
  assert.deepEqual(peer.got, ['+a\r\n+b\r\n']);
  assert.deepEqual(stand.started, [], 'it begins no turn');
});

test('messages that the network still points at are not written to again', () => {
  const stand = new TurnStand();
  const [slow, quick] = [new Peer(), new Peer()];
  slow.takes = false;
  stand.push('keep', slow, quick);
  stand.endPhase();
  stand.push('other', quick);
  stand.endPhase();
  assert.equal(toLatin1(slow.memory?.subarray(0, 7) ?? fromLatin1('')), '+keep\r\n');
  assert.deepEqual(quick.got, ['+keep\r\n', '+other\r\n']);
});

test('who wrote last is answered first: a reply waits for nobody who gets a message', () => {
  const stand = new TurnStand();
  const order: string[] = [];
  const named = (name: string): Peer => {
    const peer = new Peer();
    const transmit = peer.transmit.bind(peer);
    peer.transmit = (...range) => {
      order.push(name);
      return transmit(...range);
    };
    return peer;
  };
  const publisher = named('publisher');
  stand.turn.begin(publisher);
  stand.push('m', named('one'), named('two'));
  stand.turn.reply.integer(2);
  stand.turn.end();
  stand.endPhase();
  assert.deepEqual(order, ['publisher', 'two', 'one']);
});
