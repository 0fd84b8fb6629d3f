import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { SessionState } from '../../engine/session-state.ts';

test('PING, ECHO and QUIT answer as redis-server does', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('PING'), '+PONG\r\n');
  assert.equal(client.say('PING x'), '$1\r\nx\r\n');
  assert.equal(client.say('PING x y'), "-ERR wrong number of arguments for 'ping' command\r\n");
  assert.equal(client.send(['ECHO', 'a\r\nb']), '$4\r\na\r\nb\r\n');
  assert.equal(client.say('QUIT'), '+OK\r\n');
  assert.equal(client.closed, 'after-replies');
});

test('a subscriber of RESP2 gets an answer in the shape of a message', () => {
  const client = new AdminServer().connect();
  client.session.enter(SessionState.subscribed);
  assert.equal(client.say('PING'), '*2\r\n$4\r\npong\r\n$0\r\n\r\n');
  assert.equal(client.say('PING x'), '*2\r\n$4\r\npong\r\n$1\r\nx\r\n');
});

test('SELECT takes the databases there are', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('SELECT 15'), '+OK\r\n');
  assert.equal(client.session.databaseIndex, 15);
  assert.equal(client.say('SELECT 16'), '-ERR DB index is out of range\r\n');
  assert.equal(client.say('SELECT -1'), '-ERR DB index is out of range\r\n');
  assert.equal(client.say('SELECT x'), '-ERR value is not an integer or out of range\r\n');
  assert.match(client.say('SELECT 3000000000'), /value must between -2147483648 and 2147483647/);
});
