import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { defineCommand } from '../../command/command.ts';
import { keyAt, keysCounted } from '../../command/key-spec.ts';

const docs = { group: 'generic', since: '1.0.0', summary: 'Does.', complexity: 'O(1)' };

const store = defineCommand({
  name: 'STORE',
  arity: -4,
  flags: ['write'],
  categories: [],
  keys: [keyAt(1, 'OW', 'update'), keysCounted(2, 'RO', 'access')],
  loggable: [],
  docs,
  run: ({ reply }) => reply.ok(),
});

const maybe = defineCommand({
  name: 'MAYBE',
  arity: -2,
  flags: ['no_mandatory_keys', 'may_replicate'],
  categories: [],
  keys: [keysCounted(1, 'RW')],
  loggable: [],
  docs,
  run: ({ reply }) => reply.ok(),
});

test('COMMAND INFO tells arity, flags, range, categories, tips and key specs', () => {
  const client = new AdminServer().connect();
  assert.equal(
    client.say('COMMAND INFO get nosuch'),
    '*2\r\n*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n' +
      '*3\r\n+@read\r\n+@string\r\n+@fast\r\n*0\r\n*1\r\n*6\r\n$5\r\nflags\r\n*2\r\n+RO\r\n+access\r\n' +
      '$12\r\nbegin_search\r\n*4\r\n$4\r\ntype\r\n$5\r\nindex\r\n$4\r\nspec\r\n*2\r\n$5\r\nindex\r\n:1\r\n' +
      '$9\r\nfind_keys\r\n*4\r\n$4\r\ntype\r\n$5\r\nrange\r\n$4\r\nspec\r\n*6\r\n$7\r\nlastkey\r\n:0\r\n' +
      '$7\r\nkeystep\r\n:1\r\n$5\r\nlimit\r\n:0\r\n*0\r\n$-1\r\n',
  );
});

test('COMMAND INFO of a counted spec says movablekeys, and hides what Redis hides', () => {
  const client = new AdminServer([store, maybe]).connect();
  assert.match(
    client.say('COMMAND INFO store'),
    /:-4\r\n\*2\r\n\+write\r\n\+movablekeys\r\n:1\r\n:1\r\n:1\r\n/,
  );
  assert.match(
    client.say('COMMAND INFO maybe'),
    /:-2\r\n\*2\r\n\+no_mandatory_keys\r\n\+movablekeys\r\n:0\r\n:0\r\n:0\r\n/,
  );
});

test('COMMAND COUNT counts what COMMAND tells', () => {
  const server = new AdminServer();
  const client = server.connect();
  const { length } = server.table.top;
  assert.equal(client.say('COMMAND COUNT'), `:${length}\r\n`);
  assert.ok(client.say('COMMAND').startsWith(`*${length}\r\n*10\r\n`));
  assert.ok(client.say('COMMAND INFO').startsWith(`*${length}\r\n*10\r\n`));
});

test('COMMAND LIST names subcommands too, and filters', () => {
  const client = new AdminServer().connect();
  assert.match(client.say('COMMAND LIST'), /\$9\r\nclient\|id\r\n/);
  assert.equal(client.say('COMMAND LIST FILTERBY PATTERN GE[T]'), '*1\r\n$3\r\nget\r\n');
  assert.equal(client.say('COMMAND LIST FILTERBY ACLCAT nosuch'), '*0\r\n');
  assert.equal(client.say('COMMAND LIST FILTERBY MODULE x'), '*0\r\n');
  assert.match(client.say('COMMAND LIST FILTERBY ACLCAT Transaction'), /^\*5\r\n/);
  assert.equal(client.say('COMMAND LIST FILTERBY FOO x'), '-ERR syntax error\r\n');
  assert.equal(client.say('COMMAND LIST FOO'), '-ERR syntax error\r\n');
});

test('COMMAND DOCS tells arguments in depth and leaves unknown names out', () => {
  const client = new AdminServer().connect();
  client.say('HELLO 3');
  const docsOfSet = client.say('COMMAND DOCS set nosuch');
  assert.match(docsOfSet, /^%1\r\n\$3\r\nset\r\n%6\r\n\$7\r\nsummary\r\n/);
  assert.match(
    docsOfSet,
    /\$4\r\nname\r\n\$3\r\nget\r\n\$4\r\ntype\r\n\$10\r\npure-token\r\n\$12\r\ndisplay_text/,
  );
  assert.match(
    client.say('COMMAND DOCS client'),
    /\$11\r\nsubcommands\r\n%\d+\r\n\$\d+\r\nclient\|/,
  );
  assert.equal(client.say('COMMAND DOCS nosuch'), '%0\r\n');
});

test('COMMAND GETKEYS finds what the ACL would judge', () => {
  const client = new AdminServer([store, maybe]).connect();
  assert.equal(
    client.say('COMMAND GETKEYS store d 2 a b'),
    '*3\r\n$1\r\nd\r\n$1\r\na\r\n$1\r\nb\r\n',
  );
  assert.equal(
    client.say('COMMAND GETKEYS store d 3 a b'),
    '-ERR Invalid arguments specified for command\r\n',
  );
  assert.equal(client.say('COMMAND GETKEYS maybe 0'), '*0\r\n');
  assert.equal(client.say('COMMAND GETKEYS ping x'), '-ERR The command has no key arguments\r\n');
  assert.equal(client.say('COMMAND GETKEYS nosuch x'), '-ERR Invalid command specified\r\n');
  assert.equal(
    client.say('COMMAND GETKEYS get a b'),
    '-ERR Invalid number of arguments specified for command\r\n',
  );
});

test('COMMAND GETKEYSANDFLAGS tells what a request does with each key', () => {
  const client = new AdminServer().connect();
  assert.equal(
    client.say('COMMAND GETKEYSANDFLAGS set a b get'),
    '*1\r\n*2\r\n$1\r\na\r\n*3\r\n+RW\r\n+access\r\n+update\r\n',
  );
});
