import assert from 'node:assert/strict';
import test from 'node:test';
import { LimitsSettings } from '../settings/limits-settings.ts';
import { type Attempt, SourceThrottle } from './auth-throttle.ts';

function throttle(): {
  throttle: SourceThrottle;
  pass: (ms: number) => void;
  limits: LimitsSettings;
} {
  let nowMs = 1_000_000;
  const limits = new LimitsSettings();
  return {
    throttle: new SourceThrottle(
      limits,
      () => nowMs,
      (source) => source,
    ),
    pass: (ms) => {
      nowMs += ms;
    },
    limits,
  };
}

const from = (source: string, kind: Attempt['link']['kind'] = 'tcp'): Attempt => ({
  link: { kind, source },
});

test('SourceThrottle lets the first failures pass, then doubles the wait up to a bound', () => {
  const { throttle: door, limits } = throttle();
  const delays: number[] = [];
  for (let i = 0; i < 16; i++) {
    delays.push(door.delayMs(from('10.0.0.1')));
    door.failed(from('10.0.0.1'));
  }
  assert.deepEqual(
    delays.slice(0, limits.authThrottleFree),
    new Array(limits.authThrottleFree).fill(0),
  );
  assert.equal(delays[limits.authThrottleFree], limits.authThrottleBaseMs);
  assert.equal(delays[limits.authThrottleFree + 1], limits.authThrottleBaseMs * 2);
  assert.equal(delays.at(-1), limits.authThrottleMaxMs);
});

test('SourceThrottle ends the connection of a source that goes on failing, but never the Unix socket', () => {
  const { throttle: door, limits } = throttle();
  const verdicts = Array.from({ length: limits.authThrottleDisconnectAfter }, () =>
    door.failed(from('10.0.0.1')),
  );
  assert.equal(verdicts.at(-1), 'close');
  assert.ok(verdicts.slice(0, -1).every((verdict) => verdict === 'stay'));
  for (let i = 0; i < 100; i++) assert.equal(door.failed(from('/s', 'unix')), 'stay');
  assert.ok(door.delayMs(from('/s', 'unix')) <= 1000);
});

test('SourceThrottle judges each source alone and forgives with time', () => {
  const { throttle: door, pass } = throttle();
  for (let i = 0; i < 12; i++) door.failed(from('10.0.0.1'));
  assert.equal(door.delayMs(from('10.0.0.2')), 0);
  assert.ok(door.delayMs(from('10.0.0.1')) > 0);
  pass(200_000);
  assert.equal(door.delayMs(from('10.0.0.1')), 0);
});

test('SourceThrottle does not forgive an attacker for logging in to an account of his own', () => {
  const { throttle: door } = throttle();
  for (let i = 0; i < 12; i++) door.failed(from('10.0.0.1'));
  door.succeeded(from('10.0.0.1'));
  assert.ok(door.delayMs(from('10.0.0.1')) > 0);
});

test('SourceThrottle remembers a bounded number of sources', () => {
  const { throttle: door } = throttle();
  for (let i = 0; i < 10_500; i++) door.failed(from(`10.0.${i >> 8}.${i & 255}`));
  assert.equal(door.sources, 10_000);
});

test('SourceThrottle counts what it did until it is told to begin anew, and forgets no source by that', () => {
  const { throttle: door, limits } = throttle();
  const { authThrottleFree: free, authThrottleDisconnectAfter: last } = limits;
  for (let i = 0; i < last + 2; i++) {
    door.delayMs(from('10.0.0.1'));
    door.failed(from('10.0.0.1'));
  }
  assert.deepEqual([door.delayed, door.disconnected, door.sources], [last + 2 - free, 3, 1]);
  door.resetCounts();
  assert.deepEqual([door.delayed, door.disconnected, door.sources], [0, 0, 1]);
  assert.ok(door.delayMs(from('10.0.0.1')) > 0);
});

test('SourceThrottle does not count a source whose failures are forgiven, though it never came back', () => {
  const { throttle: door, pass } = throttle();
  for (const source of ['10.0.0.1', '10.0.0.2', '10.0.0.2']) door.failed(from(source));
  pass(10_000);
  assert.equal(door.sources, 1);
  pass(10_000);
  assert.equal(door.sources, 0);
});
