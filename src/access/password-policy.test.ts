import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { weaknessOf } from './password-policy.ts';

const GENERATED = '4c6ff0d1a5a2c0b1e6dfe8ce9d2bb1b3';

test('published, short and repetitive passwords are weak, whatever their case and ending', () => {
  for (const [password, weakness] of [
    ['foobared', 'published'],
    ['YourStrongPassword', 'published'],
    ['yourSTRONGpassword1', 'published'],
    ['SuperSecretPass!', 'published'],
    ['960c3dac4fa81b4204779fd16ad7c954f95942876b9c4fb1a255667a9dbe389d', 'published'],
    ['10d9a99851a411cdae8c3fa09d7290df192441a9', 'published'],
    ['readonly_password', 'published'],
    ['', 'short'],
    ['Tr0ub4dor&3', 'short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'repetitive'],
    ['abababababababab', 'repetitive'],
    ['a rather long sentence', undefined],
    [GENERATED, undefined],
  ] as const) {
    assert.equal(weaknessOf(password), weakness, password);
  }
});

test('a weak password is refused where the policy refuses, without being repeated, and the user stays as it was', () => {
  const stand = new AclStand();
  stand.security.passwordPolicy = 'refuse';
  stand.user(`on >${GENERATED}`);
  const before = stand.users.lines().join('\n');
  for (const [rule, why] of [
    ['>foobared', /published/],
    ['>tiny', /12 characters/],
    ['>ababababababab', /repeats/],
  ] as const) {
    const problem = stand.users.set('alice', [rule]);
    assert.match(problem ?? '', why, rule);
    assert.ok(!(problem ?? '').includes(rule.slice(1)), rule);
    assert.equal(stand.users.lines().join('\n'), before);
  }
});

test('the hash of a published password is refused like the password', async () => {
  const { createHash } = await import('node:crypto');
  const stand = new AclStand();
  stand.security.passwordPolicy = 'refuse';
  const hash = createHash('sha256').update('foobared').digest('hex');
  assert.match(stand.users.set('alice', [`#${hash}`]) ?? '', /published/);
});

test('a weak password is kept in mind where the policy warns, as long as the user has it, and not where it is off', () => {
  const stand = new AclStand();
  const told: string[] = [];
  stand.users.onWeakPassword = (name, { weakness, place }) =>
    void told.push(`${name} ${weakness} ${place ?? '-'}`);
  const weak = (): readonly string[] =>
    [...(stand.users.get('alice')?.rules.weakPasswords.values() ?? [])].map(
      ({ weakness }) => weakness,
    );
  stand.security.passwordPolicy = 'warn';
  stand.user('on >foobared');
  stand.user(`>${GENERATED}`);
  stand.user('>foobared');
  assert.deepEqual([told, weak()], [['alice published -'], ['published']]);
  stand.user('<foobared');
  assert.deepEqual(weak(), []);
  stand.users.define('alice', ['>tiny', '>ababababababab'], '/etc/r.conf:7');
  assert.deepEqual(told.slice(1), ['alice short /etc/r.conf:7', 'alice repetitive /etc/r.conf:7']);
  for (const rule of ['resetpass', 'nopass', 'reset']) {
    stand.users.set('alice', ['>tiny', rule]);
    assert.deepEqual(weak(), [], rule);
  }
  assert.ok(stand.users.set('alice', ['>tiny', '+nosuch'])?.includes('+nosuch'));
  assert.equal(told.length, 3, 'what was not taken over is not told of');
  stand.users.setDefaultPassword('foobared', '/etc/r.conf:9');
  assert.equal(told[3], 'default published /etc/r.conf:9');
  stand.security.passwordPolicy = 'off';
  stand.user('on >foobared');
  assert.deepEqual([told.length, weak()], [4, []]);
});
