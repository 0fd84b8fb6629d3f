import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Reply } from '../resp/reply.ts';
import { Broadcast } from './broadcast.ts';

/** What a subscriber of x in RESP3 gets. */
const message = (text: string): string =>
  `>3\r\n$7\r\nmessage\r\n$1\r\nx\r\n$${text.length}\r\n${text}\r\n`;

test('a message to oneself comes behind the reply, also behind that of a whole transaction', async () => {
  const client = new InstanceStand().connect('default');
  await client.say('HELLO', '3');
  await client.say('SUBSCRIBE', 'x');
  assert.equal(await client.say('PUBLISH', 'x', 'm'), `:1\r\n${message('m')}`);
  await client.say('MULTI');
  await client.say('PUBLISH', 'x', '1');
  await client.say('PUBLISH', 'x', '2');
  assert.equal(await client.say('EXEC'), `*2\r\n:1\r\n:1\r\n${message('1')}${message('2')}`);
});

test('a message to oneself is sent although replies are switched off', async () => {
  const client = new InstanceStand().connect('default');
  await client.say('HELLO', '3');
  await client.say('SUBSCRIBE', 'x');
  await client.say('CLIENT', 'REPLY', 'OFF');
  assert.equal(await client.say('PUBLISH', 'x', 'm'), message('m'));
  assert.match(await client.say('UNSUBSCRIBE', 'x'), /^>3\r\n\$11\r\nunsubscribe/);
  assert.equal(await client.say('CLIENT', 'REPLY', 'ON'), '+OK\r\n');
});

test('what a key does to its own writer is told behind the reply, too', async () => {
  const stand = new InstanceStand(({ keyspace }) => {
    keyspace.notifyKeyspaceEvents = (1 << 1) | (1 << 3);
  });
  const client = stand.connect('default');
  await client.say('HELLO', '3');
  await client.say('SUBSCRIBE', '__keyevent@0__:set');
  assert.match(await client.say('SET', 'k', 'v'), /^\+OK\r\n>3\r\n\$7\r\nmessage\r\n/);
});

test('a message that a refused or failing call leaves behind goes to nobody else', async () => {
  const stand = new InstanceStand();
  const [one, other] = [stand.connect('default'), stand.connect('default')];
  for (const client of [one, other]) await client.say('HELLO', '3');
  await one.say('SUBSCRIBE', 'x');
  assert.match(await one.say('PUBLISH', 'x'), /^-ERR wrong number/);
  assert.equal(await other.say('PUBLISH', 'x', 'm'), ':1\r\n');
  assert.equal(one.take(), message('m'));
});

test('who sends himself more than subscribers may have waiting is cut off, and nothing is held', async () => {
  const stand = new InstanceStand(({ protocol }) => {
    protocol.outputBufferLimits.pubsub = { hardBytes: 1000, softBytes: 0, softSeconds: 0 };
  });
  const client = stand.connect('default');
  await client.say('HELLO', '3');
  for (const pattern of ['x*', '*x', '*']) await client.say('PSUBSCRIBE', pattern);
  assert.doesNotMatch(await client.say('PUBLISH', 'x', 'm'.repeat(400)), /mmm/);
  assert.equal(stand.instance.stats.outputBufferDisconnections, 1);
});

test('what goes beyond the limit is dropped, the session told once, and further messages not taken', () => {
  const stand = new InstanceStand();
  const { session } = stand.connect('default');
  const other = stand.connect('default').session;
  let cutOff = 0;
  const broadcast = new Broadcast(stand.instance.turn.pushes, {
    hardBytes: () => 10,
    cutOff: () => cutOff++,
  });
  const reply = new Reply();
  broadcast.begin(session);
  for (let i = 0; i < 4; i++) broadcast.hold(new Uint8Array(6));
  assert.deepEqual([broadcast.reaches(session), broadcast.reaches(other)], [false, true]);
  broadcast.finish(reply);
  assert.deepEqual([cutOff, reply.at], [1, 0]);
  broadcast.begin(session);
  assert.equal(broadcast.reaches(session), true);
});
