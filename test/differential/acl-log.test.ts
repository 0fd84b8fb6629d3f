import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../support/instance-stand.ts';
import type { RespClient } from '../support/resp-client.ts';
import { startServerPair } from '../support/server-pair.ts';

/** Requests of `ann`, who may little, each on its own or between MULTI and EXEC; many of them the same but for what doesn't group. */
const REQUESTS = [
  ['SET', 'mine:a', '1'],
  ['SET', 'theirs:a', '1'],
  ['set', 'theirs:a', '2'],
  ['SET', 'theirs:b', '1'],
  ['GET', 'theirs:a'],
  ['CONFIG', 'GET', 'port'],
  ['config', 'get', 'maxmemory'],
  ['CONFIG', 'SET', 'hz', '10'],
  ['PUBLISH', 'mine', 'm'],
  ['PUBLISH', 'theirs', 'm'],
  ['SUBSCRIBE', 'mine', 'theirs'],
  ['PSUBSCRIBE', 'mine*'],
  ['MSET', 'mine:a', '1', 'theirs:z', '1'],
  ['AUTH', 'ann', 'wrong'],
  ['AUTH', 'nobody', 'wrong'],
  ['AUTH', 'nobody', 'wrong again'],
  ['HELLO', '3', 'AUTH', 'nobody', 'wrong'],
  ['hello', '3', 'AUTH', 'nobody', 'wrong'],
  ['auth', 'nobody', 'wrong'],
  ['RESET'],
  ['AUTH', 'ann', 'right'],
  ['MULTI'],
  ['SET', 'theirs:a', '1'],
  ['SET', 'theirs:a', '1'],
  ['CONFIG', 'GET', 'port'],
  ['EXEC'],
  ['SET', 'theirs:a', '1'],
];

const FIELDS = ['count', 'reason', 'context', 'object', 'username'];

/** What was refused, newest first, without what differs from server to server. */
async function refusals(admin: RespClient, ann: RespClient): Promise<unknown> {
  await admin.call(
    'ACL',
    'SETUSER',
    'ann',
    'reset',
    'on',
    '>right',
    '~mine:*',
    '&mine',
    '+@all',
    '-config',
  );
  await ann.call('AUTH', 'ann', 'right');
  for (const request of REQUESTS) await ann.reply(...request);
  const entries = (await admin.call('ACL', 'LOG', '100')) as unknown[][];
  return entries.map((entry) => FIELDS.map((field) => entry[entry.indexOf(field) + 1]));
}

test('ACL LOG has a refusal for each reason, context and object, grouped as in redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const [expected, actual] = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) =>
      refusals(await server.connect(), await server.connect()),
    ),
  );
  assert.deepEqual(actual, expected);
  const reasons = new Set((actual as unknown[][]).map(([, reason]) => reason));
  assert.deepEqual([...reasons].sort(), ['auth', 'channel', 'command', 'key']);
});

/** Redis has none of these, so there is nothing to compare. */
test('databases, addresses and listeners have reasons of their own, which group in the same way', async () => {
  const stand = new InstanceStand();
  stand.user('ann', 'on', 'nopass', '~*', '+@all', 'db=0');
  stand.user('far', 'on', 'nopass', '~*', '+@all', 'from=10.0.0.0/8');
  const ann = stand.connect('ann');
  for (const request of [
    ['SELECT', '1'],
    ['select', '1'],
    ['SELECT', '2'],
    ['SWAPDB', '0', '1'],
  ])
    await ann.say(...request);
  const far = stand.connect('far');
  await far.say('GET', 'a');
  await far.say('get', 'b');
  await stand.connect('default').say('AUTH', 'far', 'x');
  await stand.connect('default', { users: undefined, admin: false }).say('CONFIG', 'GET', 'port');
  const entries = stand.instance.aclLog.newest(100);
  assert.deepEqual(
    entries.map(({ count, reason, object, userName }) => [count, reason, object, userName]),
    [
      [1, 'source', 'config|get', 'default'],
      [1, 'source', 'AUTH', 'far'],
      [2, 'source', 'get', 'far'],
      [3, 'database', '1', 'ann'],
      [1, 'database', '2', 'ann'],
    ],
  );
});
