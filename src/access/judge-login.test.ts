import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { judgeLogin } from './judge-login.ts';
import { IN_PROCESS } from './source-rule.ts';
import type { User } from './user.ts';

const CREDENTIALS = {
  name: 'ann',
  password: new Uint8Array(0),
  origin: IN_PROCESS,
  method: 'password',
  nowMs: 0,
} as const;

function userWith(...words: string[]): User | undefined {
  const { users } = new AclStand();
  assert.equal(users.set('ann', words), undefined);
  return users.get('ann');
}

test('judgeLogin: a user without a password is kept out where one is needed', () => {
  const free = userWith('on', 'nopass');
  const open = judgeLogin(free, CREDENTIALS, { matches: false, needsPassword: false });
  assert.equal(open.user, free);
  assert.deepEqual(judgeLogin(free, CREDENTIALS, { matches: false, needsPassword: true }), {
    user: undefined,
    reason: 'protected',
  });
});

test('judgeLogin: a right password is enough where one is needed', () => {
  const ann = userWith('on', '>a-password-of-ann');
  assert.equal(judgeLogin(ann, CREDENTIALS, { matches: true, needsPassword: true }).user, ann);
});
