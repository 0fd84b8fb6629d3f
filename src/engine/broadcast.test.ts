import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';

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
