import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InstanceStand, type StandClient } from '../support/instance-stand.ts';
import { type ServerPair, startServerPair } from '../support/server-pair.ts';
import { compareSteps, errorSame, type Step, same } from './compare.ts';

/** A state that no gate knows: it changes nothing but that the short way isn't taken. */
const LONG_WAY = 1 << 30;

/**
 * Which of several reasons to refuse a request is told first: clients see it, and code written for Redis relies on it.
 * The order stands in src/engine/admit.ts; existence and arity are judged before it.
 */

const served = (...lines: readonly string[]): Step[] => lines.map((line) => same(line));
const refused = (...lines: readonly string[]): Step[] => lines.map((line) => errorSame(line));

/** Runs the steps on a new connection of each protocol. The first step may be a HELLO of its own. */
async function compare(pair: ServerPair, ...steps: readonly Step[][]): Promise<void> {
  for (const hello of [[], served('HELLO 3 AUTH default secret')]) {
    const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
    await compareSteps(redis, casemate, [...hello, ...steps.flat()]);
    await Promise.all([redis.close(), casemate.close()]);
  }
}

test('what is told before login, and what before that', async (context) => {
  const pair = await startServerPair(context, ['requirepass secret', 'enable-debug-command no']);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  await compareSteps(
    redis,
    casemate,
    refused(
      // Unknown names and wrong numbers of words come first, for strangers too.
      'NOSUCH a',
      'GET',
      'CLIENT',
      'CLIENT NOSUCH',
      'CLIENT KILL',
      'DEBUG',
      'MODULE NOSUCH',
      // Then what the configuration has shut.
      'DEBUG SLEEP 0',
      'MODULE LOAD /x',
      // Then the login.
      'GET a',
      'PING',
      'SELECT 99',
      'MULTI',
      'WATCH a',
      'SHUTDOWN',
      'EXEC',
      'EXEC x',
      // The commands that log in have an order of their own.
      'AUTH',
      'AUTH a b c',
      'AUTH wrong',
      'AUTH nobody wrong',
      'HELLO',
      'HELLO 3',
      'HELLO 4',
      'HELLO x',
      'HELLO 3 SETNAME x',
      'HELLO 3 AUTH default',
      'HELLO 3 AUTH default wrong',
      'HELLO 3 SETNAME "a b" AUTH default secret',
      'HELLO 4 AUTH default secret',
    ).concat(
      served('RESET'),
      refused('GET a'),
      served('AUTH secret', 'GET a', 'RESET'),
      refused('GET a'),
      served('QUIT'),
    ),
  );
});

test('protected commands are refused to users, in transactions too', async (context) => {
  const pair = await startServerPair(context, ['requirepass secret', 'enable-debug-command no']);
  if (pair === undefined) return;
  await compare(
    pair,
    served(
      'AUTH secret',
      'ACL SETUSER alice on >secret ~a* +@all -debug -module|load',
      'AUTH alice secret',
    ),
    refused('DEBUG SLEEP 0', 'MODULE LOAD /x', 'MODULE LOADEX /x', 'DEBUG'),
    served('MULTI'),
    refused('DEBUG SLEEP 0', 'EXEC'),
  );
});

test('rights come before memory, and memory before the queue', async (context) => {
  const pair = await startServerPair(context, ['requirepass secret']);
  if (pair === undefined) return;
  await compare(
    pair,
    served(
      'AUTH secret',
      'ACL SETUSER alice on >secret ~a* +@all -getset -config|get',
      'CONFIG SET maxmemory 1',
    ),
    refused('SET a 1', 'SET', 'INCR a'),
    served('GET a', 'DEL a', 'AUTH alice secret'),
    refused('GETSET a 1', 'SET b 1', 'SET a 1', 'MSET a 1 b 2', 'CONFIG GET x', 'CONFIG NOSUCH'),
    // A queue is memory: whatever would join it is refused, and the transaction is lost.
    served('MULTI'),
    refused('GET a', 'SET b 1', 'MULTI', 'EXEC', 'EXEC'),
    served('MULTI'),
    refused('GET a'),
    served('DISCARD', 'MULTI', 'RESET', 'AUTH secret', 'CONFIG SET maxmemory 0'),
  );
});

test('a transaction that was queued while there was memory is refused as a whole when it needs more', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [redis, casemate] = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  const compareHere = (...steps: Step[]): Promise<void> => compareSteps(redis, casemate, steps);
  const setLimit = (bytes: string): Promise<unknown> =>
    Promise.all(
      [pair.redis, pair.casemate].map(async (server) => {
        await (await server.connect()).call('CONFIG', 'SET', 'maxmemory', bytes);
      }),
    );
  await compareHere(...served('MULTI', 'GET a', 'SET a 1'));
  await setLimit('1');
  await compareHere(...refused('EXEC', 'EXEC'));
  await setLimit('0');
  await compareHere(...served('MULTI', 'GET a', 'DEL a'));
  await setLimit('1');
  await compareHere(...served('EXEC'));
});

