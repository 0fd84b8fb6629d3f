import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { InstanceStand, nextTurn, type StandClient } from '../../test/support/instance-stand.ts';

let stand = new InstanceStand();
let [waiter, pusher]: StandClient[] = [];

beforeEach(() => {
  stand = new InstanceStand();
});

function two(): [StandClient, StandClient] {
  return [stand.connect('default'), stand.connect('default')];
}

test('the reply of a call that has waited leaves those of the running pipeline whole', async () => {
  [waiter, pusher] = two();
  await waiter.say('BLPOP', 'k', '0');
  await pusher.feed(
    new TextEncoder().encode('PING\r\nRPUSH k v\r\nSET a 1\r\nGET a\r\nLLEN k\r\nPING x\r\n'),
  );
  assert.equal(pusher.take(), '+PONG\r\n:1\r\n+OK\r\n$1\r\n1\r\n:0\r\n$1\r\nx\r\n');
  assert.equal(waiter.take(), '*2\r\n$1\r\nk\r\n$1\r\nv\r\n');
});

test('replies come in the protocol of the one who waited', async () => {
  [waiter, pusher] = two();
  await pusher.say('HELLO', '3');
  await waiter.say('BZPOPMIN', 'z', '0');
  assert.equal(await pusher.say('ZADD', 'z', '1.5', 'm'), ':1\r\n');
  assert.equal(waiter.take(), '*3\r\n$1\r\nz\r\n$1\r\nm\r\n$3\r\n1.5\r\n');
  await waiter.say('BZPOPMIN', 'z', 'y', '0');
  await waiter.say('HELLO', '3');
  await pusher.say('ZADD', 'z', '1.5', 'm');
  await nextTurn();
  assert.match(waiter.take(), /^\*3\r\n\$1\r\nz\r\n\$1\r\nm\r\n\$3\r\n1.5\r\n%7\r\n/);
  await waiter.say('BZPOPMIN', 'z', '0');
  assert.equal(await pusher.say('ZADD', 'z', '1.5', 'm'), ':1\r\n');
  assert.equal(waiter.take(), '*3\r\n$1\r\nz\r\n$1\r\nm\r\n,1.5\r\n');
});

test('elements of any size reach all that are served at once', async () => {
  const waiting = Array.from({ length: 6 }, () => stand.connect('default'));
  [, pusher] = two();
  for (const each of waiting) await each.say('BLPOP', 'k', '0');
  const elements = waiting.map((_, i) => String(i).repeat(400_000));
  assert.equal(await pusher.say('RPUSH', 'k', ...elements), ':6\r\n');
  for (const [i, each] of waiting.entries())
    assert.equal(each.take(), `*2\r\n$1\r\nk\r\n$400000\r\n${elements[i] ?? ''}\r\n`);
});

test('who waits and subscribes gets the notice of his own pop behind it', async () => {
  [waiter, pusher] = two();
  await pusher.say('CONFIG', 'SET', 'notify-keyspace-events', 'KEl');
  await waiter.say('HELLO', '3');
  await waiter.say('SUBSCRIBE', '__keyevent@0__:lpop');
  assert.equal(await waiter.say('BLPOP', 'k', '0'), '');
  await pusher.say('RPUSH', 'k', 'v');
  assert.match(waiter.take(), /^\*2\r\n\$1\r\nk\r\n\$1\r\nv\r\n>3\r\n\$7\r\nmessage\r\n/);
});

test('memory that has become short refuses a call that would use more', async () => {
  [waiter, pusher] = two();
  await waiter.say('BLMOVE', 'a', 'b', 'LEFT', 'RIGHT', '0');
  await pusher.say('MULTI');
  await pusher.say('RPUSH', 'a', 'v');
  await pusher.say('CONFIG', 'SET', 'maxmemory', '1');
  await pusher.say('EXEC');
  assert.match(waiter.take(), /^-OOM /);
  assert.equal(await pusher.say('LLEN', 'a'), ':1\r\n');
});

test('a client that does not touch keys leaves no trace when it is served', async () => {
  [waiter, pusher] = two();
  await waiter.say('CLIENT', 'NO-TOUCH', 'ON');
  await waiter.say('BLPOP', 'k', '0');
  await pusher.say('RPUSH', 'k', 'a', 'b');
  assert.equal(stand.instance.world.leavesNoTouch, false);
  assert.equal(waiter.take(), '*2\r\n$1\r\nk\r\n$1\r\na\r\n');
});
