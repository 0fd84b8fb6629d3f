import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand, type StandClient } from '../../test/support/instance-stand.ts';

/** A server with one who may hear and see all, and one who may hear news only. */
function newStand(revokeDisconnects: 'yes' | 'no'): InstanceStand {
  const stand = new InstanceStand(({ security }) => {
    security.revokeDisconnects = revokeDisconnects === 'yes';
  });
  stand.user('ops', 'on', 'nopass', '+@all', 'allchannels');
  stand.user('low', 'on', 'nopass', '+ping', 'resetchannels', '&news.*');
  return stand;
}

async function become(stand: InstanceStand, ...feed: readonly string[]): Promise<StandClient> {
  const client = stand.connect('ops');
  await client.say('HELLO', '3');
  await client.say(...feed);
  assert.match(await client.say('AUTH', 'low', 'x'), /^\+OK\r\n/);
  return client;
}

test('whose new user may not hear a channel is cut off, as if the right had been taken', async () => {
  const stand = newStand('no');
  assert.equal((await become(stand, 'SUBSCRIBE', 'news.art')).closed, false);
  assert.equal((await become(stand, 'SUBSCRIBE', 'news.art', 'secret')).closed, true);
  assert.equal((await become(stand, 'PSUBSCRIBE', 'n*')).closed, true);
  assert.equal(stand.instance.pubsub.patterns.size, 0);
});

test('whose new user may not monitor is cut off where revoke-disconnects says so', async () => {
  assert.equal((await become(newStand('yes'), 'MONITOR')).closed, true);
  assert.equal((await become(newStand('no'), 'MONITOR')).closed, false);
  const stand = newStand('yes');
  stand.user('low', '+monitor');
  assert.equal((await become(stand, 'MONITOR')).closed, false);
});

test('what stands behind such a login in the pipeline is not served', async () => {
  const stand = newStand('yes');
  const client = stand.connect('ops');
  await client.say('MONITOR');
  await client.feed(Buffer.from('AUTH low x\r\nPING\r\nPING\r\n'));
  assert.doesNotMatch(client.take(), /PONG/);
});
