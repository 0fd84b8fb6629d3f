import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand, type StandClient } from '../../test/support/instance-stand.ts';
import { Interest } from '../keyspace/changes.ts';

const invalidated = (...names: readonly string[]): string =>
  `>2\r\n$10\r\ninvalidate\r\n*${names.length}\r\n${names.map((name) => `$${name.length}\r\n${name}\r\n`).join('')}`;
const ALL_INVALIDATED = '>2\r\n$10\r\ninvalidate\r\n_\r\n';

async function pushed(stand: InstanceStand): Promise<StandClient> {
  const client = stand.connect('default');
  await client.say('HELLO', '3');
  return client;
}

async function tracker(stand: InstanceStand, ...options: readonly string[]): Promise<StandClient> {
  const client = await pushed(stand);
  assert.equal(await client.say('CLIENT', 'TRACKING', 'on', ...options), '+OK\r\n');
  return client;
}

/** What has been sent once everything that is due has happened. */
async function heard(client: StandClient): Promise<string> {
  await client.feed(new Uint8Array(0));
  return client.take();
}

test('changes cost nothing more before anybody tracks and after the last one has stopped', async () => {
  const stand = new InstanceStand();
  const { world, engine } = stand.instance;
  assert.equal(world.changes.interest, 0);
  const [one, other] = [await tracker(stand), await tracker(stand, 'BCAST')];
  assert.equal(world.changes.interest, Interest.keys);
  await one.say('GET', 'a');
  await one.say('CLIENT', 'TRACKING', 'off');
  assert.equal(one.session.state, 0);
  assert.equal(engine.tracking.keys.size, 1);
  other.leave();
  assert.equal(world.changes.interest, 0);
  assert.equal(engine.tracking.keys.size, 0);
});

test('who is redirected to gets what it brings about itself behind its reply, not in its middle', async () => {
  const stand = new InstanceStand();
  const target = await pushed(stand);
  const reader = stand.connect('default');
  await reader.say('CLIENT', 'TRACKING', 'on', 'REDIRECT', String(target.session.id));
  await target.say('RPUSH', 'l', '1', '2', '3');
  await reader.say('LRANGE', 'l', '0', '-1');
  assert.equal(
    await target.say('LPOP', 'l', '2'),
    `*2\r\n$1\r\n1\r\n$1\r\n2\r\n${invalidated('l')}`,
  );
  await reader.say('GET', 'a');
  await target.say('MULTI');
  await target.say('SET', 'a', '1');
  assert.equal(await target.say('EXEC'), `*1\r\n+OK\r\n${invalidated('a')}`);
});

test('a flush is told in the protocol of who hears it', async () => {
  const stand = new InstanceStand();
  const target = stand.connect('default');
  await target.say('SUBSCRIBE', '__redis__:invalidate');
  const reader = await tracker(stand, 'REDIRECT', String(target.session.id));
  await reader.say('FLUSHALL');
  assert.equal(
    await heard(target),
    '*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n$-1\r\n',
  );
  const [pushTarget, plain] = [await pushed(stand), stand.connect('default')];
  await plain.say('CLIENT', 'TRACKING', 'on', 'REDIRECT', String(pushTarget.session.id));
  await plain.say('FLUSHALL');
  assert.equal(await heard(pushTarget), ALL_INVALIDATED);
});

test('what goes by itself is told with NOLOOP, too, even if the client had changed it before', async () => {
  const stand = new InstanceStand();
  const client = await tracker(stand, 'BCAST', 'NOLOOP');
  await client.say('SET', 'a', '1', 'PX', '50');
  await client.say('SET', 'b', '1');
  stand.clock.nowMs += 100;
  assert.equal(await client.say('GET', 'a'), `_\r\n${invalidated('a')}`);
});

