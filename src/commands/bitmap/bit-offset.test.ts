import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { bitmapCommands } from './index.ts';

const NO_OFFSET = '-ERR bit offset is not an integer or out of range\r\n';

test('offsets end with proto-max-bulk-len', () => {
  const harness = new CommandHarness(bitmapCommands);
  assert.equal(harness.line('GETBIT key 4294967295'), ':0\r\n');
  assert.equal(harness.line('GETBIT key 4294967296'), NO_OFFSET);
  harness.settings.protocol.protoMaxBulkBytes = 10;
  assert.equal(harness.line('SETBIT key 79 1'), ':0\r\n');
  assert.equal(harness.line('SETBIT key 80 1'), NO_OFFSET);
});

test('no offset is beyond what an entry can hold, whatever the operator allows', () => {
  const harness = new CommandHarness(bitmapCommands);
  harness.settings.protocol.protoMaxBulkBytes = Number.MAX_SAFE_INTEGER;
  assert.equal(harness.line('GETBIT key 17179869175'), ':0\r\n');
  assert.equal(harness.line('GETBIT key 17179869176'), NO_OFFSET);
});

test('a # counts in fields of the width that was asked for', () => {
  const harness = new CommandHarness(bitmapCommands);
  harness.line('SETBIT key 36 1');
  assert.equal(harness.line('BITFIELD key GET u12 #3'), '*1\r\n:2048\r\n');
  assert.equal(harness.line('BITFIELD key GET u8 #536870911'), '*1\r\n:0\r\n');
  assert.equal(harness.line('BITFIELD key GET u8 #536870912'), NO_OFFSET);
  // Redis multiplies in 64 bits and would read bit 0 here.
  assert.equal(harness.line('BITFIELD key GET u8 #2305843009213693952'), NO_OFFSET);
  assert.equal(harness.line('GETBIT key #3'), NO_OFFSET);
});
