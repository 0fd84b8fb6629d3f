import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulk, CommandHarness, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { fromLatin1, toLatin1 } from '../../base/bytes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from './index.ts';

const TOO_LONG = '-ERR string exceeds maximum allowed size (proto-max-bulk-len)\r\n';

function start(): CommandHarness {
  return new CommandHarness([...stringCommands, ...keyCommands]);
}

test('a gap made by SETRANGE is zero bytes, whatever the block held before', () => {
  const harness = start();
  harness.run('SET', 'old', 'secret'.repeat(30));
  harness.line('DEL old');
  harness.line('SETRANGE new 150 x');
  assert.equal(harness.line('GET new'), bulk(`${'\0'.repeat(150)}x`));
  harness.run('SET', 'old', 'secret'.repeat(60));
  harness.line('DEL old');
  harness.line('SETRANGE new 340 y');
  assert.equal(harness.line('GETRANGE new 151 -1'), bulk(`${'\0'.repeat(189)}y`));
});

test('APPEND and SETRANGE build the same strings as arrays of bytes do', () => {
  const change = fc.record({
    offset: fc.option(fc.integer({ min: 0, max: 500 })),
    bytes: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const harness = start();
      let model = '';
      for (const { offset, bytes } of changes) {
        const text = toLatin1(bytes);
        if (offset === null) harness.run('APPEND', 'key', bytes);
        else harness.run('SETRANGE', 'key', offset, bytes);
        if (offset === null) model += text;
        else if (text !== '')
          model =
            model.padEnd(offset, '\0').slice(0, offset) + text + model.slice(offset + text.length);
      }
      const reply = harness.line('GETRANGE key 0 -1');
      assert.equal(reply, `$${String(model.length)}\r\n${model}\r\n`);
    }),
  );
});

test('a string can grow far beyond the longest small block', () => {
  const harness = start();
  const part = 'abcdefgh'.repeat(2000);
  for (let times = 1; times <= 40; times++) {
    assert.equal(harness.run('APPEND', 'key', part), `:${String(times * part.length)}\r\n`);
  }
  assert.equal(harness.run('GETRANGE', 'key', 39 * part.length, -1), bulk(part));
  assert.equal(harness.line('OBJECT ENCODING key'), bulk('raw'));
});

test('nothing grows beyond proto-max-bulk-len', () => {
  const harness = start();
  harness.settings.protocol.protoMaxBulkBytes = 10;
  harness.line('SET key 1234567890');
  assert.equal(harness.line('APPEND key x'), TOO_LONG);
  assert.equal(harness.line('SETRANGE key 9 ab'), TOO_LONG);
  assert.equal(harness.line('SETRANGE key 9 a'), ':10\r\n');
  assert.equal(harness.line('APPEND fresh 12345678901'), ':11\r\n');
  harness.settings.protocol.protoMaxBulkBytes = Number.MAX_SAFE_INTEGER;
  assert.equal(harness.line('SETRANGE key 2147483647 a'), TOO_LONG);
});

test('changes in place are told, and an empty SETRANGE is none', () => {
  const harness = start();
  harness.line('APPEND key abc');
  harness.line('SETRANGE key 1 x');
  harness.run('SETRANGE', 'key', 1, '');
  harness.run('APPEND', 'key', '');
  assert.deepEqual(harness.takeEvents(), ['0:append key', '0:setrange key', '0:append key']);
  assert.equal(harness.dirty, 3);
});

test('another type is refused, also where nothing would be written', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  assert.equal(harness.line('APPEND list a'), WRONG_TYPE);
  assert.equal(harness.run('SETRANGE', 'list', 0, ''), WRONG_TYPE);
  assert.equal(harness.run('SETRANGE', 'list', -1, ''), '-ERR offset is out of range\r\n');
});

test('GETRANGE gives what slicing gives', () => {
  const harness = start();
  harness.run('SET', 'key', fromLatin1('0123456789'));
  const offset = fc.integer({ min: -15, max: 15 });
  fc.assert(
    fc.property(offset, offset, (first, last) => {
      const from = first < 0 ? Math.max(0, 10 + first) : first;
      const to = last < 0 ? Math.max(0, 10 + last) : last;
      const crossed = first < 0 && last < 0 && first > last;
      const expected = crossed ? '' : '0123456789'.slice(from, to + 1);
      assert.equal(harness.run('GETRANGE', 'key', first, last), bulk(expected));
    }),
  );
});
