import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ErrorTally } from './error-tally.ts';

test('codes are counted and told in order', () => {
  const tally = new ErrorTally();
  for (const code of ['WRONGTYPE', 'ERR', 'WRONGTYPE']) tally.counted(code);
  assert.deepEqual(tally.entries(), [
    ['ERR', 1],
    ['WRONGTYPE', 2],
  ]);
  assert.equal(tally.total, 3);
});

test('codes that somebody makes up share one count beyond the limit', () => {
  const tally = new ErrorTally();
  for (let i = 0; i < 1000; i++) tally.counted(`E${i}`);
  tally.counted('E5');
  const counts = new Map(tally.entries());
  assert.equal(counts.size, 129);
  assert.equal(counts.get('ERRORSTATS_OVERFLOW'), 872);
  assert.equal(counts.get('E5'), 2);
  assert.equal(tally.total, 1001);
});

test('a first word that is too long for a code counts as ERR', () => {
  const tally = new ErrorTally();
  tally.counted('X'.repeat(32));
  assert.deepEqual(tally.entries(), [['ERR', 1]]);
  tally.reset();
  assert.equal(tally.total, 0);
});
