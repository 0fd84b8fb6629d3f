import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandLatencies } from './command-latencies.ts';

test('each command has its own histogram from its first call on', () => {
  const latencies = new CommandLatencies(3);
  latencies.record(1, 10, 2);
  latencies.record(1, 20, 1);
  assert.equal(latencies.of(1)?.total, 3);
  assert.equal(latencies.of(2), undefined);
  latencies.reset();
  assert.equal(latencies.of(1), undefined);
});
