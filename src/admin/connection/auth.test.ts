import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { Arguments } from '../../base/arguments.ts';
import { fromLatin1, toLatin1 } from '../../base/bytes.ts';
import { maskedWord } from '../../engine/masked-word.ts';

const WRONG = '-WRONGPASS invalid username-password pair or user is disabled.\r\n';
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function locked(): AdminServer {
  const server = new AdminServer();
  server.services.users.set('default', ['resetpass', '>secret']);
  server.services.users.set('alice', ['on', '>wonder', '+ping']);
  return server;
}

test('a password alone logs in as default, a name and a password as that user', () => {
  const client = locked().connect();
  assert.equal(client.say('PING'), '-NOAUTH Authentication required.\r\n');
  assert.equal(client.say('AUTH wrong'), WRONG);
  assert.equal(client.say('AUTH secret'), '+OK\r\n');
  assert.equal(client.session.userName, 'default');
  assert.equal(client.say('AUTH alice wonder'), '+OK\r\n');
  assert.equal(client.session.userName, 'alice');
});

test('who fails stays who he was', () => {
  const client = locked().connect();
  client.say('AUTH alice wonder');
  for (const line of ['AUTH alice x', 'AUTH nobody wonder', 'AUTH default x']) {
    assert.equal(client.say(line), WRONG);
  }
  assert.equal(client.session.userName, 'alice');
  assert.equal(client.say('PING'), '+PONG\r\n');
});

test('a user who is off does not get in', () => {
  const server = locked();
  server.services.users.set('alice', ['off']);
  assert.equal(server.connect().say('AUTH alice wonder'), WRONG);
});

test('without a password for default, AUTH with one word says so', () => {
  assert.match(
    new AdminServer().connect().say('AUTH x'),
    /^-ERR AUTH <password> called without any/,
  );
  assert.equal(new AdminServer().connect().say('AUTH a b c'), '-ERR syntax error\r\n');
});

test('a failure stands in ACL LOG and in the log, with address and without password', () => {
  const server = locked();
  server.connect().say('AUTH alice guess');
  const [entry] = server.services.aclLog.newest(1);
  assert.deepEqual([entry?.reason, entry?.object, entry?.userName], ['auth', 'AUTH', 'alice']);
  const [line = ''] = server.log;
  assert.match(line, /^warning Authentication failed for user 'alice' from 127\.0\.0\.1:40001/);
  assert.ok(!server.log.join('').includes('guess'));
});

test('the log is not filled by long names', () => {
  const server = locked();
  server.connect().send(['AUTH', 'x'.repeat(10_000), 'y']);
  assert.ok((server.log[0]?.length ?? 0) < 250);
});

test('the throttle delays the answer of the right password, too', async () => {
  const server = locked();
  server.throttleDelayMs = 500;
  const client = server.connect();
  assert.equal(client.say('AUTH secret'), '');
  assert.equal(client.session.authenticated, false);
  server.advance(500);
  await settle();
  assert.equal(client.late, '+OK\r\n');
  assert.equal(client.session.authenticated, true);
});

test('the throttle ends the connection of who goes on', () => {
  const server = locked();
  server.throttleVerdict = 'close';
  const client = server.connect();
  assert.equal(client.say('AUTH x'), WRONG);
  assert.equal(client.closed, 'after-replies');
});

test('no log shows a word of AUTH or HELLO', () => {
  const { table } = new AdminServer();
  const args = Arguments.of(['AUTH', 'alice', 'wonder'].map(fromLatin1));
  const row = table.named('auth')!;
  assert.deepEqual(
    [0, 1, 2].map((word) => toLatin1(maskedWord(row, args, word))),
    ['AUTH', '(redacted)', '(redacted)'],
  );
  assert.equal(table.named('hello')?.command.secret, 'all');
});
