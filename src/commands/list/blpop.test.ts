import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { listCommands } from './index.ts';

test('BLPOP and BRPOP take from the first list there is, and replicas hear of that one', () => {
  const harness = new CommandHarness(listCommands);
  harness.line('RPUSH b 1 2 3');
  harness.line('RPUSH c 4');
  harness.takeEvents();
  assert.equal(harness.line('BLPOP a b c 0'), '*2\r\n$1\r\nb\r\n$1\r\n1\r\n');
  assert.deepEqual(harness.propagated, ['LPOP b']);
  assert.equal(harness.line('BRPOP a b c 1.5'), '*2\r\n$1\r\nb\r\n$1\r\n3\r\n');
  assert.deepEqual(harness.propagated, ['RPOP b']);
  assert.equal(harness.line('BLPOP b c 0'), '*2\r\n$1\r\nb\r\n$1\r\n2\r\n');
  assert.deepEqual(harness.takeEvents(), ['0:lpop b', '0:rpop b', '0:lpop b', '0:del b']);
});

test('the timeout is judged before any key, and types in their order', () => {
  const harness = new CommandHarness(listCommands);
  harness.plant('text', 0);
  assert.equal(harness.line('BLPOP text x'), '-ERR timeout is not a float or out of range\r\n');
  harness.line('RPUSH l 1');
  assert.match(harness.line('BLPOP none text l 0'), /^-WRONGTYPE/);
  assert.equal(harness.line('BLPOP none l text 0'), '*2\r\n$1\r\nl\r\n$1\r\n1\r\n');
  assert.equal(harness.line('BLPOP none 0'), '');
});
