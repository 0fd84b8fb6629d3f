import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { sortedSetCommands } from './index.ts';

function start(): CommandHarness {
  const harness = new CommandHarness(sortedSetCommands);
  harness.line('ZADD z 1 a 2 b 3 c 4 d');
  harness.takeEvents();
  return harness;
}

test('replicas hear of ZMPOP as the pops that it was', () => {
  const harness = start();
  harness.line('ZMPOP 2 none z MIN COUNT 3');
  assert.deepEqual(harness.propagated, ['ZPOPMIN z 3']);
  harness.line('ZMPOP 1 z MAX COUNT 100');
  assert.deepEqual(harness.propagated, ['ZPOPMAX z 1']);
  harness.line('ZMPOP 1 z MAX');
  assert.deepEqual(harness.propagated, ['as sent']);
});

test('a pop is told once, and the last one also that the key has gone', () => {
  const harness = start();
  const before = harness.dirty;
  harness.line('ZPOPMIN z 2');
  harness.line('ZPOPMAX z');
  harness.line('ZMPOP 1 z MIN');
  assert.deepEqual(harness.takeEvents(), ['0:zpopmin z', '0:zpopmax z', '0:zpopmin z', '0:del z']);
  assert.equal(harness.dirty - before, 4);
});

test('pairs are nested in RESP3 where a count is given, and in ZMPOP always', () => {
  const harness = start();
  const pair = `*2\r\n${bulk('a')}`;
  assert.equal(harness.line('ZMPOP 1 z MIN'), `*2\r\n${bulk('z')}*1\r\n${pair}${bulk('1')}`);
  harness.resp3 = true;
  assert.equal(harness.line('ZPOPMIN z 1'), `*1\r\n*2\r\n${bulk('b')},2\r\n`);
  assert.equal(harness.line('ZPOPMIN z'), `*2\r\n${bulk('c')},3\r\n`);
});
