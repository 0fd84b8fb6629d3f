import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import type { Login } from './judge-login.ts';
import { IN_PROCESS, type Origin } from './source-rule.ts';
import { newUserRules } from './user-rules.ts';
import { type UserChange, Users } from './users.ts';

function standWithLog(): { stand: AclStand; changes: string[] } {
  const stand = new AclStand();
  const changes: string[] = [];
  stand.users.onChange = (all: readonly UserChange[]) => {
    for (const { user, kind, channelsNarrowed } of all) {
      changes.push(`${user.name} ${kind}${channelsNarrowed ? ' narrowed' : ''}`);
    }
  };
  return { stand, changes };
}

function logIn(users: Users, name: string, password: string, origin: Origin = IN_PROCESS): Login {
  const login = users.authenticate({
    name,
    password: fromLatin1(password),
    origin,
    method: 'password',
    nowMs: 0,
  });
  assert.ok(!(login instanceof Promise));
  return login;
}

test('a server begins with a default user that may do everything without a password', () => {
  const { users } = new AclStand();
  assert.ok(users.openToAll && users.defaultUser.plain);
  assert.deepEqual(users.lines(), ['user default on nopass sanitize-payload ~* &* +@all']);
});

test('users are listed by the bytes of their names', () => {
  const { users } = new AclStand();
  for (const name of ['b', 'Z', 'a', 'ab', '\xff', '']) users.set(name, []);
  assert.deepEqual(
    users.inOrder().map((user) => user.name),
    ['', 'Z', 'a', 'ab', 'b', 'default', '\xff'],
  );
});

test('what is wrong with a rule is told as Redis tells it, and nothing is changed or made', () => {
  const { stand, changes } = standWithLog();
  const { users } = stand;
  assert.equal(
    users.set('alice', ['on', '+nope']),
    "Error in ACL SETUSER modifier '+nope': Unknown command or category name in ACL",
  );
  assert.equal(users.get('alice'), undefined);
  stand.user('on +get');
  const before = users.lines();
  assert.equal(
    users.set('alice', ['off', '(+get', '~a']),
    "Unmatched parenthesis in acl selector starting at '(+get'.",
  );
  assert.ok(users.set('alice', ['off', '>x', '<y'])?.includes("'<y'"));
  assert.deepEqual(users.lines(), before);
  assert.deepEqual(changes, []);
});

test('names hold no white space and no NUL', () => {
  const { users } = new AclStand();
  for (const name of ['a b', 'a\n', '\0', 'a\tb']) {
    assert.equal(users.set(name, []), "Usernames can't contain spaces or null characters");
  }
});

test('names of JavaScript are names like others', () => {
  const { users } = new AclStand();
  assert.equal(users.get('__proto__'), undefined);
  assert.equal(users.get('constructor'), undefined);
  assert.equal(users.set('__proto__', ['on']), undefined);
  assert.equal(users.get('__proto__')?.enabled, true);
  assert.equal(users.delete(['__proto__', 'constructor']), 1);
});

test('changes and deletions are told, with channels that may be gone', () => {
  const { stand, changes } = standWithLog();
  stand.user('on &a &b*');
  stand.user('+get');
  stand.user('&c');
  stand.user('resetchannels &b* &c &a');
  stand.user('resetchannels &b*');
  stand.user('(&x)');
  stand.user('clearselectors');
  stand.user('allchannels');
  stand.user('resetchannels');
  stand.users.delete(['alice', 'nobody', 'default']);
  assert.deepEqual(changes, [
    'alice changed',
    'alice changed',
    'alice changed',
    'alice changed narrowed',
    'alice changed',
    'alice changed narrowed',
    'alice changed',
    'alice changed narrowed',
    'alice deleted narrowed',
  ]);
});

test('a user that is made again is another one', () => {
  const stand = new AclStand();
  const old = stand.user('on +@all ~* &*');
  stand.users.delete(['alice']);
  const young = stand.user('on +@all ~* &*');
  assert.notEqual(old, young);
  assert.equal(stand.verdict(old, 'get a'), 'command');
});

test('a login needs a user that is on and one of its passwords', () => {
  const { users } = new AclStand();
  users.set('alice', ['on', '>a', '>b']);
  users.set('off', ['>a']);
  users.set('free', ['on', 'nopass']);
  users.set('none', ['on']);
  assert.equal(logIn(users, 'alice', 'a').user?.name, 'alice');
  assert.equal(logIn(users, 'alice', 'b').user?.name, 'alice');
  assert.equal(logIn(users, 'free', 'whatever').user?.name, 'free');
  for (const [name, password] of [
    ['alice', 'c'],
    ['alice', ''],
    ['Alice', 'a'],
    ['off', 'a'],
    ['none', ''],
    ['nobody', 'a'],
  ] as const) {
    assert.deepEqual(logIn(users, name, password), { user: undefined, reason: 'auth' });
  }
});

