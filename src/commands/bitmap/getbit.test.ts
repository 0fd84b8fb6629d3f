import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandHarness, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { stringCommands } from '../string/index.ts';
import { bitmapCommands } from './index.ts';

test('GETBIT gives what SETBIT set, in any order of bits, and 0 for all others', () => {
  const bits = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 });
  fc.assert(
    fc.property(bits, (set) => {
      const harness = new CommandHarness(bitmapCommands);
      for (const bit of set) harness.run('SETBIT', 'key', bit, 1);
      const wanted = new Set(set);
      for (let bit = 0; bit < 720; bit++) {
        const expected = wanted.has(bit) ? ':1\r\n' : ':0\r\n';
        assert.equal(harness.run('GETBIT', 'key', bit), expected);
      }
    }),
    { numRuns: 20 },
  );
});

test('GETBIT reads integers by their digits and refuses another type', () => {
  const harness = new CommandHarness([...bitmapCommands, ...stringCommands]);
  harness.line('SET number 1');
  assert.equal(harness.line('GETBIT number 2'), ':1\r\n');
  assert.equal(harness.line('GETBIT number 4'), ':0\r\n');
  assert.equal(harness.line('GETBIT number 4294967295'), ':0\r\n');
  harness.plant('list', ValueType.list);
  assert.equal(harness.line('GETBIT list 0'), WRONG_TYPE);
});
