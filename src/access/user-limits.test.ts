import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { check } from './check.ts';
import { describeUser } from './describe.ts';
import { IN_PROCESS } from './source-rule.ts';

const stand = new AclStand();

/** What ACL LIST shows of the limits of a user with these rules. */
function limitsOf(line: string): string {
  const words = describeUser(stand.user(`reset ${line}`)).split(' ');
  return words.filter((word) => /^(?:auth|maxconn|idle|expires)=/.test(word)).join(' ');
}

test('limits are shown as they would be written', () => {
  for (const [written, shown = written] of [
    ['auth=cert'],
    ['auth=cert|password', 'auth=password|cert'],
    ['auth=cert auth=any', ''],
    ['maxconn=20 idle=300'],
    ['maxconn=20 maxconn=none idle=5 idle=default', ''],
    ['expires=2027-01-31T18:00:00Z'],
    ['expires=2027-01-31', 'expires=2027-01-31T00:00:00Z'],
    ['expires=2028-02-29T23:59Z', 'expires=2028-02-29T23:59:00Z'],
    ['expires=1800000000', 'expires=2027-01-15T08:00:00Z'],
    ['expires=2027-01-31 expires=never', ''],
  ] as const) {
    assert.equal(limitsOf(written), shown, written);
  }
});

test('a user without limits is described as Redis describes it', () => {
  assert.equal(
    describeUser(stand.user('reset on nopass')),
    'on nopass sanitize-payload resetchannels -@all',
  );
});

test('a limit that is none is refused, and changes nothing', () => {
  const before = limitsOf('maxconn=7 auth=cert');
  for (const wrong of [
    'maxconn=0',
    'maxconn=-1',
    'maxconn=',
    'maxconn=99999999999',
    'idle=1.5',
    'auth=',
    'auth=password|',
    'auth=magic',
    'auth=cert|cert',
    'expires=tomorrow',
    'expires=2027-02-30',
    'expires=2027-13-01',
    'expires=2027-01-01T24:00Z',
    'expires=2027-01-01T10:00',
    'expires=0',
  ]) {
    const problem = stand.users.set('alice', [wrong]);
    assert.match(
      problem ?? '',
      new RegExp(`^Error in ACL SETUSER modifier '${wrong.replace(/[|.]/g, '\\$&')}': The `),
      wrong,
    );
  }
  assert.equal(limitsOf('maxconn=7 auth=cert'), before);
});

test('an expired user may do nothing, whoever still holds it', () => {
  const user = stand.user('reset on nopass allkeys allcommands expires=1800000000');
  assert.equal(user.plain, false);
  const row = stand.table.named('ping');
  assert.ok(row !== undefined);
  const at = (nowMs: number): string | undefined =>
    check(
      { user, databaseIndex: 0, nowMs, link: IN_PROCESS },
      row,
      Arguments.of([fromLatin1('ping')]),
    )?.reason;
  assert.equal(at(1_799_999_999_999), undefined);
  assert.equal(at(1_800_000_000_000), 'auth');
});

test('an expired user and one pinned to certificates cannot log in with the right password', () => {
  const login = (nowMs: number): string => {
    const outcome = stand.users.authenticate({
      name: 'alice',
      password: new Uint8Array([112]),
      origin: IN_PROCESS,
      method: 'password',
      nowMs,
    });
    assert.ok(!(outcome instanceof Promise));
    return outcome.user === undefined ? outcome.reason : 'in';
  };
  stand.user('reset on >p expires=1800000000');
  assert.deepEqual([login(1_799_999_999_999), login(1_800_000_000_000)], ['in', 'auth']);
  stand.user('reset on >p auth=cert');
  assert.equal(login(0), 'auth');
  stand.user('auth=cert|password');
  assert.equal(login(0), 'in');
});
