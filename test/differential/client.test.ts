import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareServers, type Side, script } from './compare.ts';
import { converse } from './conversation.ts';

test('CLIENT answers as redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const steps = script(`
    = CLIENT SETNAME ""
    = CLIENT GETNAME
    ! CLIENT SETNAME "a b"
    ! CLIENT SETNAME "a\\nb"
    = CLIENT SETNAME ann
    = CLIENT GETNAME
    ! CLIENT SETNAME a b
    ! CLIENT GETNAME x
    ! CLIENT NOSUCH
    ! CLIENT
    ! CLIENT ID x
    ! CLIENT NO-EVICT
    ! CLIENT NO-EVICT maybe
    = CLIENT NO-EVICT on
    = CLIENT NO-EVICT OFF
    ! CLIENT KILL
    ! CLIENT KILL x
    ! CLIENT KILL 127.0.0.1:1
    ! CLIENT KILL ID
    ! CLIENT KILL ID x
    ! CLIENT KILL ID 0
    ! CLIENT KILL ID -1
    = CLIENT KILL ID 123456
    ! CLIENT KILL TYPE nosuch
    = CLIENT KILL TYPE replica
    = CLIENT KILL TYPE pubsub
    ! CLIENT KILL USER nobody
    ! CLIENT KILL USER default SKIPME maybe
    = CLIENT KILL ADDR 1.2.3.4:5 LADDR 1.2.3.4:5
    ! CLIENT KILL ADDR 1.2.3.4:5 LADDR
    ! CLIENT KILL foo bar
    = CLIENT KILL ID 99 SKIPME no USER default
    ! CLIENT LIST TYPE nosuch
    ! CLIENT LIST TYPE
    = CLIENT LIST TYPE replica
    = CLIENT LIST TYPE pubsub
    ! CLIENT LIST ID
    ! CLIENT LIST ID x
    = CLIENT LIST ID 123456
    ! CLIENT LIST foo
    ! CLIENT LIST TYPE normal x
    ! CLIENT PAUSE
    ! CLIENT PAUSE x
    ! CLIENT PAUSE -1
    ! CLIENT PAUSE 0 foo
    ! CLIENT PAUSE 0 WRITE x
    = CLIENT PAUSE 0 WRITE
    = CLIENT PAUSE 0 ALL
    ! CLIENT PAUSE 99999999999999999999
    = CLIENT UNPAUSE
    ! CLIENT UNPAUSE x
    ! CLIENT REPLY
    ! CLIENT REPLY foo
    = CLIENT REPLY ON
    ! CLIENT UNBLOCK
    ! CLIENT UNBLOCK x
    = CLIENT UNBLOCK 99
    = CLIENT UNBLOCK 99 TIMEOUT
    = CLIENT UNBLOCK 99 ERROR
    ! CLIENT UNBLOCK 99 foo
    ! CLIENT UNBLOCK 99 ERROR x
    = CLIENT GETREDIR
    = CLIENT TRACKINGINFO
    ! CLIENT CACHING yes
    ! CLIENT CACHING maybe
    ! CLIENT CACHING
    = CLIENT TRACKING OFF
    = CLIENT TRACKING off PREFIX a
    ! CLIENT TRACKING
    ! CLIENT TRACKING maybe
    ! CLIENT TRACKING on foo
    ! CLIENT TRACKING on REDIRECT x
    ! CLIENT TRACKING on REDIRECT 123456
    ! CLIENT TRACKING on PREFIX a
    ! CLIENT TRACKING on BCAST OPTIN
    ! CLIENT TRACKING on OPTIN OPTOUT
  `);
  await compareServers(pair.redis, pair.casemate, steps);
});

test('CLIENT KILL ends whom redis-server ends', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  await converse(
    pair,
    `
    b = CLIENT SETNAME ben
    a = CLIENT KILL ID {b}
    b closed
    a = CLIENT KILL ID {b}
    a = CLIENT KILL ID {a}
    c = CLIENT KILL ID {c} SKIPME no
    c closed
    d = ACL SETUSER dora on nopass +@all
    d = AUTH dora x
    e = AUTH dora x
    a = CLIENT KILL USER dora
    d closed
    e closed
    f = SELECT 3
    a = CLIENT KILL USER default
    f closed
    a = CLIENT KILL ID {a} SKIPME no USER default
    a closed
    `,
  );
});

test('CLIENT PAUSE lets those wait whom redis-server lets wait, until CLIENT UNPAUSE', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  await converse(
    pair,
    `
    a = SET k 1
    a = CLIENT PAUSE 100000 WRITE
    b = GET k
    b = PING
    b = MULTI
    b = GET k
    b = EXEC
    b ! SET k
    b ! NOSUCH
    a = CLIENT UNPAUSE
    b = SET k 3
    a = CLIENT PAUSE 1 ALL
    b = GET k
    a = GET k
    a = CLIENT PAUSE 100000 WRITE
    a = CLIENT PAUSE 1 WRITE
    a = CLIENT UNPAUSE
    a = SET k 4
    `,
  );
  for (const wants of ['SET', 'queue', 'EXEC'] as const) {
    const redis = await orderOfReplies(pair.redis, wants);
    assert.deepEqual(await orderOfReplies(pair.casemate, wants), redis, wants);
    assert.equal(redis[0], 'first', 'the other client did not wait');
  }
});

/** In which order two clients are answered while writes wait. The second one wants to write, queue a write, or run the queue. */
async function orderOfReplies(server: Side, wants: 'SET' | 'queue' | 'EXEC'): Promise<string[]> {
  const [first, second] = [await server.connect(), await server.connect()];
  if (wants !== 'SET') await second.call('MULTI');
  if (wants === 'EXEC') await second.call('SET', 'k', 'late');
  await first.call('CLIENT', 'PAUSE', '100000', 'WRITE');
  const order: string[] = [];
  const waiting = second.call(
    ...(wants === 'EXEC' ? (['EXEC'] as const) : (['SET', 'k', 'late'] as const)),
  );
  const told = waiting.then((reply) => order.push(`second: ${JSON.stringify(reply)}`));
  await first.call('GET', 'k');
  order.push('first');
  await first.call('CLIENT', 'UNPAUSE');
  await told;
  await Promise.all([first.close(), second.close()]);
  return order;
}

/** Fields that later servers have: Redis 7.2, and Valkey 8, which tells more of each client. */
const NEWER_FIELDS = ['watch', 'lib-name', 'lib-ver', 'tot-net-in', 'tot-net-out', 'tot-cmds'];
/** Fields whose values depend on nothing but what the client has done. */
const EQUAL_FIELDS = [
  'name',
  'flags',
  'db',
  'sub',
  'psub',
  'ssub',
  'multi',

  'oll',
  'omem',
  'events',
  'cmd',
  'user',
  'redir',
  'resp',
];

test('CLIENT INFO and CLIENT LIST tell in the same fields what redis-server tells', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const lines = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) => {
      const client = await server.connect({ protocol: 3 });
      for (const line of ['SELECT 4', 'CLIENT SETNAME ann', 'CLIENT NO-EVICT ON', 'WATCH k']) {
        await client.call(...(line.split(' ') as [string]));
      }
      const info = fieldsOf(await client.call('CLIENT', 'INFO'));
      const list = fieldsOf(await client.call('CLIENT', 'LIST', 'ID', info.get('id') ?? ''));
      await client.call('MULTI');
      await client.call('CLIENT', 'INFO');
      const inside = fieldsOf(((await client.call('EXEC')) as string[])[0]);
      return { info, list, inside };
    }),
  );
  const [redis, casemate] = lines;
  assert.ok(redis !== undefined && casemate !== undefined);
  for (const view of ['info', 'list', 'inside'] as const) {
    const own: string[] = [...casemate[view].keys()].filter((name) => !NEWER_FIELDS.includes(name));
    assert.deepEqual(own, [...redis[view].keys()], view);
    // Inside EXEC redis-server calls EXEC itself the last command.
    const names = EQUAL_FIELDS.filter((name) => view !== 'inside' || name !== 'cmd');
    for (const name of names) {
      assert.equal(casemate[view].get(name), redis[view].get(name), `${view} ${name}`);
    }
  }
});

function fieldsOf(line: unknown): Map<string, string> {
  assert.ok(typeof line === 'string');
  const pairs = line
    .trim()
    .split(' ')
    .map((part) => part.split('=') as [string, string]);
  return new Map(pairs);
}
