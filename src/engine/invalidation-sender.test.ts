import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { toLatin1 } from '../base/bytes.ts';
import { Reply } from '../resp/reply.ts';
import { Broadcast } from './broadcast.ts';
import { InvalidationSender } from './invalidation-sender.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';
import { SessionTracking } from './session-tracking.ts';

/** A session as far as messages go; `outputBytes`: what it has not read. */
function receiver(id: number, outputBytes = 0): { session: Session; got: () => string } {
  let got = '';
  const session = {
    id,
    resp3: true,
    unaskedBytes: 0,
    tracking: new SessionTracking(),
    enter: () => undefined,
    is: () => false,
    link: {
      outputBytes,
      push: (writer: Reply, from: number) => {
        got += toLatin1(writer.u8.subarray(from, writer.at));
      },
    },
  };
  return { session: session as unknown as Session, got: () => got };
}

function made(): { sender: InvalidationSender; cutOff: Session[]; resp3: Reply } {
  const [resp2, resp3] = [new Reply(64), new Reply(64)];
  resp3.resp3 = true;
  const cutOff: Session[] = [];
  const broadcast = new Broadcast(
    { resp2, resp3, relieve: () => undefined },
    { hardBytes: () => 100, cutOff: (session) => void cutOff.push(session) },
  );
  return { sender: new InvalidationSender(broadcast, () => true), cutOff, resp3 };
}

test('the message goes to who is redirected to, or tells that he is gone', () => {
  const { sender } = made();
  const [tracker, target] = [receiver(1), receiver(2)];
  const { tracking } = tracker.session;
  assert.ok(tracking !== undefined);
  tracking.redirectId = 2;
  sender.redirectTo(target.session);
  sender.send([tracker.session], (writer) => writer.null());
  assert.equal(target.got(), '>2\r\n$10\r\ninvalidate\r\n_\r\n');
  sender.forget(target.session);
  sender.send([tracker.session], (writer) => writer.null());
  assert.equal(tracker.got(), '>2\r\n$21\r\ntracking-redir-broken\r\n:2\r\n');
  assert.equal(tracking.isBroken, true);
});

test('who does not read is cut off, who reads may be told without end', () => {
  const { sender, cutOff } = made();
  const [reads, sleeps] = [receiver(1), receiver(2, 1)];
  for (let i = 0; i < 5; i++)
    sender.send([reads.session, sleeps.session], (writer) => writer.null());
  assert.ok(cutOff.length > 0);
  assert.ok(cutOff.every((session) => session === sleeps.session));
  assert.equal(reads.got().split('invalidate').length - 1, 5);
});

test('who is redirected to takes the long way as long as anybody redirects to him', async () => {
  const stand = new InstanceStand();
  const [target, other, one, two] = [0, 1, 2, 3].map(() => stand.connect('default'));
  const isTarget = (client = target): boolean =>
    client?.session.is(SessionState.redirectedTo) ?? false;
  const track = async (client = one, to = target): Promise<string | undefined> =>
    await client?.say('CLIENT', 'TRACKING', 'on', 'REDIRECT', String(to?.session.id));
  await track(one);
  await track(two);
  await track(two);
  await one?.say('CLIENT', 'TRACKING', 'off');
  await one?.say('CLIENT', 'TRACKING', 'off');
  assert.equal(isTarget(), true);
  await track(two, other);
  assert.deepEqual([isTarget(), isTarget(other)], [false, true]);
  await track(one, other);
  await two?.say('CLIENT', 'TRACKING', 'on');
  assert.equal(isTarget(other), true);
  one?.leave();
  assert.equal(isTarget(other), false);
  await track(two, two);
  assert.equal(isTarget(two), true);
  await two?.say('RESET');
  assert.equal(two?.session.state, 0);
});

test('a message too large for a reply leaves nothing behind', () => {
  const { sender, resp3 } = made();
  const { session, got } = receiver(1);
  const failing = (writer: Reply): void => {
    writer.array(1);
    throw new Error('too large');
  };
  assert.throws(() => sender.send([session], failing), /too large/);
  assert.equal(resp3.at, 0);
  assert.equal(got(), '');
});
