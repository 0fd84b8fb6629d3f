import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '../../test/support/admin-server.ts';
import { afterLong } from './long-timer.ts';

const DAY_MS = 86_400_000;

test('a timer longer than Node allows ends when its time has come', () => {
  const { clock } = new AdminServer();
  let runs = 0;
  afterLong(clock, 30 * DAY_MS, () => runs++);
  for (let day = 1; day < 30; day++) clock.advance(DAY_MS);
  assert.equal(runs, 0);
  clock.advance(DAY_MS);
  assert.equal(runs, 1);
});

test('a long timer can be cancelled in its second half', () => {
  const { clock } = new AdminServer();
  const timer = afterLong(clock, 30 * DAY_MS, () => assert.fail('it was cancelled'));
  for (let day = 1; day < 29; day++) clock.advance(DAY_MS);
  timer.cancel();
  clock.advance(5 * DAY_MS);
});
