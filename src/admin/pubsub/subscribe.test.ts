import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

/** A confirmation in RESP2. */
const told = (what: string, name: string, count: number): string =>
  `*3\r\n$${what.length}\r\n${what}\r\n$${name.length}\r\n${name}\r\n:${count}\r\n`;

test('each name is confirmed with the number of subscriptions, shard channels apart', () => {
  const client = new AdminServer().connect();
  assert.equal(
    client.say('SUBSCRIBE a b a'),
    told('subscribe', 'a', 1) + told('subscribe', 'b', 2) + told('subscribe', 'a', 2),
  );
  assert.equal(client.say('PSUBSCRIBE a*'), told('psubscribe', 'a*', 3));
  assert.equal(client.say('SSUBSCRIBE a'), told('ssubscribe', 'a', 1));
});

test('confirmations are pushes in RESP3', () => {
  const client = new AdminServer().connect();
  client.say('HELLO 3');
  assert.equal(client.say('SUBSCRIBE a'), '>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n');
  assert.equal(client.say('SUNSUBSCRIBE'), '>3\r\n$12\r\nsunsubscribe\r\n_\r\n:0\r\n');
});

test('SSUBSCRIBE has no place in a transaction, the other two have', () => {
  const client = new AdminServer().connect();
  client.say('MULTI');
  client.say('SSUBSCRIBE a');
  client.say('SUBSCRIBE a');
  client.say('PSUBSCRIBE a*');
  assert.equal(
    client.say('EXEC'),
    `*3\r\n-ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client\r\n${told('subscribe', 'a', 1)}${told('psubscribe', 'a*', 2)}`,
  );
});

test('subscriptions count as memory of clients at once', () => {
  const server = new AdminServer();
  const before = server.engine.clientBytes;
  server.connect().say(`SUBSCRIBE ${'x'.repeat(5000)}`);
  assert.ok(server.engine.clientBytes >= before + 5000);
});
