import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { sortedSetCommands } from './index.ts';

test('BZPOPMIN and BZPOPMAX take from the first set there is, and replicas hear of that one', () => {
  const harness = new CommandHarness(sortedSetCommands);
  harness.line('ZADD b 1.5 x 2 y 3 z');
  harness.takeEvents();
  assert.equal(harness.line('BZPOPMIN a b 0'), '*3\r\n$1\r\nb\r\n$1\r\nx\r\n$3\r\n1.5\r\n');
  assert.deepEqual(harness.propagated, ['ZPOPMIN b']);
  harness.resp3 = true;
  assert.equal(harness.line('BZPOPMAX a b 0.1'), '*3\r\n$1\r\nb\r\n$1\r\nz\r\n,3\r\n');
  assert.deepEqual(harness.propagated, ['ZPOPMAX b']);
  harness.line('BZPOPMAX b 0');
  assert.deepEqual(harness.takeEvents(), ['0:zpopmin b', '0:zpopmax b', '0:zpopmax b', '0:del b']);
});

test('the timeout is judged before any key, and types in their order', () => {
  const harness = new CommandHarness(sortedSetCommands);
  harness.plant('text', 0);
  assert.match(harness.line('BZPOPMIN text x'), /timeout is not a float/);
  harness.line('ZADD s 1 m');
  assert.match(harness.line('BZPOPMAX none text s 0'), /^-WRONGTYPE/);
  assert.match(harness.line('BZPOPMAX none s text 0'), /^\*3/);
  assert.equal(harness.line('BZPOPMAX none 0'), '');
});
