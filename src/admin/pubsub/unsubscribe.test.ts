import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('each name is confirmed, subscribed to or not', () => {
  const client = new AdminServer().connect();
  client.say('SUBSCRIBE a b');
  assert.equal(
    client.say('UNSUBSCRIBE nosuch b'),
    '*3\r\n$11\r\nunsubscribe\r\n$6\r\nnosuch\r\n:2\r\n*3\r\n$11\r\nunsubscribe\r\n$1\r\nb\r\n:1\r\n',
  );
});

test('without a name all of its kind go, and only of its kind', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('SUBSCRIBE a b');
  client.say('PSUBSCRIBE p*');
  client.say('SSUBSCRIBE s');
  assert.match(client.say('UNSUBSCRIBE'), /\$1\r\na\r\n:2\r\n.*\$1\r\nb\r\n:1\r\n$/s);
  const { pubsub } = server.services;
  assert.deepEqual(
    [pubsub.channels.size, pubsub.patterns.size, pubsub.shardChannels.size],
    [0, 1, 1],
  );
  client.say('PUNSUBSCRIBE');
  assert.match(client.say('GET a'), /^-ERR Can't execute 'get'/);
  client.say('SUNSUBSCRIBE');
  assert.equal(client.say('GET a'), '$-1\r\n');
});

test('nothing to end is answered, too', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('UNSUBSCRIBE'), '*3\r\n$11\r\nunsubscribe\r\n$-1\r\n:0\r\n');
  assert.equal(client.say('PUNSUBSCRIBE'), '*3\r\n$12\r\npunsubscribe\r\n$-1\r\n:0\r\n');
});
