import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand, type StandClient } from '../../test/support/instance-stand.ts';
import { KEYSPACE_EVENTS, KEYSPACE_EVENTS_ALL } from '../settings/keyspace-settings.ts';

const { K, E } = KEYSPACE_EVENTS;

async function listening(
  classes: number,
): Promise<{ stand: InstanceStand; listener: StandClient }> {
  const stand = new InstanceStand(({ keyspace }) => {
    keyspace.notifyKeyspaceEvents = classes;
  });
  const listener = stand.connect('default');
  await listener.say('PSUBSCRIBE', '__key*__:*');
  return { stand, listener };
}

/** Channel and message of each that has come. */
function heard(listener: StandClient): string[] {
  const messages = listener.take().split('*4\r\n').slice(1);
  return messages.map((message) =>
    message
      .split('\r\n')
      .filter((_, i) => i === 5 || i === 7)
      .join(' '),
  );
}

test('an event is told to the channel of its key, and then to that of its name', async () => {
  const { stand, listener } = await listening(K | E | KEYSPACE_EVENTS_ALL);
  const client = stand.connect('default');
  await client.say('SELECT', '3');
  await client.say('SET', 'k', 'v', 'EX', '100');
  assert.deepEqual(heard(listener), [
    '__keyspace@3__:k set',
    '__keyevent@3__:set k',
    '__keyspace@3__:k expire',
    '__keyevent@3__:expire k',
  ]);
});

test('only one kind of channel is told when only one is asked for', async () => {
  for (const [kind, expected] of [
    [K, '__keyspace@0__:k set'],
    [E, '__keyevent@0__:set k'],
  ] as const) {
    const { stand, listener } = await listening(kind | KEYSPACE_EVENTS_ALL);
    await stand.connect('default').say('SET', 'k', 'v');
    assert.deepEqual(heard(listener), [expected]);
  }
});

test('classes without a kind of channel cost nothing', async () => {
  const { stand } = await listening(KEYSPACE_EVENTS_ALL);
  assert.equal(stand.instance.world.changes.eventClasses, 0);
});

test('CONFIG SET changes at once what is told', async () => {
  const { stand, listener } = await listening(0);
  const client = stand.connect('default');
  await client.say('SET', 'k', 'v');
  await client.say('CONFIG', 'SET', 'notify-keyspace-events', 'E$');
  await client.say('SET', 'k', 'v', 'EX', '100');
  assert.deepEqual(heard(listener), ['__keyevent@0__:set k']);
});

test('long keys and keys of any bytes are told whole', async () => {
  const { stand, listener } = await listening(K | E | KEYSPACE_EVENTS_ALL);
  const client = stand.connect('default');
  const key = 'x'.repeat(5000);
  await client.say('SET', key, 'v');
  await client.say('SET', '', 'v');
  assert.deepEqual(heard(listener), [
    `__keyspace@0__:${key} set`,
    `__keyevent@0__:set ${key}`,
    '__keyspace@0__: set',
    '__keyevent@0__:set ',
  ]);
});