test('broadcasts name only keys that the user may read, in databases that it may select', async () => {
  const stand = new InstanceStand();
  const owner = stand.connect('default');
  await owner.say(
    'ACL',
    'SETUSER',
    'guest',
    'on',
    '>pw',
    '+@all',
    '~open:*',
    '%W~drop:*',
    'alldbs',
  );
  const guest = await pushed(stand);
  await guest.say('AUTH', 'guest', 'pw');
  await guest.say('CLIENT', 'TRACKING', 'on', 'BCAST');
  await owner.say('MSET', 'secret', '1', 'open:1', '1', 'drop:1', '1');
  assert.equal(await heard(guest), invalidated('open:1'));
  await owner.say('SET', 'secret', '2');
  assert.equal(await heard(guest), '');
  await owner.say('FLUSHALL');
  assert.equal(await heard(guest), ALL_INVALIDATED);
});

test('where memory is used up a large table takes no more keys, and what it does not take must not be believed', async () => {
  const stand = new InstanceStand();
  const client = await tracker(stand);
  const { engine, world } = stand.instance;
  const { keys } = engine.tracking;
  world.memoryLimitBytes = 64 << 20;
  engine.clientBytes = 64 << 20;
  for (let i = 0; i < 4; i++) await client.say('GET', `${i}`.repeat(400_000));
  assert.equal(keys.size, 3);
  assert.equal(
    await client.say('MGET', 'a', 'b'),
    `*2\r\n_\r\n_\r\n${invalidated('a')}${invalidated('b')}`,
  );
  assert.equal(keys.size, 3);
});

test('beyond the table limit any keys are forgotten, and their readers told', async () => {
  const stand = new InstanceStand((settings) => {
    settings.memory.trackingTableMaxKeys = 2;
  });
  const client = await tracker(stand, 'NOLOOP');
  const said = await client.say('MGET', 'a', 'b', 'c', 'd', 'e');
  const told = said.split(ALL_INVALIDATED.slice(0, 18)).slice(1);
  assert.equal(told.length, 3);
  const { keys } = stand.instance.engine.tracking;
  assert.equal(keys.size, 2);
  assert.equal(keys.items, 2);
});

test('a table that has become too large is emptied in slices', async () => {
  const stand = new InstanceStand();
  const client = await tracker(stand);
  const names = Array.from({ length: 2500 }, (_, i) => `key:${i}`);
  await client.say('EXISTS', ...names);
  const owner = stand.connect('default');
  await owner.say('CONFIG', 'SET', 'tracking-table-max-keys', '100');
  const { tracking } = stand.instance.engine;
  assert.equal(tracking.keys.size, 1500);
  assert.equal(tracking.evict(1000), true);
  assert.equal(tracking.evict(1000), false);
  assert.equal(tracking.keys.size, 100);
  assert.equal((await heard(client)).split('invalidate').length - 1, 2400);
});

test('the table counts as used memory, which comes back when it is emptied', async () => {
  const stand = new InstanceStand();
  const { slabs } = stand.instance.world;
  const before = slabs.usedBytes;
  const client = await tracker(stand);
  await client.say('GET', 'k'.repeat(5000));
  assert.ok(slabs.usedBytes > before + 5000);
  await stand.connect('default').say('FLUSHALL');
  assert.equal(slabs.usedBytes, before);
  await client.say('GET', 'k'.repeat(5000));
  await client.say('RESET');
  assert.equal(slabs.usedBytes, before);
});

test('prefixes count as memory of the connection', async () => {
  const stand = new InstanceStand();
  const client = await pushed(stand);
  const before = client.session.heldBytes;
  await client.say('CLIENT', 'TRACKING', 'on', 'BCAST', 'PREFIX', 'x'.repeat(1000));
  assert.ok(client.session.heldBytes > before + 1000);
  await client.say('CLIENT', 'TRACKING', 'off');
  assert.equal(client.session.heldBytes, before);
});

