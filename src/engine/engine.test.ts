import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AdminServer } from '../../test/support/admin-server.ts';
import { nextTurn } from '../../test/support/instance-stand.ts';
import { assert as mustHold } from '../base/assert.ts';
import type { Call } from '../command/call.ts';
import { type Command, defineCommand } from '../command/command.ts';
import { CommandError } from '../command/errors.ts';

function command(name: Uppercase<string>, run: (call: Call) => void): Command {
  return defineCommand({
    name,
    arity: -1,
    flags: [],
    categories: [],
    keys: [],
    loggable: [],
    docs: { group: 'generic', since: '7.2.0', summary: 'Does it.', complexity: 'O(1)' },
    run,
  });
}

const EXTRA: readonly Command[] = [
  command('BUG', ({ reply }) => {
    reply.simple('half');
    throw new TypeError('the secret value');
  }),
  command('UNTRUE', () => {
    mustHold(false, 'it holds');
  }),
  command('MISUSE', ({ reply }) => {
    reply.array(3);
    throw new CommandError('MINE that is not how it goes');
  }),
  command('LATEERROR', (call) => {
    call.defer(Promise.resolve((reply) => reply.error('MINE too late')));
  }),
];

describe('a bug of ours', () => {
  test('takes back what was written, tells the client nothing and the operator where', () => {
    const server = new AdminServer(EXTRA);
    const client = server.connect();
    assert.equal(client.say('BUG'), '-ERR Internal error, see the log of the server\r\n');
    assert.match(server.log.at(-1) ?? '', /^warning Internal error while running 'bug'/);
    assert.equal(client.closed, 'no');
    assert.equal(client.say('PING'), '+PONG\r\n');
  });

  test('that breaks an assertion ends the connection', () => {
    const client = new AdminServer(EXTRA).connect();
    assert.equal(client.say('UNTRUE'), '-ERR Internal error, see the log of the server\r\n');
    assert.equal(client.closed, 'after-replies');
  });

  test('in deferred work is an error reply, and the session goes on', async () => {
    const server = new AdminServer();
    const client = server.connect();
    assert.equal(client.say('LATER never'), '');
    await nextTurn();
    assert.equal(client.late, '-ERR Internal error, see the log of the server\r\n');
    assert.equal(client.session.state, 0);
    assert.match(server.log.at(-1) ?? '', /deferred 'later'/);
  });
});

describe('errors', () => {
  test('replace what the call had written, and are counted by code and by command', () => {
    const server = new AdminServer(EXTRA);
    const client = server.connect();
    assert.equal(client.say('MISUSE'), '-MINE that is not how it goes\r\n');
    assert.equal(client.say('MISUSE'), '-MINE that is not how it goes\r\n');
    const row = server.table.named('misuse');
    assert.deepEqual([row?.calls, row?.failedCalls, row?.rejectedCalls], [2, 2, 0]);
    assert.deepEqual(server.services.stats.errors.entries(), [['MINE', 2]]);
  });

  test('of calls that never ran are rejections', () => {
    const server = new AdminServer();
    const client = server.connect();
    client.say('GET');
    client.say('NOSUCH');
    const row = server.table.named('get');
    assert.deepEqual([row?.calls, row?.failedCalls, row?.rejectedCalls], [0, 0, 1]);
    assert.deepEqual(server.services.stats.errors.entries(), [['ERR', 2]]);
  });

  test('of late replies are counted, too', async () => {
    const server = new AdminServer(EXTRA);
    const client = server.connect();
    client.say('LATEERROR');
    await nextTurn();
    assert.equal(client.late, '-MINE too late\r\n');
    assert.equal(server.table.named('lateerror')?.failedCalls, 1);
    assert.deepEqual(server.services.stats.errors.entries(), [['MINE', 1]]);
  });
});

describe('CLIENT REPLY', () => {
  test('SKIP takes exactly the next reply away, an error as well', () => {
    const client = new AdminServer().connect();
    assert.equal(client.say('CLIENT REPLY SKIP'), '');
    assert.equal(client.say('NOSUCH'), '');
    assert.equal(client.say('PING'), '+PONG\r\n');
  });

  test('OFF holds for late replies, too', async () => {
    const client = new AdminServer().connect();
    client.say('CLIENT REPLY OFF');
    client.say('LATER hello');
    await nextTurn();
    assert.equal(client.late, '');
    assert.equal(client.say('CLIENT REPLY ON'), '+OK\r\n');
  });
});

test('the last command is named even when it was refused', () => {
  const client = new AdminServer().connect();
  client.say('GET k');
  client.say('DEBUG SLEEP 0');
  assert.equal(client.session.lastRow?.fullName, 'debug');
});

test('a refused EXEC says why and leaves no transaction behind', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('MULTI');
  client.say('SET k v');
  assert.match(client.say('EXEC x'), /^-EXECABORT Transaction discarded because of: wrong number/);
  assert.equal(client.session.transaction, undefined);
  assert.equal(client.say('GET k'), '$-1\r\n');
});

test('a queue counts as memory at once', () => {
  const server = new AdminServer();
  const client = server.connect();
  client.say('MULTI');
  const before = server.engine.clientBytes;
  client.send(['SET', 'k', 'v'.repeat(10_000)]);
  assert.ok(server.engine.clientBytes - before >= 10_000);
});