test('whatever cannot be queued makes EXEC refuse all', async (context) => {
  const pair = await startServerPair(context, ['requirepass secret']);
  if (pair === undefined) return;
  await compare(
    pair,
    served(
      'AUTH secret',
      'ACL SETUSER alice on >secret ~a* +@all -get',
      'AUTH alice secret',
      'MULTI',
    ),
    refused('NOSUCH', 'EXEC'),
    served('MULTI'),
    refused('GET', 'EXEC'),
    served('MULTI'),
    refused('GET a', 'EXEC'),
    served('MULTI'),
    refused('SET b 1', 'EXEC'),
    served('MULTI'),
    refused('CLIENT NOSUCH', 'EXEC'),
    // These are refused without harm to the transaction.
    served('MULTI', 'SET a 1'),
    refused('MULTI', 'WATCH a'),
    served('EXEC'),
    refused('EXEC', 'DISCARD', 'DISCARD x', 'EXEC x'),
    // A refused EXEC is the end of it.
    served('MULTI'),
    refused('EXEC x', 'EXEC'),
    served('AUTH secret', 'ACL SETUSER alice -exec', 'AUTH alice secret', 'MULTI', 'SET a 1'),
    refused('EXEC', 'EXEC', 'DISCARD'),
    served(
      'AUTH secret',
      'ACL SETUSER alice -discard -multi',
      // AUTH itself is not queued here (docs/compatibility.md), so alice comes after the transaction.
      'MULTI',
      'SET a 1',
    ),
    served('EXEC', 'AUTH alice secret'),
    refused('MULTI', 'EXEC', 'DISCARD'),
  );
});

const users: Readonly<Record<string, readonly string[]>> = {
  all: ['on', 'nopass', '~*', '&*', 'alldbs', '+@all'],
  fewKeys: ['on', 'nopass', '~a*', '%R~b', '&*', 'alldbs', '+@all'],
  reader: ['on', 'nopass', '~*', 'alldbs', '+@read', '+select', '+multi', '+exec'],
  oneDatabase: ['on', 'nopass', '~*', 'resetdbs', 'db=0', '+@all'],
  someCommands: ['on', 'nopass', '~*', 'alldbs', '+get', '+set', '+incr', '+client|getname'],
  selectors: ['on', 'nopass', 'alldbs', '+get', '~a', '(+set ~b)', '(+@all -del ~c)'],
  off: ['off', 'nopass', '~*', 'alldbs', '+@all'],
};

const key = fc.constantFrom('a', 'b', 'c');
const request = fc.oneof(
  fc.tuple(fc.constantFrom('GET', 'INCR', 'DEL', 'STRLEN', 'get', 'TTL', 'EXISTS', 'GETDEL'), key),
  fc.tuple(fc.constantFrom('SET', 'APPEND', 'GETSET', 'SETNX'), key, fc.constantFrom('1', 'x')),
  fc.tuple(fc.constant('SET'), key, fc.constant('7'), fc.constantFrom('GET', 'NX', 'XX', 'no')),
  fc.tuple(fc.constantFrom('MGET', 'UNLINK', 'COPY', 'RENAME'), key, key),
  fc.tuple(fc.constantFrom('MSET'), key, fc.constant('1'), key, fc.constant('2')),
  fc.tuple(fc.constant('SELECT'), fc.constantFrom('0', '1', '99')),
  fc.tuple(fc.constantFrom('MULTI', 'EXEC', 'DISCARD', 'GET', 'NOSUCH', 'DBSIZE', 'CLIENT')),
  fc.tuple(fc.constant('CLIENT'), fc.constantFrom('GETNAME', 'NOSUCH', 'KILL')),
  fc.tuple(
    fc.constant('CONFIG'),
    fc.constant('SET'),
    fc.constant('maxmemory'),
    fc.constantFrom('1', '0'),
  ),
  fc.tuple(fc.constant('WATCH'), key),
);

test('the short way through the door gives the verdicts and effects of the long way', async () => {
  const shortWay = new InstanceStand();
  const longWay = new InstanceStand();
  const stands = [shortWay, longWay];
  for (const stand of stands) {
    for (const [name, rules] of Object.entries(users)) stand.user(name, ...rules);
  }
  let refusals = 0;
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(users)),
      fc.boolean(),
      fc.array(request, { minLength: 1, maxLength: 20 }),
      async (user, resp3, requests) => {
        const clients = await Promise.all(stands.map((stand) => emptied(stand, user)));
        for (const client of clients) client.session.resp3 = resp3;
        for (const words of requests) {
          // Nothing else of the server looks at this bit: it only closes the short way.
          longWay.instance.engine.state |= LONG_WAY;
          const [short, long] = await Promise.all(clients.map((client) => client.say(...words)));
          assert.equal(short, long, words.join(' '));
          if (short?.startsWith('-')) refusals++;
          else taken++;
        }
        assert.deepEqual(seen(shortWay), seen(longWay));
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(refusals > 100 && taken > 100, 'both verdicts were tried');
});

async function emptied(stand: InstanceStand, user: string): Promise<StandClient> {
  const owner = stand.connect('default');
  for (const line of ['CONFIG SET maxmemory 0', 'FLUSHALL', 'SET a 1', 'SET b text']) {
    await owner.say(...line.split(' '));
  }
  stand.instance.aclLog.reset();
  return stand.connect(user);
}

/** Everything that calls leave behind. */
function seen({ instance }: InstanceStand): unknown {
  return {
    dirty: instance.world.changes.dirty,
    sizes: instance.databases.map((db) => db.size),
    usedBytes: instance.world.slabs.usedBytes,
    denials: instance.aclLog
      .newest(100)
      .map(({ reason, object, context, count }) => [reason, object, context, count]),
    counts: instance.table.rows.map((row) => [row.calls, row.rejectedCalls, row.failedCalls]),
  };
}
