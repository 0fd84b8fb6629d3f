import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstantaneousRate } from './instantaneous-rate.ts';

test('a counter that grows evenly has its growth as its rate', () => {
  const rate = new InstantaneousRate();
  for (let i = 0; i <= 16; i++) rate.sample(i * 50, 1000 + i * 100);
  assert.equal(rate.perSecond, 500);
});

test('the mean is over 16 samples, so that a burst fades away', () => {
  const rate = new InstantaneousRate();
  rate.sample(0, 1000);
  rate.sample(160, 1100);
  assert.equal(rate.perSecond, 100);
  for (let i = 0; i < 16; i++) rate.sample(160, 1200 + i * 100);
  assert.equal(rate.perSecond, 0);
});

test('a counter that was reset has no negative rate', () => {
  const rate = new InstantaneousRate();
  rate.sample(1000, 1000);
  rate.sample(0, 1100);
  assert.equal(rate.perSecond, 0);
});
