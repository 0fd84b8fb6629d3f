import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './manual-clock.ts';

test('ManualClock stands still until it is moved', async () => {
  const clock = new ManualClock(1_000_000);
  assert.equal(clock.wallMs(), 1_000_000);
  await clock.advance(250);
  assert.deepEqual([clock.wallMs(), clock.monotonicMs()], [1_000_250, 250]);
});

test('ManualClock runs what falls due at its moment and in order', async () => {
  const clock = new ManualClock(0);
  const ran: string[] = [];
  const note = (name: string) => () => void ran.push(`${name} at ${clock.wallMs()}`);
  clock.after(300, note('late'));
  clock.after(100, () => {
    note('early')();
    clock.after(50, note('child'));
  });
  const repeating = clock.every(120, note('tick'));
  clock.after(99, note('cancelled')).cancel();
  await clock.advance(301);
  assert.deepEqual(ran, [
    'early at 100',
    'tick at 120',
    'child at 150',
    'tick at 240',
    'late at 300',
  ]);
  repeating.cancel();
  await clock.advance(1000);
  assert.equal(ran.length, 5);
});

test('ManualClock passes a long time quickly, and runs what repeats at its end', async () => {
  const clock = new ManualClock(0);
  const ticks: number[] = [];
  clock.every(100, () => ticks.push(clock.wallMs()));
  await clock.advance(365 * 86_400_000);
  assert.ok(ticks.length <= 103, String(ticks.length));
  assert.equal(ticks.at(-1), 365 * 86_400_000);
});

test('ManualClock cancels a timer and not another with the same work', async () => {
  const clock = new ManualClock(0);
  let runs = 0;
  const run = (): void => {
    runs++;
  };
  const first = clock.after(10, run);
  clock.after(20, run);
  first.cancel();
  await clock.advance(30);
  assert.equal(runs, 1);
});
