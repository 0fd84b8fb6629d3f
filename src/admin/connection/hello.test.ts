import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('HELLO 3 switches at once, so that its own reply is a map', () => {
  const client = new AdminServer().connect();
  assert.match(
    client.say('HELLO 3'),
    /^%7\r\n\$6\r\nserver\r\n\$5\r\nredis\r\n\$7\r\nversion\r\n\$5\r\n7\.2\.4/,
  );
  assert.equal(client.say('CLIENT GETNAME'), '_\r\n');
  assert.match(client.say('HELLO 2'), /^\*14\r\n/);
});

test('HELLO alone tells how things are', () => {
  const client = new AdminServer().connect();
  assert.match(
    client.say('HELLO'),
    /proto\r\n:2\r\n\$2\r\nid\r\n:1\r\n\$4\r\nmode\r\n\$10\r\nstandalone/,
  );
});

test('HELLO logs in and names in the same breath', () => {
  const server = new AdminServer();
  server.services.users.set('default', ['resetpass', '>secret']);
  const client = server.connect();
  assert.match(client.say('HELLO 3'), /^-NOAUTH HELLO must be called with the client already auth/);
  assert.match(client.say('HELLO 3 AUTH default wrong SETNAME me'), /^-WRONGPASS/);
  assert.equal(client.session.name, '');
  assert.equal(client.session.resp3, false);
  assert.match(client.say('HELLO 3 SETNAME me AUTH default secret'), /^%7/);
  assert.equal(client.session.name, 'me');
});

test('a wrong version and wrong options change nothing', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('HELLO 4'), '-NOPROTO unsupported protocol version\r\n');
  assert.equal(
    client.say('HELLO x'),
    '-ERR Protocol version is not an integer or out of range\r\n',
  );
  assert.equal(client.say('HELLO 3 FOO'), "-ERR Syntax error in HELLO option 'FOO'\r\n");
  assert.equal(client.say('HELLO 3 AUTH a'), "-ERR Syntax error in HELLO option 'AUTH'\r\n");
  assert.match(client.send(['HELLO', '3', 'SETNAME', 'a b']), /^-ERR Client names cannot contain/);
  assert.equal(client.session.resp3, false);
});
