import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyStats } from './key-stats.ts';

test('KeyStats begins at nothing and goes back to it', () => {
  const stats = new KeyStats();
  const fresh = Object.entries(stats);
  stats.hits = stats.misses = stats.expired = stats.expiredActive = stats.evicted = 3;
  stats.reset();
  assert.deepEqual(Object.entries(stats), fresh);
});
