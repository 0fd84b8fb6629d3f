import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

test('PUBLISH answers how many have been told, SPUBLISH of shard channels only', () => {
  const server = new AdminServer();
  const [one, other, publisher] = [server.connect(), server.connect(), server.connect()];
  assert.equal(publisher.say('PUBLISH a m'), ':0\r\n');
  one.say('SUBSCRIBE a');
  one.say('PSUBSCRIBE ?');
  other.say('SUBSCRIBE a');
  assert.equal(publisher.say('PUBLISH a m'), ':3\r\n');
  assert.equal(other.late, '*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nm\r\n');
  assert.equal(publisher.say('SPUBLISH a m'), ':0\r\n');
  other.say('SSUBSCRIBE a');
  assert.equal(publisher.say('SPUBLISH a m'), ':1\r\n');
  assert.match(other.late, /\$8\r\nsmessage\r\n\$1\r\na\r\n\$1\r\nm\r\n$/);
});
