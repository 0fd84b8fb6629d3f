import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { listCommands } from './index.ts';

test('BLMPOP takes up to COUNT, and replicas hear how many there were', () => {
  const harness = new CommandHarness(listCommands);
  harness.line('RPUSH b 1 2 3');
  assert.equal(
    harness.line('BLMPOP 0 2 a b RIGHT COUNT 2'),
    '*2\r\n$1\r\nb\r\n*2\r\n$1\r\n3\r\n$1\r\n2\r\n',
  );
  assert.deepEqual(harness.propagated, ['RPOP b 2']);
  assert.equal(harness.line('BLMPOP 0 1 b LEFT COUNT 9'), '*2\r\n$1\r\nb\r\n*1\r\n$1\r\n1\r\n');
  assert.deepEqual(harness.propagated, ['LPOP b 1']);
  assert.equal(harness.line('BLMPOP 0 1 b LEFT'), '');
});

test('the rest of the request is judged before its timeout', () => {
  const harness = new CommandHarness(listCommands);
  assert.equal(harness.line('BLMPOP x 0 b LEFT'), '-ERR numkeys should be greater than 0\r\n');
  assert.equal(harness.line('BLMPOP x 1 b UP'), '-ERR syntax error\r\n');
  assert.equal(
    harness.line('BLMPOP x 1 b LEFT COUNT 0'),
    '-ERR count should be greater than 0\r\n',
  );
  assert.equal(
    harness.line('BLMPOP x 1 b LEFT'),
    '-ERR timeout is not a float or out of range\r\n',
  );
});
