import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { StandSocket } from '../../test/support/stand-socket.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { SocketHandler } from '../ports/network.ts';
import { mayListen } from './pubsub-hub.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';

const MESSAGE2 = '*3\r\n$7\r\nmessage\r\n$1\r\nx\r\n$2\r\nhi\r\n';
const MESSAGE3 = `>${MESSAGE2.slice(1)}`;

const range = (text: string): ByteRange => new ByteRange().set(fromLatin1(text));

interface Listener {
  readonly session: Session;
  readonly handler: SocketHandler;
}

/** Listeners of a whole server, without network. */
class HubStand {
  readonly stand = new InstanceStand();
  readonly hub = this.stand.instance.pubsub;
  readonly sockets: StandSocket[] = [];

  connect(resp3: 2 | 3 = 2): Listener {
    const socket = new StandSocket('127.0.0.1', 'tcp', this.sockets.length + 1);
    const { doorman, sessions } = this.stand.instance;
    const handler = doorman.accept(socket);
    const session = [...sessions.values()].at(-1);
    assert.ok(handler !== undefined && session !== undefined);
    session.resp3 = resp3 === 3;
    this.sockets.push(socket);
    return { session, handler };
  }

  publish(channel: string, message: string): number {
    const receivers = this.hub.publish(range(channel), range(message));
    this.stand.instance.turn.flush();
    return receivers;
  }

  heard(): string[] {
    return this.sockets.map((socket) => socket.take());
  }
}

test('a message is written once for each protocol, and every receiver gets the very same bytes', () => {
  const stand = new HubStand();
  for (let i = 0; i < 1000; i++) {
    stand.hub.subscribe(stand.connect(i % 2 === 0 ? 2 : 3).session, 'channels', range('x'));
  }
  const { resp2, resp3 } = stand.stand.instance.turn.pushes;
  const memories = new Set<Uint8Array>();
  for (const socket of stand.sockets) {
    const write = socket.write.bind(socket);
    socket.write = (bytes, from, to) => {
      memories.add(bytes);
      return write(bytes, from, to);
    };
  }
  stand.hub.publish(range('x'), range('hi'));
  stand.hub.publish(range('x'), range('hi'));
  assert.deepEqual([resp2.at, resp3.at], [2 * MESSAGE2.length, 2 * MESSAGE3.length]);
  stand.stand.instance.turn.flush();
  assert.equal(memories.size, 2);
  for (const [i, socket] of stand.sockets.entries()) {
    assert.equal(socket.written, (i % 2 === 0 ? MESSAGE2 : MESSAGE3).repeat(2));
    assert.equal(socket.writes, 1);
  }
});

test('who fits by a channel and by patterns hears a message once for each', () => {
  const stand = new HubStand();
  const { session } = stand.connect();
  stand.hub.subscribe(session, 'channels', range('x'));
  stand.hub.subscribe(session, 'patterns', range('?'));
  stand.hub.subscribe(session, 'patterns', range('[a-c]'));
  stand.hub.subscribe(session, 'shardChannels', range('x'));
  assert.equal(stand.publish('x', 'hi'), 2);
  const pattern = '*4\r\n$8\r\npmessage\r\n$1\r\n?\r\n$1\r\nx\r\n$2\r\nhi\r\n';
  assert.deepEqual(stand.heard(), [MESSAGE2 + pattern]);
  assert.equal(stand.hub.publishToShard(range('x'), range('hi')), 1);
  stand.stand.instance.turn.flush();
  assert.deepEqual(stand.heard(), ['*3\r\n$8\r\nsmessage\r\n$1\r\nx\r\n$2\r\nhi\r\n']);
});

