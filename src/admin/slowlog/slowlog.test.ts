import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

function logging(): AdminServer {
  const server = new AdminServer();
  server.settings.slowLog.slowerThanUs = 0;
  server.engine.timer.alone = true;
  return server;
}

test('SLOWLOG GET tells number, time, duration, words, address and name', () => {
  const client = logging().connect();
  client.say('CLIENT SETNAME me');
  client.say('SET a 1');
  assert.equal(
    client.say('SLOWLOG GET 1'),
    '*1\r\n*6\r\n:1\r\n:1700000000\r\n:0\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n$15\r\n127.0.0.1:40001\r\n$2\r\nme\r\n',
  );
});

test('SLOWLOG GET gives ten entries, as many as asked for, or all', () => {
  const client = logging().connect();
  for (let i = 0; i < 20; i++) client.say('PING');
  assert.match(client.say('SLOWLOG GET'), /^\*10\r\n/);
  assert.match(client.say('SLOWLOG GET -1'), /^\*21\r\n/);
  assert.equal(client.say('SLOWLOG GET 0'), '*0\r\n');
  assert.equal(client.say('SLOWLOG LEN'), ':23\r\n');
  assert.equal(client.say('SLOWLOG RESET'), '+OK\r\n');
  assert.equal(client.say('SLOWLOG LEN'), ':1\r\n');
});

test('a call of EXEC is logged for itself, and a password never', () => {
  const server = logging();
  const client = server.connect();
  client.say('MULTI');
  client.say('SET a 1');
  client.say('EXEC');
  client.say('AUTH nobody guess');
  const words = server.services.slowLog
    .newest(10)
    .map((entry) => entry.words.map((word) => String.fromCharCode(...word)).join(' '));
  assert.ok(words.includes('SET a 1'));
  assert.ok(!words.includes('EXEC'));
  assert.ok(words.includes('AUTH (redacted) (redacted)'));
});

test('SLOWLOG GET refuses a bad count', () => {
  const client = new AdminServer().connect();
  for (const count of ['-2', 'x']) {
    assert.equal(
      client.say(`SLOWLOG GET ${count}`),
      '-ERR count should be greater than or equal to -1\r\n',
    );
  }
  assert.match(client.say('SLOWLOG GET 1 2'), /^-ERR unknown subcommand or wrong number/);
});
