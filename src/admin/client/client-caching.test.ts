import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('CLIENT CACHING fits only the mode that it is for', () => {
  const client = new AdminServer().connect();
  assert.match(client.say('CLIENT CACHING yes'), /^-ERR CLIENT CACHING can be called only when/);
  client.say('CLIENT TRACKING on');
  assert.match(client.say('CLIENT CACHING yes'), /^-ERR CLIENT CACHING YES is only valid when/);
  assert.match(client.say('CLIENT CACHING no'), /^-ERR CLIENT CACHING NO is only valid when/);
  assert.equal(client.say('CLIENT CACHING maybe'), '-ERR syntax error\r\n');
});

test('it holds for one request, calls of CLIENT in between left out', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('CLIENT TRACKING on OPTIN');
  client.say('GET a');
  assert.equal(server.engine.tracking.keys.size, 0);
  client.say('CLIENT CACHING yes');
  client.say('CLIENT ID');
  client.say('GET a');
  client.say('GET b');
  assert.equal(server.engine.tracking.keys.size, 1);
});
