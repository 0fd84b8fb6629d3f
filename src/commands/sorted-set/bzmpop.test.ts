import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { sortedSetCommands } from './index.ts';

test('BZMPOP takes up to COUNT, and replicas hear how many there were', () => {
  const harness = new CommandHarness(sortedSetCommands);
  harness.line('ZADD b 1 x 2 y 3 z');
  assert.equal(
    harness.line('BZMPOP 0 2 a b MAX COUNT 2'),
    '*2\r\n$1\r\nb\r\n*2\r\n*2\r\n$1\r\nz\r\n$1\r\n3\r\n*2\r\n$1\r\ny\r\n$1\r\n2\r\n',
  );
  assert.deepEqual(harness.propagated, ['ZPOPMAX b 2']);
  harness.line('BZMPOP 0 1 b MIN COUNT 5');
  assert.deepEqual(harness.propagated, ['ZPOPMIN b 1']);
  assert.equal(harness.line('BZMPOP 0 1 b MIN'), '');
});

test('the rest of the request is judged before its timeout', () => {
  const harness = new CommandHarness(sortedSetCommands);
  assert.equal(harness.line('BZMPOP x 0 b MIN'), '-ERR numkeys should be greater than 0\r\n');
  assert.equal(harness.line('BZMPOP x 1 b UP'), '-ERR syntax error\r\n');
  assert.equal(harness.line('BZMPOP x 1 b MIN COUNT 0'), '-ERR count should be greater than 0\r\n');
  assert.equal(harness.line('BZMPOP x 1 b MIN'), '-ERR timeout is not a float or out of range\r\n');
});
