import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { AdminClient, AdminServer } from '../../test/support/admin-server.ts';
import { listServer } from '../../test/support/list-server.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { defineCommand } from '../command/command.ts';
import { Interest } from '../keyspace/changes.ts';
import { ValueType } from '../keyspace/entry.ts';
import { sessionOf } from './session-of.ts';
import { SessionState } from './session-state.ts';

let server: AdminServer = listServer();
let [waiter, other, pusher] = threeClients();

function threeClients(): [AdminClient, AdminClient, AdminClient] {
  return [server.connect(), server.connect(), server.connect()];
}

/** Waits until something happens to a list that is there. */
const attend = defineCommand({
  name: 'ATTEND',
  arity: 2,
  flags: ['blocking'],
  traits: ['may-block'],
  categories: [],
  keys: [],
  loggable: [],
  docs: { group: 'list', since: '7.2.0', summary: 'Waits.', complexity: 'O(1)' },
  run(call) {
    const session = sessionOf(call);
    if (server.engine.blocking.waiterOf(session) !== undefined) {
      call.reply.simple('seen');
      return;
    }
    const keys = { first: 1, count: 1, type: ValueType.list, endsWithKey: true } as const;
    call.block({ keys, timeoutMs: 0, onTimeout: (reply) => reply.nullArray() });
  },
});

beforeEach(() => {
  server = listServer();
  [waiter, other, pusher] = threeClients();
});

const popped = (key: string, element: string): string =>
  `*2\r\n$${String(key.length)}\r\n${key}\r\n$${String(element.length)}\r\n${element}\r\n`;

function info(section: string): Map<string, string> {
  const lines = pusher.say(`INFO ${section}`).split('\r\n');
  return new Map(lines.map((line) => line.split(':', 2) as [string, string]));
}

function isBlocked(client: AdminClient): boolean {
  return client.session.is(SessionState.blocked);
}

