import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { OutOfMemory } from '../../memory/out-of-memory.ts';
import { keyCommands } from '../keys/index.ts';
import { hashCommands } from './index.ts';

function open(): CommandHarness {
  const harness = new CommandHarness([...hashCommands, ...keyCommands]);
  harness.settings.encoding.hashMaxListpackEntries = 3;
  harness.settings.encoding.hashMaxListpackValueBytes = 5;
  return harness;
}

const ENCODINGS: readonly (readonly [lines: string, encoding: string])[] = [
  ['HSET h a 1 b 2 c 3', 'listpack'],
  ['HSET h a 1 b 2 c 3 ; HSET h c 4', 'listpack'],
  ['HSET h a 1 b 2 c 3 ; HSET h d 4', 'hashtable'],
  // As many pairs as come are believed to be so many fields.
  ['HSET h a 1 a 2 a 3 a 4', 'hashtable'],
  ['HSET h a 1 ; HSET h a 1 a 2 a 3 a 4', 'hashtable'],
  ['HSET h abcde 12345', 'listpack'],
  ['HSET h abcdef 1', 'hashtable'],
  ['HSET h a 123456', 'hashtable'],
  ['HSET h a 1 ; HSET h a 123456', 'hashtable'],
  ['HSETNX h a 123456', 'hashtable'],
  ['HSET h a 1 ; HSETNX h a 123456', 'listpack'],
  ['HINCRBY h a 12345', 'listpack'],
  ['HINCRBY h a 123456', 'hashtable'],
  ['HINCRBYFLOAT h a 1.12345', 'hashtable'],
  ['HSET h a 1 b 2 c 3 d 4 ; HDEL h b c d', 'hashtable'],
];

test('encodings change when those of Redis 7.2 do', () => {
  for (const [lines, encoding] of ENCODINGS) {
    const harness = open();
    for (const line of lines.split(' ; ')) harness.line(line);
    assert.equal(harness.line('OBJECT ENCODING h'), bulk(encoding), lines);
  }
});

test('every pair counts as a change, and replicas get the sum of HINCRBYFLOAT', () => {
  const harness = open();
  harness.line('HSET h a 1 b 2 a 3');
  assert.equal(harness.dirty, 3);
  harness.line('HDEL h a b');
  assert.equal(harness.dirty, 5);
  harness.line('HINCRBYFLOAT h f 1.5');
  harness.line('HINCRBYFLOAT h f 2');
  assert.deepEqual(harness.propagated, ['HSET h f 3.5']);
});

test('a hash whose memory runs out has the fields that were set before, and has told of them', () => {
  for (const fields of ['a 1 b 2', 'a 1 b 2 c 3 d 4 e 5']) {
    for (let allowed = 0, failed = true; failed; allowed++) {
      const harness = open();
      harness.line(`HSET h ${fields}`);
      harness.takeEvents();
      const { slabs } = harness.world;
      const allocate = slabs.allocate.bind(slabs);
      let left = allowed;
      slabs.allocate = (length) => {
        if (left-- === 0) throw new OutOfMemory('none left');
        return allocate(length);
      };
      failed = false;
      try {
        harness.line('HSET h a longer-than-before f 6');
      } catch (thrown) {
        assert.ok(thrown instanceof OutOfMemory);
        failed = true;
      }
      slabs.allocate = allocate;
      const value = harness.line('HGET h a');
      const isSet = value === bulk('longer-than-before');
      if (!isSet) assert.equal(value, bulk('1'));
      assert.equal(harness.line('HEXISTS h f'), failed ? ':0\r\n' : ':1\r\n');
      assert.equal(harness.line('HGET h b'), bulk('2'));
      if (isSet) assert.deepEqual(harness.takeEvents(), ['0:hset h']);
    }
  }
});
