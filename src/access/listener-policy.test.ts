import assert from 'node:assert/strict';
import { test } from 'node:test';
import { admitsUser } from './listener-policy.ts';

test('a listener admits whom it names, by the whole name, and everybody when it names nobody', () => {
  const named = { users: new Set(['ann']), admin: true };
  assert.ok(admitsUser(named, 'ann'));
  for (const other of ['Ann', 'an', 'ann ', '']) assert.ok(!admitsUser(named, other), other);
  assert.ok(admitsUser({ users: undefined, admin: false }, 'ann'));
  assert.ok(admitsUser(undefined, 'ann'));
});
