import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

function open(): ReturnType<AdminServer['connect']> {
  const server = new AdminServer();
  server.settings.security.enableDebugCommand = 'yes';
  return server.connect();
}

test('DEBUG stays shut unless the configuration opens it', () => {
  assert.match(
    new AdminServer().connect().say('DEBUG SLEEP 0'),
    /^-ERR DEBUG command not allowed\. If the enable-debug-command option/,
  );
});

test('what is not a subcommand is refused, names of objects too', () => {
  const client = open();
  for (const line of ['DEBUG FOO', 'DEBUG constructor', 'DEBUG __proto__', 'DEBUG SLEEP']) {
    assert.match(client.say(line), /^-ERR unknown subcommand or wrong number of arguments for '/);
  }
});

test('DEBUG POPULATE makes keys, padded to a size, and leaves others alone', () => {
  const client = open();
  client.say('SET k:1 mine');
  assert.equal(client.say('DEBUG POPULATE 3 k 12'), '+OK\r\n');
  assert.equal(client.say('GET k:0'), '$12\r\nvalue:0\0\0\0\0\0\r\n');
  assert.equal(client.say('GET k:1'), '$4\r\nmine\r\n');
  assert.equal(client.say('DEBUG POPULATE 1 s 3'), '+OK\r\n');
  assert.equal(client.say('GET s:0'), '$3\r\nval\r\n');
  assert.match(client.say('DEBUG POPULATE -1'), /must be positive/);
});

test('DEBUG makes no more keys and no longer texts than there can be', () => {
  const client = open();
  const huge = '9223372036854775807';
  assert.equal(client.say(`DEBUG POPULATE ${huge}`), '-ERR OOM in dictTryExpand\r\n');
  assert.match(client.say(`DEBUG POPULATE 1 k ${huge}`), /^-ERR string exceeds maximum allowed/);
  assert.match(client.say(`DEBUG STRINGMATCH-LEN ${huge} *`), /^-ERR string exceeds maximum/);
  assert.equal(client.say(`DEBUG HTSTATS ${huge}`), '-ERR Out of range database\r\n');
});

test('DEBUG DIGEST depends on databases, keys, values and expiries, not on the order', () => {
  const [one, other] = [open(), open()];
  for (const line of ['SET a 1', 'SET b 2', 'SET c 3 PXAT 1800000000000']) one.say(line);
  for (const line of ['SET c 3 PXAT 1800000000000', 'SET b 2', 'SET a 1']) other.say(line);
  const digest = one.say('DEBUG DIGEST');
  assert.match(digest, /^\+[0-9a-f]{40}\r\n$/);
  assert.equal(other.say('DEBUG DIGEST'), digest);
  other.say('SET a 2');
  assert.notEqual(other.say('DEBUG DIGEST'), digest);
  assert.equal(open().say('DEBUG DIGEST'), `+${'0'.repeat(40)}\r\n`);
});

test('DEBUG DIGEST-VALUE is equal for equal values', () => {
  const client = open();
  for (const line of ['SET a 1', 'SET b 1', 'SET c 2']) client.say(line);
  const [, a, b, c, missing] = client.say('DEBUG DIGEST-VALUE a b c d').split('\r\n');
  assert.equal(a, b);
  assert.notEqual(a, c);
  assert.equal(missing, `+${'0'.repeat(40)}`);
});

test('DEBUG PROTOCOL has a sample of every type', () => {
  const client = open();
  client.say('HELLO 3');
  for (const [type, reply] of [
    ['bignum', '(1234567999999999999999999999999999999\r\n'],
    ['null', '_\r\n'],
    ['map', '%3\r\n:0\r\n#f\r\n:1\r\n#t\r\n:2\r\n#f\r\n'],
    ['set', '~3\r\n:0\r\n:1\r\n:2\r\n'],
    ['double', ',3.141\r\n'],
    ['true', '#t\r\n'],
  ] as const) {
    assert.equal(client.say(`DEBUG PROTOCOL ${type}`), reply);
  }
  assert.match(client.say('DEBUG PROTOCOL attrib'), /^\|1\r\n/);
  assert.match(client.say('DEBUG PROTOCOL push'), /^>2\r\n/);
  assert.match(client.say('DEBUG PROTOCOL x'), /^-ERR Wrong protocol type name/);
});

test('DEBUG SET-ACTIVE-EXPIRE, ERROR, LOG, HTSTATS, STRINGMATCH-LEN and SLEEP do what they say', () => {
  const server = new AdminServer();
  server.settings.security.enableDebugCommand = 'local';
  const client = server.connect();
  client.say('DEBUG SET-ACTIVE-EXPIRE 0');
  assert.equal(server.services.expiryCycle.active, false);
  assert.equal(client.send(['DEBUG', 'ERROR', 'OOPS a\r\nb']), '-OOPS a  b\r\n');
  client.say('DEBUG LOG hi');
  assert.deepEqual(server.log, ['warning DEBUG LOG: hi']);
  client.say('SET a 1');
  assert.match(client.say('DEBUG HTSTATS 0'), /number of elements: 1\n/);
  assert.match(client.say('DEBUG HTSTATS 99'), /Out of range database/);
  assert.equal(client.say('DEBUG STRINGMATCH-LEN 100000 a*a*a*b'), ':0\r\n');
  assert.equal(client.say('DEBUG SLEEP 0.001'), '+OK\r\n');
  assert.match(client.say('DEBUG RELOAD'), /^-ERR Nothing can be reloaded/);
});

test('DEBUG OBJECT tells of a key that is there', () => {
  const client = open();
  client.say('SET a 1');
  assert.match(
    client.say('DEBUG OBJECT a'),
    /^\+Value at:0x[0-9a-f]+ refcount:1 encoding:\w+ serializedlength:1 lru:\d+ lru_seconds_idle:0\r\n/,
  );
  assert.equal(client.say('DEBUG OBJECT b'), '-ERR no such key\r\n');
});
