import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencySettings } from '../settings/latency-settings.ts';
import { LatencyEvents } from './latency-events.ts';

function monitor(thresholdMs = 100): LatencyEvents {
  const settings = new LatencySettings();
  settings.monitorThresholdMs = thresholdMs;
  return new LatencyEvents(settings);
}

test('only what reaches the threshold is kept, and nothing when the monitor is off', () => {
  const events = monitor();
  events.measured('command', 99, 1000);
  assert.deepEqual(events.names, []);
  events.measured('command', 100, 1000);
  assert.deepEqual(events.history('command'), [{ atSeconds: 1, latencyMs: 100 }]);
  const off = monitor(0);
  off.measured('command', 1e6, 1000);
  assert.deepEqual(off.names, []);
});

test('within a second only the worst counts', () => {
  const events = monitor();
  for (const latency of [300, 500, 400]) events.measured('command', latency, 1500);
  events.measured('command', 200, 2000);
  assert.deepEqual(events.history('command'), [
    { atSeconds: 1, latencyMs: 500 },
    { atSeconds: 2, latencyMs: 200 },
  ]);
  assert.equal(events.allTimeMaxMs('command'), 500);
});

test('the last 160 seconds with a sample are kept, and the worst of all time', () => {
  const events = monitor();
  events.measured('command', 999, 0);
  for (let second = 1; second <= 200; second++) events.measured('command', 100, second * 1000);
  assert.equal(events.history('command').length, 160);
  assert.equal(events.history('command')[0]?.atSeconds, 41);
  assert.equal(events.allTimeMaxMs('command'), 999);
});

test('a summary tells average, deviation, extremes and period', () => {
  const events = monitor();
  events.measured('command', 100, 1000);
  events.measured('command', 300, 2000);
  assert.deepEqual(events.summary('command', 5000), {
    samples: 2,
    averageMs: 200,
    deviationMs: 100,
    minMs: 100,
    maxMs: 300,
    periodSeconds: 4,
    allTimeMaxMs: 300,
  });
  assert.equal(events.summary('fork', 5000), undefined);
});

test('events are forgotten by name in any case, or all', () => {
  const events = monitor();
  events.measured('command', 100, 1000);
  events.measured('fast-command', 100, 1000);
  assert.equal(events.reset('COMMAND'), true);
  assert.equal(events.reset('command'), false);
  assert.equal(events.resetAll(), 1);
  assert.deepEqual(events.names, []);
});
