import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { revocationOf } from './revocation.ts';

test('revoke-disconnects ends who is switched off and who may not monitor any more, and may be switched at any time', () => {
  const stand = new InstanceStand();
  const { table, users } = stand.instance;
  const security = { revokeDisconnects: true };
  const revocation = revocationOf(security, table);
  const verdicts = (...rules: string[]): readonly boolean[] => {
    stand.user('ann', 'reset', ...rules);
    const user = users.get('ann');
    assert.ok(user !== undefined);
    const change = { user, kind: 'changed', channelsNarrowed: false } as const;
    return [revocation.endsAll(change), revocation.endsMonitors(user)];
  };
  assert.deepEqual(verdicts('on', '+@all'), [false, false]);
  assert.deepEqual(verdicts('on', '+@all', '-@admin', '(+monitor)'), [false, false]);
  assert.deepEqual(verdicts('on', '+@all', '-monitor'), [false, true]);
  assert.deepEqual(verdicts('off', '+@all'), [true, false]);
  security.revokeDisconnects = false;
  assert.deepEqual(verdicts('off', '-@all'), [false, false]);
});