describe('a call that waits', () => {
  test('is answered once the call that filled its key is over', () => {
    assert.equal(waiter.say('BLPOP x 0'), '');
    assert.equal(isBlocked(waiter), true);
    assert.equal(pusher.say('RPUSH x 1'), ':1\r\n');
    assert.equal(waiter.late, popped('x', '1'));
    assert.equal(isBlocked(waiter), false);
    assert.equal(pusher.say('EXISTS x'), ':0\r\n');
  });

  test('is served before the next call of the same pipeline', () => {
    waiter.say('BLPOP x 0');
    const { engine } = server;
    // Without `settle` in between, as inside of a pipeline.
    server.serve = (session, words) => {
      server.reply.at = 0;
      engine.serve(session, Arguments.of(words.map(fromLatin1)));
      return String.fromCharCode(...server.reply.u8.subarray(0, server.reply.at));
    };
    assert.equal(pusher.say('RPUSH x 1'), ':1\r\n');
    assert.equal(waiter.late, '');
    assert.equal(pusher.say('LLEN x'), ':0\r\n');
    assert.equal(waiter.late, popped('x', '1'));
  });

  test('is not answered in the middle of a transaction', () => {
    waiter.say('BLPOP x 0');
    for (const line of ['MULTI', 'RPUSH x 1', 'LLEN x']) pusher.say(line);
    assert.equal(pusher.say('EXEC'), '*2\r\n:1\r\n:1\r\n');
    assert.equal(waiter.late, popped('x', '1'));
  });

  test('costs others nothing once it is over', () => {
    const { changes } = server.world;
    assert.equal(changes.interest, 0);
    waiter.say('BLPOP x y 0');
    other.say('BLPOP x 0');
    assert.equal(changes.interest, Interest.values);
    assert.equal(changes.waitedTypes, 1 << ValueType.list);
    pusher.say('RPUSH x 1 2');
    assert.deepEqual([changes.interest, changes.waitedTypes], [0, 0]);
    assert.equal(server.engine.state, 0);
  });

  test('is counted once, with the time of its runs and without that of its waiting', () => {
    waiter.say('BLPOP x 0');
    const row = server.table.named('blpop') ?? assert.fail('there is BLPOP');
    assert.equal(row.calls, 0);
    server.advance(5000);
    pusher.say('RPUSH x 1');
    assert.equal(row.calls, 1);
    assert.ok(row.totalMs < 5000);
    assert.equal(pusher.say('SLOWLOG LEN'), ':0\r\n');
    waiter.say('BLPOP x 0.5');
    server.advance(500);
    assert.equal(row.calls, 2);
    waiter.say('BLPOP x 0');
    pusher.say('CLIENT UNBLOCK 1 ERROR');
    assert.deepEqual([row.calls, row.failedCalls], [3, 1]);
    assert.deepEqual(server.services.stats.errors.entries(), [['UNBLOCKED', 1]]);
  });

  test('answers nothing where no replies are wanted, and takes its element', () => {
    waiter.say('CLIENT REPLY OFF');
    waiter.say('BLPOP x 0');
    pusher.say('RPUSH x 1 2');
    assert.equal(waiter.late, '');
    assert.equal(pusher.say('LRANGE x 0 -1'), '*1\r\n$1\r\n2\r\n');
    other.say('CLIENT REPLY SKIP');
    other.say('BLPOP y 0');
    pusher.say('RPUSH y 1');
    assert.equal(other.late, '');
    assert.equal(other.say('PING'), '+PONG\r\n');
  });

  test('is refused like any other when its user may no longer make it', () => {
    server.services.users.set('bob', ['on', 'nopass', '+@all', '~*']);
    waiter.session.authenticate(server.services.users.get('bob') ?? assert.fail('there is bob'));
    waiter.say('BLPOP x 0');
    server.services.users.set('bob', ['-blpop']);
    pusher.say('RPUSH x 1');
    assert.match(waiter.late, /^-NOPERM User bob has no permissions to run the 'blpop' command/);
    assert.equal(isBlocked(waiter), false);
    assert.equal(pusher.say('LLEN x'), ':1\r\n');
    assert.equal(server.table.named('blpop')?.rejectedCalls, 1);
  });

  test('counts in the memory of clients as long as it waits', () => {
    const { engine } = server;
    const before = { client: engine.clientBytes, session: waiter.session.heldBytes };
    waiter.say(`BLPOP ${'k'.repeat(10_000)} 0`);
    const held = engine.clientBytes - before.client;
    assert.ok(held > 10_000);
    assert.equal(waiter.session.heldBytes - before.session, held);
    pusher.say('CLIENT UNBLOCK 1');
    assert.equal(engine.clientBytes, before.client);
    assert.equal(waiter.session.heldBytes, before.session);
  });
});

describe('a timeout', () => {
  test('ends the waiting, the earliest first, with one timer for all', () => {
    waiter.say('BLPOP x 2');
    other.say('BLPOP x 1.5');
    assert.equal(info('clients').get('clients_in_timeout_table'), '2');
    server.advance(1499);
    assert.equal(other.late, '');
    server.advance(1);
    assert.equal(other.late, '*-1\r\n');
    assert.equal(waiter.late, '');
    server.advance(500);
    assert.equal(waiter.late, '*-1\r\n');
    assert.equal(info('clients').get('clients_in_timeout_table'), '0');
    assert.equal(info('clients').get('total_blocking_keys'), '0');
  });

  test('of a call that was served is forgotten', () => {
    waiter.say('BLPOP x 1');
    pusher.say('RPUSH x 1');
    server.advance(5000);
    assert.equal(waiter.late, popped('x', '1'));
  });

  test('is a null in RESP3', () => {
    waiter.say('HELLO 3');
    waiter.say('BLPOP x 1');
    server.advance(1000);
    assert.equal(waiter.late, '_\r\n');
  });

  test('of 0 never comes, one of a hundred years later than any timer of Node', () => {
    waiter.say('BLPOP x 0');
    other.say(`BLPOP x ${String(100 * 365 * 86_400)}`);
    for (let month = 0; month < 4; month++) server.advance(2 ** 31);
    assert.equal(waiter.late + other.late, '');
    pusher.say('RPUSH x 1 2');
    assert.equal(waiter.late, popped('x', '1'));
    assert.equal(other.late, popped('x', '2'));
  });

  test('stays what it was when the key had expired before the waiting call could have it', () => {
    waiter.say('BLPOP x 1');
    server.advance(600);
    for (const line of ['MULTI', 'RPUSH x 1', 'PEXPIREAT x 1', 'EXEC']) pusher.say(line);
    assert.equal(isBlocked(waiter), true);
    server.advance(400);
    assert.equal(waiter.late, '*-1\r\n');
  });

  test('comes also while the server is paused', () => {
    waiter.say('BLPOP x 1');
    pusher.say('CLIENT PAUSE 10000 WRITE');
    server.advance(1000);
    assert.equal(waiter.late, '*-1\r\n');
  });
});

