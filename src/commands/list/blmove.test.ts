import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { listCommands } from './index.ts';

test('BLMOVE and BRPOPLPUSH move like their kin, under whose name replicas hear of it', () => {
  const harness = new CommandHarness(listCommands);
  harness.line('RPUSH a 1 2 3');
  assert.equal(harness.line('BLMOVE a b left RIGHT 0'), '$1\r\n1\r\n');
  assert.deepEqual(harness.propagated, ['LMOVE a b left RIGHT']);
  assert.equal(harness.line('BRPOPLPUSH a b 0.5'), '$1\r\n3\r\n');
  assert.deepEqual(harness.propagated, ['RPOPLPUSH a b']);
  assert.equal(harness.line('LRANGE b 0 -1'), '*2\r\n$1\r\n3\r\n$1\r\n1\r\n');
});

test('sides are judged before the timeout, and both before keys', () => {
  const harness = new CommandHarness(listCommands);
  harness.plant('text', 0);
  assert.equal(harness.line('BLMOVE text b UP RIGHT x'), '-ERR syntax error\r\n');
  assert.equal(harness.line('BLMOVE text b LEFT DOWN x'), '-ERR syntax error\r\n');
  assert.match(harness.line('BLMOVE text b LEFT RIGHT x'), /timeout is not a float/);
  assert.match(harness.line('BRPOPLPUSH text b -1'), /timeout is negative/);
  assert.match(harness.line('BLMOVE text b LEFT RIGHT 0'), /^-WRONGTYPE/);
  // Nobody looks at the destination before there is something to put there.
  assert.equal(harness.line('BLMOVE none text LEFT RIGHT 0'), '');
  harness.line('RPUSH a 1');
  assert.match(harness.line('BLMOVE a text LEFT RIGHT 0'), /^-WRONGTYPE/);
  assert.equal(harness.line('LLEN a'), ':1\r\n');
});
