import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { check, checkEveryKey } from './check.ts';

const stand = new AclStand();

/** A user of its own for each case. */
function alice(line: string) {
  stand.users.delete(['alice']);
  return stand.user(line);
}

function verdicts(line: string, cases: Readonly<Record<string, string>>): void {
  const user = alice(line);
  for (const [request, expected] of Object.entries(cases)) {
    assert.equal(stand.verdict(user, request), expected, `${line}: ${request}`);
  }
}

test('the default user may do everything', () => {
  for (const request of [
    'get a',
    'flushall',
    'config get x',
    'psubscribe *',
    'sort a',
    'swapdb 0 1',
  ]) {
    assert.equal(stand.verdict(stand.users.defaultUser, request), 'allowed');
  }
});

test('a new user may log in and nothing else', () => {
  verdicts('on', {
    'auth x': 'allowed',
    ping: 'command',
    'get a': 'command',
    'config help': 'command',
  });
});

test('reading and writing are rights of their own', () => {
  verdicts('+@all %R~r* %W~w* %RW~b*', {
    'get r': 'allowed',
    'get w': 'key',
    'get b': 'allowed',
    'set r v': 'key',
    'set w v': 'allowed',
    'set b v': 'allowed',
    'copy r w': 'allowed',
    'copy w r': 'key',
    'strlen w': 'allowed',
    'strlen x': 'key',
    'mget r1 r2 b': 'allowed',
    'mget r1 w': 'key',
  });
});

test('two patterns that grant half each do not add up to a right', () => {
  verdicts('+@all %R~a* %W~*b', { 'eval s 1 ab': 'key', 'eval s 1 a': 'key', 'get ab': 'allowed' });
});

test('one selector must allow all of a request', () => {
  verdicts('+get ~a* (+set ~b*) (+copy ~c*)', {
    'get a': 'allowed',
    'set b v': 'allowed',
    'get b': 'key',
    'set a v': 'key',
    'copy c c2': 'allowed',
    'copy a b': 'key',
    ping: 'command',
  });
});

test('the gravest failure of all selectors is reported, and the last word of it', () => {
  const user = alice('+get ~a (+mget ~a ~b)');
  assert.deepEqual(stand.denial(user, 'mget a b c d'), { reason: 'key', what: 'c', word: 3 });
  assert.deepEqual(stand.denial(user, 'set a b'), { reason: 'command', what: 'set', word: 0 });
  const bob = alice('+mget ~a (+mget ~a ~b ~c)');
  assert.deepEqual(stand.denial(bob, 'mget a b c d'), { reason: 'key', what: 'd', word: 4 });
});

test('channels match patterns, patterns only themselves', () => {
  verdicts('+@all &news.*', {
    'publish news.a x': 'allowed',
    'publish other x': 'channel',
    'subscribe news.a news.b': 'allowed',
    'subscribe news.a other': 'channel',
    'psubscribe news.*': 'allowed',
    'psubscribe news.a': 'channel',
    'psubscribe news.*a': 'channel',
    'psubscribe *': 'channel',
  });
});

test('keys are judged before channels and after the command', () => {
  verdicts('+@all -get', { 'get a': 'command', 'set a b': 'key' });
});

test('a subcommand and a first argument can be allowed alone', () => {
  verdicts('+config|get +select|0 +ping|HELLO', {
    'config get a': 'allowed',
    'config set a b': 'command',
    'select 0': 'allowed',
    'select 1': 'command',
    'ping hello': 'allowed',
    'PING HELLO': 'allowed',
    ping: 'command',
  });
});

test('keys that can not be told are not granted (security.md, key extraction wrong)', () => {
  verdicts('+@all ~a', {
    'eval s 1 a': 'allowed',
    'eval s 1 b': 'key',
    'eval s 0 b': 'allowed',
    'eval s 2 a': 'key',
    'eval s -1 a': 'key',
    'eval s 99999999999999999999 a': 'key',
    'eval s 1x a': 'key',
    'sort a': 'key',
  });
  verdicts('+@all allkeys', { 'eval s 99 a': 'allowed', 'sort a': 'allowed' });
});

test('binary keys are compared as bytes', () => {
  const user = alice('+get ~\xff\x00*'.replace('\x00', '\xfe'));
  assert.equal(stand.verdict(user, 'get \xff\xfe\x00'), 'allowed');
  assert.equal(stand.verdict(user, 'get \xff\xfd'), 'key');
});

test('databases are judged first, the selected one and those that are named', () => {
  const user = alice('+@all ~* &* db=0,2');
  assert.equal(stand.verdict(user, 'get a', 0), 'allowed');
  assert.equal(stand.verdict(user, 'get a', 1), 'database');
  assert.equal(stand.verdict(user, 'ping', 1), 'allowed');
  assert.deepEqual(stand.denial(user, 'select 1'), { reason: 'database', what: '1', word: 1 });
  assert.deepEqual(stand.denial(user, 'get a', 1), { reason: 'database', what: '1', word: 0 });
  assert.deepEqual(stand.denial(user, 'flushall'), {
    reason: 'database',
    what: 'flushall',
    word: 0,
  });
});

test('a selector may have databases of its own', () => {
  const user = alice('+@all ~* resetdbs (+get ~* db=1)');
  assert.equal(stand.verdict(user, 'get a', 1), 'allowed');
  assert.equal(stand.verdict(user, 'set a b', 1), 'command');
  assert.equal(stand.verdict(user, 'get a', 0), 'database');
});

test('a user acts only from where it may', () => {
  const user = alice('+@all ~* &* from=10.0.0.0/8,unix');
  const row = stand.table.named('get');
  assert.ok(row !== undefined && !user.plain);
  const args = Arguments.of(['get', 'a'].map(fromLatin1));
  const from = (kind: 'tcp' | 'unix', source: string) =>
    check({ user, databaseIndex: 0, nowMs: 0, link: { kind, source } }, row, args)?.reason;
  assert.equal(from('tcp', '10.1.2.3'), undefined);
  assert.equal(from('tcp', '11.1.2.3'), 'source');
  assert.equal(from('unix', '/run/x'), undefined);
});

test('a deleted user may do nothing, whoever still holds it', () => {
  const user = alice('+@all ~* &*');
  assert.equal(stand.verdict(user, 'get a'), 'allowed');
  stand.users.delete(['alice']);
  assert.deepEqual([user.plain, user.deleted], [false, true]);
  for (const request of ['get a', 'ping', 'auth x'])
    assert.equal(stand.verdict(user, request), 'command');
});

test('all keys there can be are granted by a star that may be read', () => {
  const row = stand.table.named('get');
  assert.ok(row !== undefined);
  const args = Arguments.of(['get', 'a'].map(fromLatin1));
  const every = (line: string): boolean =>
    checkEveryKey(
      { user: alice(line), databaseIndex: 0, nowMs: 0, link: { kind: 'in-process', source: '' } },
      row,
      args,
    );
  assert.ok(every('+get ~*'));
  assert.ok(every('+get %R~*'));
  assert.ok(!every('+get %W~* ~a'));
  assert.ok(!every('+get ~a'));
  assert.ok(!every('+set ~*'));
  assert.ok(every('+set (+get allkeys)'));
  assert.ok(!every('+get ~a (+set ~*)'));
});
