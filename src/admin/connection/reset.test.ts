import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { SessionState } from '../../engine/session-state.ts';

test('RESET makes a connection as it was when it was new', () => {
  const server = new AdminServer();
  const client = server.connect();
  for (const line of [
    'HELLO 3 SETNAME me',
    'SELECT 5',
    'CLIENT NO-EVICT on',
    'CLIENT NO-TOUCH on',
    'WATCH a',
    'MULTI',
  ]) {
    client.say(line);
  }
  assert.equal(client.say('RESET'), '+RESET\r\n');
  const { session } = client;
  assert.equal(session.state, 0);
  assert.deepEqual(
    [session.name, session.resp3, session.databaseIndex, session.noEvict, session.transaction],
    ['', false, 0, false, undefined],
  );
  assert.equal(server.engine.watch.active, false);
});

test('RESET brings the replies back that CLIENT REPLY OFF took', () => {
  const client = new AdminServer().connect();
  client.say('CLIENT REPLY OFF');
  assert.equal(client.say('PING'), '');
  assert.equal(client.say('RESET'), '+RESET\r\n');
  assert.equal(client.say('PING'), '+PONG\r\n');
});

test('RESET logs out where default needs a password', () => {
  const server = new AdminServer();
  server.services.users.set('default', ['resetpass', '>secret']);
  const client = server.connect();
  client.say('AUTH secret');
  client.say('RESET');
  assert.equal(client.session.is(SessionState.unauthenticated), true);
  assert.equal(client.say('PING'), '-NOAUTH Authentication required.\r\n');
});
