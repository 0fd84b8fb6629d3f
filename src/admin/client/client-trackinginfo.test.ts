import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('a client that does not track says so', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('CLIENT GETREDIR'), ':-1\r\n');
  client.say('HELLO 3');
  assert.equal(
    client.say('CLIENT TRACKINGINFO'),
    '%3\r\n$5\r\nflags\r\n~1\r\n$3\r\noff\r\n$8\r\nredirect\r\n:-1\r\n$8\r\nprefixes\r\n*0\r\n',
  );
});
