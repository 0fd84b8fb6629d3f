import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { bitmapCommands } from './index.ts';

const SYNTAX = '-ERR syntax error\r\n';
const NO_TYPE =
  '-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.\r\n';
const NO_OFFSET = '-ERR bit offset is not an integer or out of range\r\n';
const NO_NUMBER = '-ERR value is not an integer or out of range\r\n';

test('words of an operation are judged from the left, once there are enough of them', () => {
  const harness = new CommandHarness(bitmapCommands);
  assert.equal(harness.line('BITFIELD key SET x x'), SYNTAX);
  assert.equal(harness.line('BITFIELD key SET x x x'), NO_TYPE);
  assert.equal(harness.line('BITFIELD key SET u8 x x'), NO_OFFSET);
  assert.equal(harness.line('BITFIELD key SET u8 0 x'), NO_NUMBER);
  assert.equal(
    harness.line('BITFIELD key OVERFLOW x SET'),
    '-ERR Invalid OVERFLOW type specified\r\n',
  );
});

test('types are i1 to i64 and u1 to u63, in lower case and without zeros in front', () => {
  const harness = new CommandHarness(bitmapCommands);
  for (const type of ['i1', 'i64', 'u1', 'u63']) {
    assert.equal(harness.run('BITFIELD', 'key', 'GET', type, 0), '*1\r\n:0\r\n');
  }
  for (const type of ['', 'i', 'u', 'i0', 'u0', 'i65', 'u64', 'U8', 'u08', 'u-1', '8', 'f8']) {
    assert.equal(harness.run('BITFIELD', 'key', 'GET', type, 0), NO_TYPE);
  }
});

test('OVERFLOW counts for what follows it and is forgotten with the request', () => {
  const harness = new CommandHarness(bitmapCommands);
  const line = 'BITFIELD key SET u8 0 300 OVERFLOW SAT SET u8 8 300 OVERFLOW FAIL SET u8 16 300';
  assert.equal(harness.line(line), '*3\r\n:0\r\n:0\r\n$-1\r\n');
  assert.equal(
    harness.line('BITFIELD key GET u8 0 GET u8 8 GET u8 16 SET u8 16 300 GET u8 16'),
    '*5\r\n:44\r\n:255\r\n:0\r\n:0\r\n:44\r\n',
  );
});
