import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('CLIENT TRACKING reads its options as Redis does and then says that it is not there yet', () => {
  const client = new AdminServer().connect();
  for (const [words, reply] of [
    ['off', '+OK'],
    ['OFF PREFIX a', '+OK'],
    ['maybe', '-ERR syntax error'],
    ['on foo', '-ERR syntax error'],
    ['on prefix', '-ERR syntax error'],
    ['on redirect 99', '-ERR The client ID you want redirect to does not exist'],
    ['on redirect x', '-ERR value is not an integer or out of range'],
    ['on redirect 1 redirect 1', '-ERR A client can only redirect to a single other client'],
    ['on prefix a', '-ERR PREFIX option requires BCAST mode to be enabled'],
    ['on bcast optin', '-ERR OPTIN and OPTOUT are not compatible with BCAST'],
    ['on optin optout', "-ERR You can't specify both OPTIN mode and OPTOUT mode"],
  ] as const)
    assert.equal(client.say(`CLIENT TRACKING ${words}`), `${reply}\r\n`, words);
  for (const words of ['on', 'ON BCAST PREFIX a PREFIX b NOLOOP', 'on redirect 1 optin'])
    assert.match(client.say(`CLIENT TRACKING ${words}`), /^-ERR CLIENT TRACKING is not available/);
});

test('a client that does not track says so', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('CLIENT GETREDIR'), ':-1\r\n');
  assert.match(client.say('CLIENT CACHING yes'), /^-ERR CLIENT CACHING can be called only when/);
  client.say('HELLO 3');
  assert.equal(
    client.say('CLIENT TRACKINGINFO'),
    '%3\r\n$5\r\nflags\r\n~1\r\n$3\r\noff\r\n$8\r\nredirect\r\n:-1\r\n$8\r\nprefixes\r\n*0\r\n',
  );
});
