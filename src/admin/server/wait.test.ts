import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('WAIT for nobody answers at once, for somebody after its timeout', async () => {
  const server = new AdminServer();
  const client = server.connect();
  assert.equal(client.say('WAIT 0 0'), ':0\r\n');
  assert.equal(client.say('WAIT 1 100'), '');
  server.advance(99);
  await settle();
  assert.equal(client.late, '');
  server.advance(1);
  await settle();
  assert.equal(client.late, ':0\r\n');
});

test('WAIT never waits inside of EXEC', () => {
  const client = new AdminServer().connect();
  client.say('MULTI');
  client.say('WAIT 1 0');
  assert.equal(client.say('EXEC'), '*1\r\n:0\r\n');
});

test('WAITAOF says that there is no append-only file', async () => {
  const server = new AdminServer();
  const client = server.connect();
  assert.equal(client.say('WAITAOF 0 0 0'), '*2\r\n:0\r\n:0\r\n');
  assert.match(client.say('WAITAOF 1 0 0'), /^-ERR WAITAOF cannot be used when numlocal is set/);
  assert.match(
    client.say('WAITAOF 2 0 0'),
    /^-ERR value is out of range, value must between 0 and 1/,
  );
  assert.match(client.say('WAITAOF 0 -1 0'), /must be positive/);
  client.say('WAITAOF 0 1 50');
  server.advance(50);
  await settle();
  assert.equal(client.late, '*2\r\n:0\r\n:0\r\n');
});

test('timeouts are judged as in redis-server', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('WAIT 0 x'), '-ERR timeout is not an integer or out of range\r\n');
  assert.equal(client.say('WAIT 0 -1'), '-ERR timeout is negative\r\n');
  assert.equal(client.say('WAIT 0 9223372036854775807'), '-ERR timeout is out of range\r\n');
  assert.equal(client.say('WAIT 0 9000000000000000000'), ':0\r\n');
  assert.equal(client.say('WAIT x 0'), '-ERR value is not an integer or out of range\r\n');
});

test('WAIT and WAITAOF count replicas in all 64 bits, of which there are none', async () => {
  const server = new AdminServer();
  const client = server.connect();
  const huge = '9223372036854775807';
  assert.equal(client.say(`WAIT -${huge} 0`), ':0\r\n');
  assert.match(client.say(`WAITAOF ${huge} 0 0`), /value must between 0 and 1/);
  assert.match(client.say(`WAITAOF 0 -${huge} 0`), /must be positive/);
  assert.equal(client.say(`WAIT ${huge} 5`), '');
  server.advance(5);
  await settle();
  assert.equal(client.late, ':0\r\n');
  assert.match(client.say('WAIT 9223372036854775808 5'), /^-ERR value is not an integer/);
});
