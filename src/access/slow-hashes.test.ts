import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import type { ScryptCost } from '../ports/crypto.ts';
import { formatScryptHash } from './scrypt-hash.ts';
import { SlowHashes } from './slow-hashes.ts';
import { IN_PROCESS } from './source-rule.ts';
import type { Login } from './users.ts';

const COST: ScryptCost = { cost: 1024, blockSize: 8, parallelism: 1 };
const KEY = new Uint8Array(32).fill(3);
const crypto = new NodeCrypto();

async function hashOf(password: string, salt = 1): Promise<string> {
  const bytes = new Uint8Array(16).fill(salt);
  const hash = await crypto.scrypt(fromLatin1(password), bytes, COST);
  return formatScryptHash({ cost: COST, salt: bytes, hash });
}

test('a right password is remembered with the hash that it has, a wrong one never', async () => {
  const slow = new SlowHashes(crypto, KEY);
  const [one, other] = [await hashOf('secret', 1), await hashOf('secret', 2)];
  const secret = fromLatin1('secret');
  assert.equal(slow.remembers(secret, [one]), false);
  assert.equal(await slow.verify(secret, [one]), true);
  assert.equal(slow.remembers(secret, [one]), true);
  assert.equal(slow.remembers(secret, [other]), false);
  assert.equal(await slow.verify(fromLatin1('guess'), [one, other]), false);
  assert.equal(slow.remembers(fromLatin1('guess'), [one, other]), false);
  assert.equal(await slow.verify(secret, []), false);
});

test('two hashes are computed at a time, and the rest waits its turn', async () => {
  const running: (() => void)[] = [];
  let started = 0;
  class Held extends NodeCrypto {
    override async scrypt(): Promise<Uint8Array> {
      started++;
      await new Promise<void>((resolve) => running.push(resolve));
      return new Uint8Array(32);
    }
  }
  const slow = new SlowHashes(new Held(), KEY);
  const hash = await hashOf('x');
  const all = Array.from({ length: 5 }, () => slow.verify(fromLatin1('x'), [hash]));
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await settle();
  assert.equal(started, 2);
  for (let expected = 3; expected <= 5; expected++) {
    running.shift()?.();
    await settle();
    assert.equal(started, expected);
  }
  for (const done of running) done();
  assert.deepEqual(await Promise.all(all), [false, false, false, false, false]);
});

/** Logs in and says what came of it, and whether it had to wait. */
async function login(stand: AclStand, name: string, password: string): Promise<string> {
  const outcome = stand.users.authenticate({
    name,
    password: fromLatin1(password),
    origin: IN_PROCESS,
    method: 'password',
    nowMs: 0,
  });
  const said = ({ user }: Login): string => (user === undefined ? 'refused' : 'in');
  return outcome instanceof Promise ? `${said(await outcome)}, later` : said(outcome);
}

test('a user logs in with a scrypt hash: slowly at first, then at once, and no longer when it is taken away', async () => {
  const stand = new AclStand();
  const hash = await hashOf('chosen');
  stand.user(`on ${hash}`);
  assert.equal(await login(stand, 'alice', 'chosen'), 'in, later');
  assert.equal(await login(stand, 'alice', 'chosen'), 'in');
  assert.equal(await login(stand, 'alice', 'wrong'), 'refused, later');
  stand.user('off');
  assert.equal(await login(stand, 'alice', 'chosen'), 'refused');
  stand.user(`on !${hash} >generated`);
  assert.equal(await login(stand, 'alice', 'chosen'), 'refused');
  assert.equal(await login(stand, 'alice', 'generated'), 'in');
});

test('where slow hashes are in use, a user that does not exist takes as long to refuse', async () => {
  const stand = new AclStand();
  assert.equal(await login(stand, 'nobody', 'x'), 'refused');
  stand.user(`on ${await hashOf('chosen')}`);
  assert.equal(await login(stand, 'nobody', 'x'), 'refused, later');
  stand.users.delete(['alice']);
  assert.equal(await login(stand, 'nobody', 'x'), 'refused');
});

test('a user that changes while its hash is computed is judged as it is then', async () => {
  const stand = new AclStand();
  stand.user(`on ${await hashOf('chosen')}`);
  const waiting = login(stand, 'alice', 'chosen');
  stand.user('resetpass');
  assert.equal(await waiting, 'refused, later');
});
