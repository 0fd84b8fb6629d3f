import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testWorld } from '../../test/support/keyspace.ts';
import { frequencyNow, frequencyTouched, idleSeconds, newFrequency } from './frequency.ts';

const MINUTE_MS = 60_000;

test('a new key counts 5 uses, and each use of a rarely used key counts', () => {
  const world = testWorld();
  const access = newFrequency(world);
  assert.equal(frequencyNow(access, world), 5);
  assert.equal(frequencyNow(frequencyTouched(access, world), world), 6);
});

test('the count grows by the logarithm of the uses, as in the table of redis.conf', () => {
  // With lfu-log-factor 10: 100 hits read about 10, 1000 about 18, 100000 about 142 to 150.
  const world = testWorld();
  const counts = [100, 1000, 100_000].map((hits) => {
    let access = newFrequency(world);
    for (let i = 0; i < hits; i++) access = frequencyTouched(access, world);
    return frequencyNow(access, world);
  });
  const [hundred = 0, thousand = 0, many = 0] = counts;
  assert.ok(hundred >= 7 && hundred <= 14, `${hundred}`);
  assert.ok(thousand >= 14 && thousand <= 24, `${thousand}`);
  assert.ok(many >= 120 && many <= 165, `${many}`);
});

test('the count saturates at 255, at once with log factor 0', () => {
  const world = testWorld();
  world.memory.lfuLogFactor = 0;
  let access = newFrequency(world);
  for (let i = 0; i < 300; i++) access = frequencyTouched(access, world);
  assert.equal(frequencyNow(access, world), 255);
});

test('the count falls by one for each decay time without a use, and never with decay time 0', () => {
  const world = testWorld();
  const access = newFrequency(world);
  world.memory.lfuDecayTimeMin = 2;
  world.startTurn(world.nowMs + 4 * MINUTE_MS);
  assert.equal(frequencyNow(access, world), 3);
  world.startTurn(world.nowMs + 100 * MINUTE_MS);
  assert.equal(frequencyNow(access, world), 0);
  world.memory.lfuDecayTimeMin = 0;
  assert.equal(frequencyNow(access, world), 5);
});

test('the idle time is what passed since the last use, across the wrap of its 24 bits', () => {
  const world = testWorld();
  const access = world.accessWord;
  world.startTurn(world.nowMs + 10_000);
  assert.equal(idleSeconds(access, world), 10);
  world.startTurn((2 ** 24 - 1) * 1000);
  const late = world.accessWord;
  world.startTurn(2 ** 24 * 1000 + 4000);
  assert.equal(idleSeconds(late, world), 5);
});