test('many changes are told before the turn is over', async () => {
  const stand = new InstanceStand();
  const client = await tracker(stand, 'BCAST');
  const other = stand.connect('default');
  const long = 'k'.repeat(300_000);
  await other.say('MULTI');
  for (let i = 0; i < 5; i++) await other.say('SET', `${i}${long}`, '1');
  await other.say('EXEC');
  const lengths = (await heard(client)).match(/\*\d+/g);
  assert.deepEqual(lengths, ['*4', '*1']);
});

test('nobody feeds the connection of another user with what he tracks, unless he might end it (attack row "slow subscriber")', async () => {
  const stand = new InstanceStand();
  const target = await pushed(stand);
  stand.user('low', 'on', 'nopass', '+@all', '-client|kill', '~*');
  stand.user('high', 'on', 'nopass', '+@all', '~*');
  const words = ['CLIENT', 'TRACKING', 'on', 'REDIRECT', String(target.session.id)];
  const low = stand.connect('low');
  assert.match(await low.say(...words), /^-ERR The client ID you want redirect to does not exist/);
  assert.equal(await stand.connect('high').say(...words), '+OK\r\n');
  assert.equal(
    await low.say(...words.slice(0, 4), String(stand.connect('low').session.id)),
    '+OK\r\n',
  );
});

test('who logs in as somebody else is told what that one may read, and empties his cache first', async () => {
  const stand = new InstanceStand();
  stand.user('low', 'on', '>pw', '+@all', '~open:*', 'alldbs');
  stand.user('high', 'on', '>pw', '+@all', '~*', '&*', 'alldbs');
  const writer = stand.connect('default');
  for (const options of [[], ['BCAST']]) {
    const client = await pushed(stand);
    await client.say('AUTH', 'high', 'pw');
    await client.say('CLIENT', 'TRACKING', 'on', ...options);
    await client.say('MGET', 'secret:1', 'open:1');
    assert.equal(await client.say('AUTH', 'low', 'pw'), `+OK\r\n${ALL_INVALIDATED}`);
    assert.equal(await client.say('AUTH', 'low', 'pw'), '+OK\r\n');
    await writer.say('MSET', 'secret:1', '1', 'open:1', '1');
    assert.equal(await heard(client), invalidated('open:1'), options[0]);
    await client.say('HELLO', '3', 'AUTH', 'high', 'pw');
    await writer.say('SET', 'secret:1', '2');
    assert.equal(await heard(client), invalidated('secret:1'));
    await client.say('RESET');
    await client.say('HELLO', '3');
    await writer.say('SET', 'secret:1', '3');
    assert.equal(await heard(client), '');
    client.leave();
  }
});

test('whose rights are taken hears of it, and no more of what he may not read', async () => {
  const stand = new InstanceStand();
  stand.user('low', 'on', 'nopass', '+@all', '~*', '&*', 'alldbs');
  const writer = stand.connect('default');
  const [byKey, broadcast] = [stand.connect('low'), stand.connect('low')];
  for (const client of [byKey, broadcast]) await client.say('HELLO', '3');
  await byKey.say('CLIENT', 'TRACKING', 'on');
  await broadcast.say('CLIENT', 'TRACKING', 'on', 'BCAST');
  await byKey.say('GET', 'secret');
  await writer.say('ACL', 'SETUSER', 'low', 'resetkeys', '~open:*');
  await writer.say('MSET', 'secret', '1', 'open:1', '1');
  assert.equal(await heard(byKey), ALL_INVALIDATED);
  assert.equal(await heard(broadcast), ALL_INVALIDATED + invalidated('open:1'));
  await byKey.say('GET', 'open:1');
  const { nowMs } = stand.clock;
  await writer.say('ACL', 'SETUSER', 'low', `expires=${Math.ceil(nowMs / 1000) + 5}`);
  assert.deepEqual(
    [await heard(byKey), await heard(broadcast)],
    [ALL_INVALIDATED, ALL_INVALIDATED],
  );
  stand.clock.nowMs += 10_000;
  await writer.say('SET', 'open:1', '2');
  assert.deepEqual([await heard(byKey), await heard(broadcast)], ['', '']);
});

