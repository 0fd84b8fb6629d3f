import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../../test/support/admin-server.ts';

function begun(): { server: AdminServer; client: ReturnType<AdminServer['connect']> } {
  const server = new AdminServer();
  const client = server.connect();
  client.say('MULTI');
  return { server, client };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('queued calls run in order and answer together', () => {
  const { client } = begun();
  assert.equal(client.say('SET a 1'), '+QUEUED\r\n');
  assert.equal(client.say('INCR a'), '+QUEUED\r\n');
  assert.equal(client.say('EXEC'), '*2\r\n+OK\r\n:2\r\n');
  assert.equal(client.say('GET a'), '$1\r\n2\r\n');
});

test('EXEC and DISCARD need MULTI, which cannot be nested', () => {
  const client = new AdminServer().connect();
  assert.equal(client.say('EXEC'), '-ERR EXEC without MULTI\r\n');
  assert.equal(client.say('DISCARD'), '-ERR DISCARD without MULTI\r\n');
  client.say('MULTI');
  assert.equal(client.say('MULTI'), '-ERR MULTI calls can not be nested\r\n');
  assert.equal(client.say('WATCH a'), '-ERR WATCH inside MULTI is not allowed\r\n');
});

test('a call that could not be queued makes EXEC refuse all of them', () => {
  const { client } = begun();
  client.say('SET a 1');
  assert.match(client.say('NOSUCH'), /^-ERR unknown command/);
  assert.equal(
    client.say('EXEC'),
    '-EXECABORT Transaction discarded because of previous errors.\r\n',
  );
  assert.equal(client.say('GET a'), '$-1\r\n');
});

test('an error of one call leaves the others alone and is counted once', () => {
  const { server, client } = begun();
  client.say('SET a x');
  client.say('INCR a');
  client.say('SET b 1');
  assert.equal(
    client.say('EXEC'),
    '*3\r\n+OK\r\n-ERR value is not an integer or out of range\r\n+OK\r\n',
  );
  assert.equal(server.services.stats.errors.total, 1);
  assert.equal(server.table.named('exec')?.failedCalls, 0);
  assert.equal(server.table.named('incr')?.failedCalls, 1);
});

test('DISCARD forgets the queue and the watched keys', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('WATCH a');
  client.say('MULTI');
  client.say('SET a 1');
  assert.equal(client.say('DISCARD'), '+OK\r\n');
  assert.equal(server.engine.watch.active, false);
  assert.equal(client.say('GET a'), '$-1\r\n');
});

test('a watched key that another client changed stops EXEC', () => {
  const server = new AdminServer();
  const [mine, other] = [server.connect(), server.connect()];
  mine.say('WATCH a');
  other.say('SET a 1');
  mine.say('MULTI');
  mine.say('SET a 2');
  assert.equal(mine.say('EXEC'), '*-1\r\n');
  assert.equal(mine.say('GET a'), '$1\r\n1\r\n');
  mine.say('MULTI');
  assert.equal(mine.say('EXEC'), '*0\r\n');
});

test('UNWATCH lets EXEC run whatever changed', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('WATCH a');
  client.say('SET a 1');
  assert.equal(client.say('UNWATCH'), '+OK\r\n');
  client.say('MULTI');
  assert.equal(client.say('EXEC'), '*0\r\n');
});

test('a watched key whose time came stops EXEC though nobody looked at it', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('SET a 1 PX 50');
  client.say('WATCH a');
  server.advance(100);
  client.say('MULTI');
  assert.equal(client.say('EXEC'), '*-1\r\n');
});

test('a key that had expired before WATCH does not stop EXEC', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('SET a 1 PX 50');
  server.advance(100);
  client.say('WATCH a');
  client.say('GET a');
  client.say('MULTI');
  assert.equal(client.say('EXEC'), '*0\r\n');
});

test('rights are asked again at EXEC', () => {
  const { server, client } = begun();
  client.say('SET a 1');
  client.say('GET b');
  server.services.users.set('default', ['-set', 'resetkeys', '~a']);
  const [, first, second] = client.say('EXEC').split('\r\n');
  const prefix =
    '-NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. ' +
    'This command is no longer allowed for the following reason: ';
  assert.equal(first, `${prefix}no permission to execute the command or subcommand`);
  assert.equal(second, `${prefix}no permission to touch the specified keys`);
  assert.deepEqual(
    server.services.aclLog.newest(2).map(({ context, object }) => `${context} ${object}`),
    ['multi b', 'multi set'],
  );
});

test('a reply that comes later stands in its place', async () => {
  const { client } = begun();
  for (const line of ['SET a 1', 'LATER x', 'GET a', 'LATER y']) client.say(line);
  assert.equal(client.say('EXEC'), '');
  await settle();
  assert.equal(client.late, '*4\r\n+OK\r\n$1\r\nx\r\n$1\r\n1\r\n$1\r\ny\r\n');
  assert.equal(client.session.executing, false);
});

test('a failure of one late reply leaves the others alone', async () => {
  const { server, client } = begun();
  for (const line of ['LATER never', 'LATER y']) client.say(line);
  client.say('EXEC');
  await settle();
  assert.equal(client.late, '*2\r\n-ERR Internal error, see the log of the server\r\n$1\r\ny\r\n');
  assert.match(server.log.join('\n'), /deferred 'later'/);
});

test('a transaction that needs memory is refused as a whole when there is none', () => {
  const { server, client } = begun();
  client.say('SET a 1');
  server.world.memoryLimitBytes = 1;
  assert.equal(
    client.say('EXEC'),
    "-EXECABORT Transaction discarded because of: OOM command not allowed when used memory > 'maxmemory'.\r\n",
  );
  server.world.memoryLimitBytes = Infinity;
  client.say('MULTI');
  client.say('GET a');
  server.world.memoryLimitBytes = 1;
  assert.equal(client.say('EXEC'), '*1\r\n$-1\r\n');
});
