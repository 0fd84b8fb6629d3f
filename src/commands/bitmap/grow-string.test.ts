import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { toLatin1 } from '../../base/bytes.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from '../string/index.ts';
import { bitmapCommands } from './index.ts';

test('new bytes are zero, whatever the block held before', () => {
  const harness = new CommandHarness([...bitmapCommands, ...stringCommands, ...keyCommands]);
  for (const bytes of [150, 340, 70_000]) {
    harness.run('SET', 'old', 'x'.repeat(bytes));
    harness.line('DEL old');
    harness.run('SETBIT', 'new', bytes * 8 - 1, 1);
    assert.equal(harness.line('BITCOUNT new'), ':1\r\n');
    harness.line('DEL new');
  }
  harness.run('SET', 'short', 'secret'.repeat(60));
  harness.run('SET', 'short', 'ab');
  harness.run('BITFIELD', 'short', 'SET', 'u8', 160, 99);
  assert.equal(harness.line('GET short'), bulk(`ab${'\0'.repeat(18)}c`));
});

test('a snapshot that still needs the string gets it as it was before each change', () => {
  const harness = new CommandHarness([...bitmapCommands, ...stringCommands]);
  const db = harness.databases[0]!;
  const kept: string[] = [];
  const changes = ['SETBIT', 'BITFIELD', 'BITOP'] as const;
  const lines = {
    SETBIT: ['SETBIT key 7 0', 'SETBIT key 100 1'],
    BITFIELD: ['BITFIELD key SET u8 0 98', 'BITFIELD key SET u8 100 9'],
    BITOP: ['BITOP NOT key key', 'BITOP OR key key other'],
  };
  for (const change of changes) {
    for (const line of lines[change]) {
      // Raw already, or the change of the encoding alone would be enough.
      harness.line('SET key a');
      harness.line('APPEND key aa');
      harness.line('SET other a-longer-one');
      kept.length = 0;
      harness.world.barrier = {
        beforeChange: (_table, address) => void kept.push(toLatin1(db.value(address).copy())),
        holds: () => false,
      };
      harness.line(line);
      harness.world.barrier = undefined;
      assert.equal(kept[0], 'aaa', line);
    }
  }
});
