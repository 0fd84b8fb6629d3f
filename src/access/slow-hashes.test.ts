import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AclStand } from '../../test/support/acl-stand.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { NodeCrypto } from '../platform/node-crypto.ts';
import type { ScryptCost } from '../ports/crypto.ts';
import type { Login } from './judge-login.ts';
import { formatScryptHash } from './scrypt-hash.ts';
import { SlowHashes } from './slow-hashes.ts';
import { IN_PROCESS } from './source-rule.ts';

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
  assert.equal(await slow.verify(secret, { hashes: [one] }), true);
  assert.equal(slow.remembers(secret, [one]), true);
  assert.equal(slow.remembers(secret, [other]), false);
  assert.equal(await slow.verify(fromLatin1('guess'), { hashes: [one, other] }), false);
  assert.equal(slow.remembers(fromLatin1('guess'), [one, other]), false);
  assert.equal(await slow.verify(secret, { hashes: [] }), false);
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
  const all = Array.from({ length: 5 }, () => slow.verify(fromLatin1('x'), { hashes: [hash] }));
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
  // As late as a wrong one, or it would be known to be right.
  assert.equal(await login(stand, 'alice', 'chosen'), 'refused, later');
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

/** Computes nothing and keeps the costs that were asked for. */
class CountingCrypto extends NodeCrypto {
  readonly costs: string[] = [];

  override scrypt(_password: Uint8Array, _salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> {
    this.costs.push(`${Math.log2(cost.cost)},${cost.blockSize},${cost.parallelism}`);
    return Promise.resolve(new Uint8Array(32));
  }

  /** The costs since the last time, in no order. */
  take(): readonly string[] {
    return this.costs.splice(0).sort();
  }
}

function hashOfCost(ln: number, salt: number): string {
  const hash = new Uint8Array(32).fill(7);
  const cost = { cost: 2 ** ln, blockSize: 8, parallelism: 1 };
  return formatScryptHash({ cost, salt: new Uint8Array(16).fill(salt), hash });
}

test('a refusal computes the same hashes whoever the user is, as many and as dear as any user has', async () => {
  const counting = new CountingCrypto();
  const stand = new AclStand({ crypto: counting });
  stand.user(`on ${hashOfCost(10, 1)}`, 'cheap');
  stand.user(`on ${hashOfCost(14, 1)} ${hashOfCost(14, 2)} ${hashOfCost(10, 3)}`, 'dear');
  stand.user('on >generated', 'quick');
  stand.user(`off ${hashOfCost(14, 4)}`, 'off');
  stand.user(`on ${hashOfCost(12, 4)} from=10.0.0.0/8`, 'elsewhere');
  const plan = ['10,8,1', '12,8,1', '14,8,1', '14,8,1'];
  for (const name of ['nobody', 'cheap', 'dear', 'quick', 'off', 'elsewhere', 'default']) {
    if (name === 'default') stand.user('off', 'default');
    assert.equal(await login(stand, name, 'wrong'), 'refused, later', name);
    assert.deepEqual(counting.take(), plan, name);
  }
});

test('a right password of a user who may not log in costs as much as a wrong one, remembered or not', async () => {
  const counting = new CountingCrypto();
  const stand = new AclStand({ crypto: counting });
  stand.user(`on ${hashOfCost(14, 1)}`, 'slow');
  stand.user('off >generated', 'quick');
  assert.equal(await login(stand, 'quick', 'generated'), 'refused, later');
  assert.deepEqual(counting.take(), ['14,8,1']);
  stand.user(`on ${await hashOf('chosen')}`);
  assert.equal(await login(stand, 'quick', 'wrong'), 'refused, later');
  assert.deepEqual(counting.take(), ['10,8,1', '14,8,1']);
  assert.equal(await login(new AclStand({ crypto: counting }), 'nobody', 'x'), 'refused');
  assert.deepEqual(counting.take(), []);
});

test('a user has four scrypt hashes at most', () => {
  const stand = new AclStand();
  stand.user(['on', ...[1, 2, 3, 4].map((salt) => hashOfCost(10, salt))].join(' '));
  assert.match(stand.users.set('alice', [hashOfCost(10, 5)]) ?? '', /4 scrypt hashes at most/);
  assert.equal(stand.users.set('alice', [hashOfCost(10, 4)]), undefined);
});

test('a user that changes while its hash is computed is judged as it is then', async () => {
  const stand = new AclStand();
  stand.user(`on ${await hashOf('chosen')}`);
  const waiting = login(stand, 'alice', 'chosen');
  stand.user('resetpass');
  assert.equal(await waiting, 'refused, later');
});