test('who is redirected to learns no names that he may not know, but that something has changed', async () => {
  const stand = new InstanceStand();
  stand.user('low', 'on', '>pw', '+@all', '~open:*', 'alldbs');
  const writer = stand.connect('default');
  for (const options of [[], ['BCAST', 'PREFIX', 'secret', 'PREFIX', 'open']]) {
    const [target, reader] = [await pushed(stand), await pushed(stand)];
    const to = ['REDIRECT', String(target.session.id)];
    await reader.say('CLIENT', 'TRACKING', 'on', ...to, ...options);
    await reader.say('MGET', 'secret:1', 'open:1');
    await target.say('AUTH', 'low', 'pw');
    await writer.say('SET', 'secret:1', '1');
    assert.equal(await heard(target), ALL_INVALIDATED, options[0]);
    await writer.say('SET', 'open:1', '1');
    assert.equal(await heard(target), invalidated('open:1'));
    assert.equal(await heard(reader), '');
    for (const client of [target, reader]) client.leave();
  }
});

test('a redirection to who has become somebody else is broken', async () => {
  const stand = new InstanceStand();
  stand.user('ann', 'on', '>pw', '+@all', '-client|kill', '~*', 'alldbs');
  stand.user('bob', 'on', '>pw', '+@all', '~*', 'alldbs');
  const [target, reader] = [await pushed(stand), await pushed(stand)];
  for (const client of [target, reader]) await client.say('AUTH', 'ann', 'pw');
  const to = ['REDIRECT', String(target.session.id)];
  assert.equal(await reader.say('CLIENT', 'TRACKING', 'on', 'BCAST', ...to), '+OK\r\n');
  await target.say('AUTH', 'bob', 'pw');
  await stand.connect('default').say('SET', 'key', '1');
  assert.equal(await heard(target), '');
  assert.match(await heard(reader), /tracking-redir-broken/);
});

test('who has read a key in his database hears nothing of it in databases that he may not use', async () => {
  const stand = new InstanceStand();
  stand.user('low', 'on', 'nopass', '+@all', '~*', 'db=0');
  const low = stand.connect('low');
  await low.say('HELLO', '3');
  await low.say('CLIENT', 'TRACKING', 'on');
  const writer = stand.connect('default');
  const also = await tracker(stand);
  await also.say('GET', 'x');
  await low.say('GET', 'x');
  for (const [database, told] of [
    ['1', ''],
    // Still so, however often it has changed elsewhere.
    ['0', invalidated('x')],
    ['0', ''],
  ] as const) {
    await writer.say('SELECT', database);
    await writer.say('SET', 'x', '1');
    assert.equal(await heard(low), told, database);
  }
  assert.equal(await heard(also), invalidated('x'));
  assert.equal(stand.instance.engine.tracking.keys.size, 0);
});

test('long names do not make the table large: a sixteenth of maxmemory at most', async () => {
  const stand = new InstanceStand();
  const { world, engine } = stand.instance;
  world.memoryLimitBytes = 64 << 20;
  const reader = await tracker(stand);
  for (let i = 0; i < 300; i++) await reader.say('GET', String(i).padEnd(30_000, 'x'));
  assert.ok(engine.tracking.keys.bytes <= 4 << 20, String(engine.tracking.keys.bytes));
  assert.ok(engine.tracking.keys.size > 50);
});

test('who redirects to itself and then subscribes hears of what it has read, in RESP2', async () => {
  const stand = new InstanceStand();
  const [client, writer] = [stand.connect('default'), stand.connect('default')];
  await client.say('CLIENT', 'TRACKING', 'on', 'REDIRECT', String(client.session.id));
  await client.say('GET', 'a');
  await client.say('SUBSCRIBE', '__redis__:invalidate');
  await writer.say('SET', 'a', '1');
  assert.equal(
    await heard(client),
    '*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n*1\r\n$1\r\na\r\n',
  );
});
