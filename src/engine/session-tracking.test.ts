import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { SessionTracking } from './session-tracking.ts';

test('which keys are remembered depends on the mode and on CACHING', () => {
  const row = new InstanceStand().instance.table.named('client');
  const tracking = new SessionTracking();
  const remembers = (): readonly boolean[] =>
    (['all', 'opt-in', 'opt-out'] as const).map((mode) => {
      tracking.mode = mode;
      return tracking.remembers;
    });
  assert.deepEqual(remembers(), [true, false, true]);
  tracking.caching = row;
  assert.deepEqual(remembers(), [true, true, false]);
  tracking.isBroadcast = true;
  assert.deepEqual(remembers(), [false, false, false]);
});
