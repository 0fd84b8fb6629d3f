import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('SHUTDOWN hands its options over, and answers only when the server lives on', async () => {
  const server = new AdminServer();
  const client = server.connect();
  assert.equal(client.say('SHUTDOWN NOSAVE now FORCE'), '');
  assert.deepEqual(server.shutdowns, [{ save: 'nosave', now: true, force: true }]);
  await settle();
  assert.equal(client.late, '-ERR Errors trying to SHUTDOWN. Check logs.\r\n');
});

test('SHUTDOWN SAVE ends nothing while nothing can be saved', () => {
  const server = new AdminServer();
  const client = server.connect();
  for (const line of ['SHUTDOWN SAVE', 'SAVE', 'BGSAVE', 'BGSAVE SCHEDULE', 'BGREWRITEAOF']) {
    assert.match(client.say(line), /^-ERR Nothing was saved/, line);
  }
  assert.equal(client.say('BGSAVE FOO'), '-ERR syntax error\r\n');
  assert.deepEqual(server.shutdowns, []);
});

test('SHUTDOWN ABORT needs a shutdown, and options must not contradict each other', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('SHUTDOWN ABORT'), '-ERR No shutdown in progress.\r\n');
  for (const words of ['SAVE NOSAVE', 'ABORT NOW', 'FOO']) {
    assert.equal(client.say(`SHUTDOWN ${words}`), '-ERR syntax error\r\n');
  }
});

test('a lone server tells the truth about replicas, clusters and modules', () => {
  const server = new AdminServer();
  const client = server.connect();
  assert.equal(client.say('ROLE'), '*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n');
  assert.equal(client.say('LASTSAVE'), ':1699999995\r\n');
  assert.equal(client.say('REPLICAOF NO ONE'), '+OK\r\n');
  assert.match(
    client.say('REPLICAOF 10.0.0.1 6379'),
    /^-ERR This version of Casemate cannot follow/,
  );
  assert.match(client.say('SLAVEOF 10.0.0.1 6379'), /^-ERR This version/);
  const disabled = '-ERR This instance has cluster support disabled\r\n';
  for (const line of ['CLUSTER INFO', 'CLUSTER KEYSLOT a', 'READONLY', 'READWRITE', 'ASKING']) {
    assert.equal(client.say(line), disabled);
  }
  assert.equal(client.say('CLUSTER FOO'), "-ERR unknown subcommand 'FOO'. Try CLUSTER HELP.\r\n");
  assert.equal(client.say('MODULE LIST'), '*0\r\n');
  assert.match(client.say('MODULE LOAD /x.so'), /^-ERR MODULE command not allowed/);
  server.settings.security.enableModuleCommand = 'yes';
  assert.match(client.say('MODULE LOAD /x.so'), /^-ERR Casemate has no modules/);
});

test('TIME tells seconds and microseconds, LOLWUT the version', () => {
  const server = new AdminServer();
  server.advance(123);
  assert.equal(server.connect().say('TIME'), '*2\r\n$10\r\n1700000000\r\n$6\r\n123000\r\n');
  assert.match(server.connect().say('LOLWUT'), /Redis ver\. 7\.2\.4/);
});
