import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScryptCost } from '../ports/crypto.ts';
import { formatScryptHash } from './scrypt-hash.ts';
import { scryptPadding, scryptPlan } from './scrypt-plan.ts';

const CHEAP: ScryptCost = { cost: 1024, blockSize: 8, parallelism: 1 };
const DEAR: ScryptCost = { cost: 16_384, blockSize: 8, parallelism: 5 };

function hashOf(cost: ScryptCost, salt: number): string {
  return formatScryptHash({
    cost,
    salt: new Uint8Array(16).fill(salt),
    hash: new Uint8Array(32).fill(salt),
  });
}

test('own hashes and padding add up to the plan, for each user of it and for strangers', () => {
  const users = [
    [hashOf(CHEAP, 1)],
    [hashOf(DEAR, 1), hashOf(DEAR, 2)],
    [hashOf(CHEAP, 1), hashOf(CHEAP, 2), hashOf(DEAR, 3)],
    [],
  ];
  const plan = scryptPlan(users);
  const work = ({ cost, parallelism }: ScryptCost): number => cost * parallelism;
  const whole = 2 * work(CHEAP) + 2 * work(DEAR);
  const padded = users.map((hashes) => scryptPadding(plan, hashes));
  const sums = padded.map((costs) => costs.reduce((sum, cost) => sum + work(cost), 0));
  assert.deepEqual(sums, [
    whole - work(CHEAP),
    whole - 2 * work(DEAR),
    whole - 2 * work(CHEAP) - work(DEAR),
    whole,
  ]);
});

test('where nobody has a slow hash there is nothing to compute', () => {
  assert.deepEqual(scryptPadding(scryptPlan([[], []]), []), []);
});
