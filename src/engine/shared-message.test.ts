import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Broadcast } from './broadcast.ts';
import { SharedMessage } from './shared-message.ts';

test('a message is written once for each protocol that somebody speaks', async () => {
  const stand = new InstanceStand();
  const clients = [0, 1, 2, 3].map(() => stand.connect('default'));
  for (const client of clients.slice(2)) await client.say('HELLO', '3');
  const sessions = clients.map(({ session }) => session);
  const { pushes } = stand.instance.turn;
  const broadcast = new Broadcast(pushes, { hardBytes: () => 0, cutOff: () => undefined });
  const written: boolean[] = [];
  const message = new SharedMessage(broadcast, (writer) => {
    written.push(writer.resp3);
    writer.push(1);
  });
  const tell = (those: typeof sessions): void => {
    message.begin();
    for (const session of those) message.deliver(session);
  };
  tell(sessions);
  assert.deepEqual(written, [false, true]);
  tell(sessions.slice(0, 2));
  assert.deepEqual(written, [false, true, false]);
  message.begin();
  for (const session of sessions.slice(1)) message.deliverUnasked(session);
  assert.deepEqual(written, [false, true, false, false, true]);
});

test('what can not be written leaves nothing behind, and is tried again for the next', () => {
  const stand = new InstanceStand();
  const { session } = stand.connect('default');
  const { pushes } = stand.instance.turn;
  const broadcast = new Broadcast(pushes, { hardBytes: () => 0, cutOff: () => undefined });
  const message = new SharedMessage(broadcast, (writer) => {
    writer.push(1);
    throw new Error('too large');
  });
  message.begin();
  for (let i = 0; i < 2; i++) {
    assert.throws(() => message.deliver(session), /too large/);
    assert.equal(pushes.resp2.at, 0);
  }
});
