import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemGroupId } from './system-groups.ts';

test('a group is found by name or number, and a name that nobody has is not', async () => {
  assert.equal(await systemGroupId(process.platform === 'darwin' ? 'wheel' : 'root'), 0);
  assert.equal(await systemGroupId('4711'), 4711);
  assert.equal(await systemGroupId('no-such-group'), undefined);
  assert.equal(await systemGroupId('root:x:0'), undefined);
});
