import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { fromLatin1 } from '../base/bytes.ts';

const stand = new AclStand();

function alice(line: string) {
  stand.users.delete(['alice']);
  return stand.user(line);
}

test('a user is plain when only the bit of the command decides', () => {
  assert.ok(alice('+@all ~* &*').plain);
  assert.ok(alice('+get ~* &*').plain);
  const limited = [
    '+@all ~*',
    '+@all &* ~a',
    '+@all ~* &* db=1',
    '+@all ~* &* (+get)',
    '+@all ~* &* from=::1',
  ];
  for (const line of limited) assert.ok(!alice(line).plain, line);
});

test('the bits of the fast path are those of the root selector, and of what anybody may call', () => {
  const user = alice('+get ~* &*');
  const allowed = stand.table.rows
    .filter(({ id }) => ((user.commandBits[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0)
    .map((row) => row.fullName);
  assert.deepEqual(allowed, ['get', 'auth']);
});

test('a user stays the same object while its rules change, and counts the changes', () => {
  const user = alice('+get ~* &*');
  const { version } = user;
  assert.equal(stand.user('+set resetkeys'), user);
  assert.equal(user.version, version + 1);
  assert.equal(stand.verdict(user, 'set a b'), 'key');
});

test('a copy of the rules can be changed without changing the user', () => {
  const user = alice('+get ~* &*');
  const copy = user.copyRules();
  copy.selectors[0]?.commandBits.fill(-1);
  copy.passwords.add('x');
  copy.selectors.push(...copy.selectors);
  assert.equal(stand.verdict(user, 'set a b'), 'command');
  assert.equal(user.rules.passwords.size, 0);
  assert.equal(user.selectors.length, 1);
});

test('verdicts on addresses are remembered and forgotten with the rules', () => {
  const user = alice('on from=10.0.0.0/8');
  const from = (source: string): boolean => user.allowsOrigin({ kind: 'tcp', source });
  assert.ok(from('10.0.0.1') && from('10.0.0.1'));
  assert.ok(!from('11.0.0.1') && !from('11.0.0.1'));
  // A client could not make its address this word, but a remembered socket must not let it in.
  assert.ok(!user.allowsOrigin({ kind: 'unix', source: '10.0.0.1' }));
  stand.user('from=11.0.0.0/8');
  assert.ok(!from('10.0.0.1') && from('11.0.0.1'));
  for (let i = 0; i < 2500; i++) assert.ok(from(`11.0.${i >> 8}.${i & 255}`));
  assert.ok(!from('10.0.0.1'));
});

test('any selector may grant a channel', () => {
  const user = alice('&a (&b*)');
  const hears = (text: string, kind: 'channel' | 'pattern'): boolean =>
    user.allowsChannel({ u8: fromLatin1(text), start: 0, length: text.length, kind });
  assert.ok(hears('a', 'channel') && hears('bc', 'channel') && hears('b*', 'pattern'));
  assert.ok(!hears('c', 'channel') && !hears('bc', 'pattern') && !hears('*', 'pattern'));
});
