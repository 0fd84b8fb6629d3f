import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('MONITOR shows the calls of all until RESET', () => {
  const server = new AdminServer();
  const [watcher, client] = [server.connect(), server.connect()];
  assert.equal(watcher.say('MONITOR'), '+OK\r\n');
  client.say('SET k v');
  assert.match(watcher.late, /^\+\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "SET" "k" "v"\r\n$/);
  watcher.say('RESET');
  watcher.late = '';
  client.say('GET k');
  assert.equal(watcher.late, '');
});

test('a second MONITOR has no answer, and one in a transaction is refused', () => {
  const watcher = new AdminServer().connect();
  watcher.say('MULTI');
  watcher.say('MONITOR');
  assert.match(watcher.say('EXEC'), /-ERR MONITOR isn't allowed for DENY BLOCKING client\r\n/);
  watcher.say('MONITOR');
  assert.equal(watcher.say('MONITOR'), '');
});

test('who monitors may not touch data', () => {
  const watcher = new AdminServer().connect();
  watcher.say('MONITOR');
  for (const line of ['GET k', 'SET k v', 'PUBLISH x m']) {
    assert.equal(watcher.say(line), "-ERR Replica can't interact with the keyspace\r\n");
  }
  assert.match(watcher.say('PING'), /^\+PONG\r\n/);
});
