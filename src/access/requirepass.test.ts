import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { Requirepass } from './requirepass.ts';
import { newUserRules, openUserRules } from './user-rules.ts';

const { context, security } = new AclStand();
security.passwordPolicy = 'warn';

test('requirepass takes the place of all passwords, and an empty one means none', () => {
  const requirepass = new Requirepass();
  const rules = openUserRules(context);
  requirepass.set('tiny', context, '/etc/redis.conf:3');
  requirepass.apply(rules);
  assert.deepEqual([rules.passwords.size, rules.noPassword], [1, false]);
  assert.deepEqual(
    [...rules.weakPasswords],
    [[[...rules.passwords][0], { weakness: 'short', place: '/etc/redis.conf:3' }]],
  );
  requirepass.set('a rather long sentence', context, undefined);
  requirepass.apply(rules);
  assert.deepEqual([rules.passwords.size, rules.weakPasswords.size], [1, 0]);
  requirepass.set('', context, undefined);
  requirepass.apply(rules);
  assert.deepEqual(
    [rules.passwords.size, rules.weakPasswords.size, rules.noPassword],
    [0, 0, true],
  );
});

test('requirepass-file takes the place of requirepass, and the other way round', () => {
  const requirepass = new Requirepass();
  const rules = newUserRules(context);
  requirepass.set('tiny', context, undefined);
  requirepass.keptIn('file:/run/pw');
  requirepass.apply(rules);
  assert.deepEqual([...rules.passwordSources], ['file:/run/pw']);
  assert.deepEqual(
    [rules.passwords.size, rules.weakPasswords.size, rules.noPassword],
    [0, 0, false],
  );
  requirepass.set('tiny', context, undefined);
  requirepass.apply(rules);
  assert.deepEqual([requirepass.source, rules.passwordSources.size], ['', 0]);
});
