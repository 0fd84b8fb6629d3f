import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';
import { ServerState } from '../../engine/server-state.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function lineOf(reply: string): Map<string, string> {
  const [, line = ''] = reply.split('\r\n');
  return new Map(
    line
      .trim()
      .split(' ')
      .map((field) => field.split('=', 2) as [string, string]),
  );
}

test('CLIENT INFO has the fields of Redis 7.2 in their order', () => {
  const client = new AdminServer().connect();
  const line = lineOf(client.say('CLIENT INFO'));
  assert.deepEqual(
    [...line.keys()].join(' '),
    'id addr laddr fd name age idle flags db sub psub ssub multi watch qbuf qbuf-free argv-mem multi-mem rbs rbp obl ' +
      'oll omem tot-mem events cmd user redir resp lib-name lib-ver tot-net-in tot-net-out tot-cmds',
  );
  assert.equal(line.get('addr'), '127.0.0.1:40001');
  assert.equal(line.get('flags'), 'N');
  assert.equal(line.get('multi'), '-1');
});

test('CLIENT LIST tells modes, names, database, age and the last command', () => {
  const server = new AdminServer();
  const client = server.connect('unix');
  for (const line of [
    'CLIENT SETNAME me',
    'CLIENT SETINFO LIB-NAME lib',
    'CLIENT SETINFO lib-ver 1.2',
    'CLIENT NO-EVICT on',
    'CLIENT NO-TOUCH on',
    'SELECT 3',
    'HELLO 3',
    'WATCH a b',
    'MULTI',
    'GET a',
  ]) {
    client.say(line);
  }
  server.advance(12_345);
  const line = lineOf(server.connect().say('CLIENT LIST ID 1'));
  for (const [field, value] of [
    ['name', 'me'],
    ['lib-name', 'lib'],
    ['lib-ver', '1.2'],
    ['db', '3'],
    ['resp', '3'],
    ['watch', '2'],
    ['multi', '1'],
    ['flags', 'xUeT'],
    ['age', '12'],
    ['cmd', 'get'],
  ] as const) {
    assert.equal(line.get(field), value, field);
  }
});

test('CLIENT LIST filters by type and by id', () => {
  const server = new AdminServer();
  const [first, second] = [server.connect(), server.connect()];
  const ids = (reply: string): string[] =>
    [...reply.matchAll(/(?:^|\n)id=(\d+)/g)].map(([, id = '']) => id);
  assert.deepEqual(ids(first.say('CLIENT LIST')), ['1', '2']);
  assert.deepEqual(ids(second.say('CLIENT LIST TYPE normal')), ['1', '2']);
  assert.deepEqual(ids(second.say('CLIENT LIST TYPE pubsub')), []);
  assert.deepEqual(ids(second.say('CLIENT LIST ID 2 99 1')), ['2', '1']);
  assert.equal(first.say('CLIENT LIST TYPE x'), "-ERR Unknown client type 'x'\r\n");
  assert.equal(first.say('CLIENT LIST ID x'), '-ERR Invalid client ID\r\n');
  assert.equal(first.say('CLIENT LIST ID'), '-ERR syntax error\r\n');
});

test('names hold nothing that would break a line', () => {
  const client = new AdminServer().connect();
  for (const name of ['a b', 'a\nb', 'a\x7f', 'ä']) {
    assert.match(client.send(['CLIENT', 'SETNAME', name]), /^-ERR Client names cannot contain/);
  }
  assert.match(
    client.send(['CLIENT', 'SETINFO', 'LIB-NAME', 'a b']),
    /^-ERR LIB-NAME cannot contain spaces/,
  );
  assert.match(client.say('CLIENT SETINFO foo x'), /^-ERR Unrecognized option 'foo'/);
  client.say('CLIENT SETNAME me');
  assert.equal(client.say('CLIENT GETNAME'), '$2\r\nme\r\n');
  client.send(['CLIENT', 'SETNAME', '']);
  assert.equal(client.say('CLIENT GETNAME'), '$-1\r\n');
});

test('CLIENT KILL in its old form takes an address, and may hit its sender', () => {
  const server = new AdminServer();
  const [mine, other] = [server.connect(), server.connect()];
  assert.equal(mine.say('CLIENT KILL 1.2.3.4:5'), '-ERR No such client\r\n');
  assert.equal(mine.say(`CLIENT KILL ${other.session.link.address}`), '+OK\r\n');
  assert.deepEqual([mine.closed, other.closed], ['no', 'now']);
  assert.equal(mine.say(`CLIENT KILL ${mine.session.link.address}`), '+OK\r\n');
  assert.equal(mine.closed, 'after-replies');
});