describe('a pause', () => {
  test('that a transaction begins lets those wait on whose key it filled', () => {
    waiter.say('BLPOP x 0');
    for (const line of ['MULTI', 'RPUSH x 1', 'CLIENT PAUSE 10000 WRITE', 'EXEC']) pusher.say(line);
    assert.equal(waiter.late, '');
    assert.equal(pusher.say('LLEN x'), ':1\r\n');
    pusher.say('CLIENT UNPAUSE');
    assert.equal(waiter.late, popped('x', '1'));
  });
});

describe('a client that goes', () => {
  test('is served no more', () => {
    waiter.say('BLPOP x 1');
    other.say('BLPOP x 0');
    server.engine.blocking.forget(waiter.session);
    assert.equal(info('clients').get('clients_in_timeout_table'), '0');
    pusher.say('RPUSH x 1');
    assert.equal(waiter.late, '');
    assert.equal(other.late, popped('x', '1'));
    server.engine.blocking.forget(pusher.session);
  });
});

describe('INFO', () => {
  test('tells how many keys are waited for, each once', () => {
    waiter.say('BLPOP x y x 0');
    other.say('BLPOP x 0');
    const clients = info('clients');
    assert.equal(clients.get('blocked_clients'), '2');
    assert.equal(clients.get('total_blocking_keys'), '2');
    assert.equal(clients.get('total_blocking_keys_on_nokey'), '0');
    pusher.say('CLIENT UNBLOCK 1');
    assert.equal(info('clients').get('total_blocking_keys'), '1');
  });
});

describe('a call that needs its key to stay, as one of a consumer group', () => {
  beforeEach(() => {
    server = listServer(attend);
    [waiter, other, pusher] = threeClients();
  });

  for (const [what, lines] of [
    ['is deleted', ['DEL x']],
    ['is overwritten', ['SET x text']],
    ['is renamed', ['RENAME x y']],
    ['expires', ['PEXPIREAT x 1']],
    ['is changed', ['RPUSH x 2']],
  ] as const) {
    test(`is run again when the key ${what}`, () => {
      pusher.say('RPUSH x 1');
      waiter.say('ATTEND x');
      other.say('BLPOP y 0');
      for (const line of lines) pusher.say(line);
      assert.equal(waiter.late, '+seen\r\n');
      assert.equal(isBlocked(waiter), false);
    });
  }

  test('hears of nothing that happens to other keys', () => {
    pusher.say('RPUSH x 1');
    waiter.say('ATTEND x');
    assert.equal(server.world.changes.waitedTypes, -1);
    for (const line of ['DEL y', 'SET z 1', 'DEL z', 'RPUSH y 1']) pusher.say(line);
    assert.equal(waiter.late, '');
    assert.equal(info('clients').get('total_blocking_keys_on_nokey'), '1');
  });
});