test('a session that has gone leaves nothing behind', () => {
  const stand = new HubStand();
  const connection = stand.connect();
  const { hub } = stand;
  for (const topic of ['channels', 'patterns', 'shardChannels'] as const) {
    hub.subscribe(connection.session, topic, range('x'));
    hub.subscribe(connection.session, topic, range('x'));
  }
  const { subscriptions } = connection.session;
  assert.deepEqual(
    [subscriptions?.channels, subscriptions?.patterns, subscriptions?.shardChannels],
    [1, 1, 1],
  );
  assert.equal(hub.isHeard, true);
  connection.handler.onClose();
  assert.deepEqual([hub.channels.size, hub.patterns.size, hub.shardChannels.size], [0, 0, 0]);
  assert.equal(hub.isHeard, false);
  assert.equal(stand.publish('x', 'hi'), 0);
});

test('the state of a subscriber lasts until the last subscription, and its memory is counted', () => {
  const stand = new HubStand();
  const { session } = stand.connect();
  const before = session.heldBytes;
  stand.hub.subscribe(session, 'channels', range('x'));
  const one = session.heldBytes;
  stand.hub.subscribe(session, 'patterns', range('y'.repeat(1000)));
  assert.ok(one > before);
  assert.ok(session.heldBytes >= one + 1000);
  stand.hub.unsubscribe(session, 'channels', range('x'));
  stand.hub.unsubscribe(session, 'channels', range('nosuch'));
  assert.equal(session.is(SessionState.subscribed), true);
  assert.equal(session.outputClass, 'pubsub');
  stand.hub.unsubscribe(session, 'patterns', range('y'.repeat(1000)));
  assert.equal(session.is(SessionState.subscribed), false);
  assert.equal(session.heldBytes, before);
  assert.equal(session.outputClass, 'normal');
});

test('names are bytes: no two channels are confused', () => {
  const stand = new HubStand();
  const { session } = stand.connect();
  for (const name of ['\xe9', '__proto__', '', 'a\0b'])
    stand.hub.subscribe(session, 'channels', range(name));
  for (const name of ['\xc3\xa9', 'constructor', 'a']) assert.equal(stand.publish(name, 'm'), 0);
  for (const name of ['\xe9', '__proto__', '', 'a\0b']) assert.equal(stand.publish(name, 'm'), 1);
});

describe('whether a session may go on listening', () => {
  const cases = [
    { topic: 'channels', name: 'news.art', rules: ['&news.*'], allowed: true },
    { topic: 'channels', name: 'x', rules: ['&news.*'], allowed: false },
    { topic: 'shardChannels', name: 'x', rules: ['&news.*'], allowed: false },
    { topic: 'patterns', name: 'news.*', rules: ['&news.*'], allowed: true },
    { topic: 'patterns', name: 'news.a*', rules: ['&news.*'], allowed: false },
    { topic: 'patterns', name: 'news.a*', rules: ['allchannels'], allowed: true },
  ] as const;
  for (const { topic, name, rules, allowed } of cases) {
    test(`${topic} ${name} with ${rules.join(' ')}`, () => {
      const stand = new HubStand();
      const { session } = stand.connect();
      stand.stand.user('ann', 'on', 'nopass', '+@all', 'resetchannels', ...rules);
      const ann = stand.stand.instance.users.get('ann');
      assert.ok(ann !== undefined);
      stand.hub.subscribe(session, topic, range(name));
      assert.equal(mayListen(session, ann), allowed);
    });
  }
});

test('a slow subscriber is cut off by the limit of its class, all others hear on', () => {
  const stand = new HubStand();
  stand.stand.settings.protocol.outputBufferLimits.pubsub.hardBytes = 10_000;
  const [slow, quick] = [stand.connect(), stand.connect(3)];
  for (const { session } of [slow, quick]) stand.hub.subscribe(session, 'channels', range('x'));
  const [slowSocket, quickSocket] = stand.sockets;
  assert.ok(slowSocket !== undefined && quickSocket !== undefined);
  slowSocket.stuck = true;
  for (let i = 0; i < 5; i++) stand.publish('x', 'm'.repeat(3000));
  assert.equal(slowSocket.ended, 'now');
  assert.equal(quickSocket.ended, 'no');
  assert.equal(quickSocket.writes, 5);
  assert.equal(stand.stand.instance.stats.outputBufferDisconnections, 1);
});