test('CLIENT KILL closes who matches all filters', () => {
  const server = new AdminServer();
  server.services.users.set('alice', ['on', 'nopass', '+@all']);
  const old = server.connect();
  server.advance(60_000);
  const [mine, alice] = [server.connect(), server.connect()];
  alice.say('AUTH alice x');
  assert.equal(mine.say('CLIENT KILL USER alice ID 1'), ':0\r\n');
  assert.equal(mine.say('CLIENT KILL USER alice'), ':1\r\n');
  assert.equal(alice.closed, 'now');
  assert.equal(mine.say('CLIENT KILL MAXAGE 61'), ':0\r\n');
  assert.equal(mine.say('CLIENT KILL MAXAGE 60'), ':1\r\n');
  assert.equal(old.closed, 'now');
  assert.equal(
    mine.say('CLIENT KILL LADDR 127.0.0.1:6379 TYPE normal ADDR 127.0.0.1:40001'),
    ':1\r\n',
  );
  assert.equal(mine.closed, 'no');
  assert.equal(mine.say('CLIENT KILL ID 2 SKIPME no'), ':1\r\n');
  assert.equal(mine.closed, 'after-replies');
});

test('CLIENT KILL refuses what it does not understand', () => {
  const client = new AdminServer().connect();
  for (const [line, error] of [
    ['ID 0', 'client-id should be greater than 0'],
    ['ID x', 'client-id should be greater than 0'],
    ['TYPE x', "Unknown client type 'x'"],
    ['USER x', "No such user 'x'"],
    ['MAXAGE 0', 'maxage should be greater than 0'],
    ['MAXAGE x', 'maxage is not an integer or out of range'],
    ['SKIPME x', 'syntax error'],
    ['ID 1 SKIPME', 'syntax error'],
    ['FOO 1', 'syntax error'],
  ] as const) {
    assert.equal(client.say(`CLIENT KILL ${line}`), `-ERR ${error}\r\n`);
  }
});

test('CLIENT REPLY SKIP hides one reply, OFF all until ON', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('CLIENT REPLY SKIP'), '');
  assert.equal(client.say('PING'), '');
  assert.equal(client.say('PING'), '+PONG\r\n');
  assert.equal(client.say('CLIENT REPLY OFF'), '');
  assert.equal(client.say('CLIENT REPLY SKIP'), '');
  assert.equal(client.say('PING'), '');
  assert.equal(client.say('PING'), '');
  assert.equal(client.say('CLIENT REPLY ON'), '+OK\r\n');
  assert.equal(client.say('CLIENT REPLY x'), '-ERR syntax error\r\n');
});

test('CLIENT PAUSE makes all wait until its time is over', () => {
  const server = new AdminServer();
  const client = server.connect();
  assert.equal(client.say('CLIENT PAUSE 100'), '+OK\r\n');
  assert.equal(client.say('PING'), 'postponed');
  server.advance(99);
  assert.equal(client.say('PING'), 'postponed');
  server.advance(1);
  assert.equal(server.proceeded, 1);
  assert.equal(client.say('PING'), '+PONG\r\n');
});

test('CLIENT PAUSE WRITE lets reads through and keeps expired keys until it ends', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('SET a 1 PX 10');
  client.say('CLIENT PAUSE 1000 WRITE');
  assert.equal(client.say('SET a 2'), 'postponed');
  server.advance(20);
  assert.equal(client.say('GET a'), '$-1\r\n');
  assert.equal(server.databases[0]!.size, 1);
  assert.equal(client.say('CLIENT UNPAUSE'), '+OK\r\n');
  assert.equal(client.say('GET a'), '$-1\r\n');
  assert.equal(server.databases[0]!.size, 0);
});

test('a second pause makes the first longer or stricter, never shorter or milder', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('CLIENT PAUSE 1000 WRITE');
  client.say('CLIENT PAUSE 10 ALL');
  client.say('CLIENT PAUSE 10 WRITE');
  assert.equal(server.engine.state & ServerState.pausedAll, ServerState.pausedAll);
  server.advance(999);
  assert.equal(server.services.pause.isActive, true);
  server.advance(1);
  assert.equal(server.engine.state, 0);
});

test('CLIENT UNBLOCK ends a WAIT', async () => {
  const server = new AdminServer();
  const [mine, other] = [server.connect(), server.connect()];
  assert.equal(other.say('WAIT 1 0'), '');
  assert.equal(mine.say('CLIENT UNBLOCK 2 ERROR'), ':1\r\n');
  assert.equal(mine.say('CLIENT UNBLOCK 2'), ':0\r\n');
  await settle();
  assert.equal(other.late, '-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n');
});

test('CLIENT HELP names every subcommand', () => {
  const server = new AdminServer();
  const help = server.connect().say('CLIENT HELP');
  assert.match(help, /^\*\d+\r\n\+CLIENT <subcommand> /);
  for (const { name } of server.table.named('client')?.subcommands ?? []) {
    assert.ok(help.includes(`+${name.toUpperCase()}`), name);
  }
});
