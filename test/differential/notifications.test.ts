import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServerPair } from '../support/server-pair.ts';
import { compareChorus } from './chorus.ts';
import { compareServers, script } from './compare.ts';
import { NOTIFICATION_CASES } from './notification-cases.ts';

/** The lines of a family, spoken by p. */
function spoken(lines: string): string {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `p ${line}`)
    .join('\n');
}

for (const [family, lines] of Object.entries(NOTIFICATION_CASES)) {
  test(`${family}: each command tells of the events of redis-server`, async (context) => {
    const pair = await startServerPair(context, ['notify-keyspace-events KEAmn']);
    if (pair === undefined) return;
    const text = `listener PSUBSCRIBE __key*__:*\n${spoken(lines)}`;
    await compareChorus(context, pair, { voices: { listener: 2, p: 3 }, text });
  });
}

test('only the classes that are asked for are told of, to the channels that are', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const commands = `
    p SET k 1 EX 100
    p GET nosuch
    p DEL k
    p SETBIT b 1 1
    p RENAME b c
    p SET e 1 PXAT 1 ; GET e
  `;
  const settings = ['KEA', 'K$', 'Eg', 'KE', 'A', 'Kx', 'Em', 'Kn', 'Eg$xmn', 'KEA', ''];
  await compareChorus(context, pair, {
    voices: { listener: 3, other: 2, p: 2 },
    text: `
      listener PSUBSCRIBE __key*__:*
      other SUBSCRIBE __keyevent@0__:del __keyspace@0__:k __keyspace@1__:k __keyevent@0__:
      ${settings.map((letters) => `p CONFIG SET notify-keyspace-events "${letters}"\n${commands}`).join('\n')}
    `,
  });
});

test('the letters of notify-keyspace-events are normalised as by redis-server', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const letters = [
    'KEA',
    'AKE',
    'g$lshzxetd',
    'Kg$lshzxetdm',
    'nmEK',
    'KEAn',
    'KEAmn',
    'Elsz',
    'KK',
    'm',
    'n',
    '',
  ];
  await compareServers(pair.redis, pair.casemate, [
    ...letters.flatMap((text) =>
      script(`
        = CONFIG SET notify-keyspace-events "${text}"
        = CONFIG GET notify-keyspace-events
      `),
    ),
    ...script(`
      ! CONFIG SET notify-keyspace-events KEy
      ! CONFIG SET notify-keyspace-events a
      = CONFIG GET notify-keyspace-events
    `),
  ]);
});

test('a key that expires by itself is told of without being looked at', async (context) => {
  const pair = await startServerPair(context, ['notify-keyspace-events KEA']);
  if (pair === undefined) return;
  const told = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) => {
      const [listener, writer] = [await server.connect({ protocol: 3 }), await server.connect()];
      listener.socket.write('PSUBSCRIBE __keyevent@*__:expired\r\n');
      await listener.nextPush();
      await writer.call('SET', 'short', '1', 'PX', '1');
      const push = await listener.nextPush();
      await Promise.all([listener.close(), writer.close()]);
      return JSON.stringify(push);
    }),
  );
  assert.equal(told[1], told[0]);
});