test('a login from elsewhere is refused, and told so only with the right password', () => {
  const { users } = new AclStand();
  users.set('alice', ['on', '>a', 'from=10.0.0.0/8']);
  const near: Origin = { kind: 'tls', source: '10.1.1.1' };
  const far: Origin = { kind: 'tls', source: '8.8.8.8' };
  assert.equal(logIn(users, 'alice', 'a', near).user?.name, 'alice');
  assert.deepEqual(logIn(users, 'alice', 'a', far), { user: undefined, reason: 'source' });
  assert.deepEqual(logIn(users, 'alice', 'x', far), { user: undefined, reason: 'auth' });
});

test('every failed login costs the same work (security.md, timing / user enumeration)', () => {
  let work = 0;
  class Counting extends NodeCrypto {
    override sha256(bytes: Uint8Array): Uint8Array {
      work++;
      return super.sha256(bytes);
    }
    override equal(left: Uint8Array, right: Uint8Array): boolean {
      work++;
      return super.equal(left, right);
    }
  }
  const { table, security } = new AclStand();
  const users = new Users({ table, security, crypto: new Counting() }, new Uint8Array(32));
  users.set('alice', ['on', '>a']);
  users.set('off', ['>a']);
  users.set('none', ['on']);
  for (const name of ['alice', 'off', 'none', 'nobody']) {
    work = 0;
    logIn(users, name, 'x');
    assert.equal(work, 2, name);
  }
});

test('a user line of a configuration gives a user these rules alone, default too', () => {
  const { users } = new AclStand();
  users.set('alice', ['on', '+@all', '~*']);
  assert.equal(users.define('alice', ['+get']), undefined);
  assert.equal(users.define('default', ['on', '>a', '~app:*', '+get']), undefined);
  assert.ok(users.define('default', ['on', '+nope'])?.includes("'+nope'"));
  assert.ok(!users.openToAll);
  const [alice, byDefault] = users.lines();
  assert.equal(alice, 'user alice off sanitize-payload resetchannels -@all +get');
  assert.match(byDefault ?? '', / ~app:\* resetchannels -@all \+get$/);
});

test('requirepass is the one password of the default user, and an empty one none', () => {
  const { users } = new AclStand();
  users.setDefaultPassword('a');
  assert.ok(!users.openToAll);
  users.setDefaultPassword('b');
  assert.equal(logIn(users, 'default', 'a').user, undefined);
  assert.equal(logIn(users, 'default', 'b').user, users.defaultUser);
  users.setDefaultPassword('');
  assert.ok(users.openToAll);
});

test('replacing all users keeps those that stay, as the same objects, and deletes the others', () => {
  const { stand, changes } = standWithLog();
  const { users } = stand;
  const alice = stand.user('on +get ~* &*');
  const bob = stand.user('on', 'bob');
  changes.length = 0;
  users.replaceAll(
    new Map([
      ['alice', newUserRules(stand.context)],
      ['carol', newUserRules(stand.context)],
    ]),
  );
  assert.deepEqual(changes, ['bob deleted narrowed', 'alice changed narrowed', 'default changed']);
  assert.equal(users.get('alice'), alice);
  assert.ok(bob.deleted && !alice.deleted && !alice.enabled);
  assert.equal(users.get('default'), users.defaultUser);
  assert.equal(users.inOrder().length, 3);
});

test('requirepass holds for a default user that a file does not define (security.md, guide error 1)', () => {
  const { users } = new AclStand();
  users.setDefaultPassword('a');
  users.set('default', ['nopass']);
  users.replaceAll(new Map());
  assert.ok(!users.openToAll);
  assert.equal(logIn(users, 'default', 'a').user, users.defaultUser);
  assert.equal(logIn(users, 'default', 'b').user, undefined);
});

test('a default user without a password who may use every key is told of once others have passwords (guide error 16)', () => {
  const { users } = new AclStand();
  assert.equal(users.forgetsDefault, false);
  assert.equal(users.set('ann', ['on', '>a-password-of-her-own']), undefined);
  assert.equal(users.forgetsDefault, true);
  for (const [rules, isTold] of [
    [['reset', 'on', 'nopass', '~*', '+@all'], true],
    [['reset', 'on', 'nopass', '(~* +get)'], true],
    [['reset', 'on', 'nopass', '~public:*', '+get'], false],
    [['reset', 'on', '>a-password-of-its-own', '~*', '+@all'], false],
    [['reset', 'nopass', '~*', '+@all'], false],
  ] as const) {
    assert.equal(users.set('default', rules), undefined);
    assert.equal(users.forgetsDefault, isTold, rules.join(' '));
  }
});

test('users know whether they differ from the file', () => {
  const stand = new AclStand();
  const { users } = stand;
  assert.ok(!users.unsaved);
  stand.user('on');
  assert.ok(users.unsaved);
  const { version } = users;
  stand.user('off');
  users.saved(version);
  assert.ok(users.unsaved, 'what changed while the file was written is not in it');
  users.saved(users.version);
  assert.ok(!users.unsaved);
  users.delete(['alice']);
  assert.ok(users.unsaved);
  users.replaceAll(new Map());
  assert.ok(!users.unsaved);
});
