import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { OutOfMemory } from '../../memory/out-of-memory.ts';
import { keyCommands } from '../keys/index.ts';
import { setCommands } from './index.ts';

function open(): CommandHarness {
  const harness = new CommandHarness([...setCommands, ...keyCommands]);
  const { encoding } = harness.settings;
  encoding.setMaxIntsetEntries = 6;
  encoding.setMaxListpackEntries = 4;
  encoding.setMaxListpackValueBytes = 5;
  return harness;
}

/** Lines, and the encoding of `s` after them. */
const ENCODINGS: readonly (readonly [lines: string, encoding: string])[] = [
  ['SADD s 1 2 3 4 5 6', 'intset'],
  ['SADD s 1 2 3 4 5 6 ; SADD s 6', 'intset'],
  ['SADD s 1 2 3 4 5 6 ; SADD s 7', 'hashtable'],
  ['SADD s 1 2 3 ; SADD s a', 'listpack'],
  ['SADD s 1 2 3 4 ; SADD s a', 'hashtable'],
  ['SADD s 1 2 3 ; SADD s abcdef', 'hashtable'],
  ['SADD s 123456 ; SADD s a', 'hashtable'],
  ['SADD s a b c d', 'listpack'],
  ['SADD s a b c d ; SADD s d', 'listpack'],
  ['SADD s a b c d ; SADD s e', 'hashtable'],
  ['SADD s abcde', 'listpack'],
  ['SADD s abcdef', 'hashtable'],
  ['SADD s a 1 2 3', 'listpack'],
  // As many words as come are believed to be so many members.
  ['SADD s a a a a a', 'hashtable'],
  ['SADD s 1 1 1 1 1 1', 'intset'],
  ['SADD s 1 1 1 1 1 1 1', 'hashtable'],
  ['SADD s a ; SADD s a a a a a', 'hashtable'],
  ['SADD s 1 ; SADD s 1 1 1 1 1 1 1', 'hashtable'],
  ['SADD s a b c d e ; SREM s b c d e', 'hashtable'],
  ['SADD t 1 2 3 a ; SREM t a ; SINTERSTORE s t', 'intset'],
  ['SADD t 1 2 3 a ; SREM t a ; SUNIONSTORE s t', 'intset'],
  ['SADD t 1 2 3 4 5 6 7 ; SADD u 1 2 x ; SINTERSTORE s t u', 'intset'],
  ['SADD t a b c d e f ; SADD u a b x ; SINTERSTORE s t u', 'listpack'],
  ['SADD t a b c d e f ; SADD u a b c d e ; SINTERSTORE s t u', 'hashtable'],
  ['SADD t a b ; SADD u c d ; SUNIONSTORE s t u', 'listpack'],
  ['SADD t a b ; SADD u c d e ; SUNIONSTORE s t u', 'hashtable'],
  ['SADD t a b c d e ; SADD u c d e ; SDIFFSTORE s t u', 'listpack'],
  // The second algorithm of SDIFF gathers the whole first set before it takes members out again.
  ['SADD t a b c d e ; SADD u c ; SADD v d ; SADD w e ; SDIFFSTORE s t u v w', 'hashtable'],
  ['SADD t abcdef ; SMOVE t s abcdef', 'hashtable'],
  ['SADD t 5 ; SMOVE t s 5', 'intset'],
];

test('encodings change when those of Redis 7.2 do', () => {
  for (const [lines, encoding] of ENCODINGS) {
    const harness = open();
    for (const line of lines.split(' ; ')) harness.line(line);
    assert.equal(harness.line('OBJECT ENCODING s'), bulk(encoding), lines);
  }
});

test('an intset that becomes a listpack keeps its order, and what comes is appended', () => {
  const harness = open();
  harness.line('SADD s 30 -5 7');
  harness.line('SADD s a');
  const members = ['-5', '7', '30', 'a'].map(bulk).join('');
  assert.equal(harness.line('SMEMBERS s'), `*4\r\n${members}`);
});

test('what was added before memory ran out is there, and has been told of', () => {
  const harness = open();
  const { slabs } = harness.world;
  harness.line('SADD s a b c d e');
  harness.takeEvents();
  const allocate = slabs.allocate.bind(slabs);
  let left = 2;
  slabs.allocate = (length) => {
    if (left-- === 0) throw new OutOfMemory('none left');
    return allocate(length);
  };
  assert.throws(() => harness.line('SADD s f g h i'), OutOfMemory);
  slabs.allocate = allocate;
  assert.deepEqual(harness.takeEvents(), ['0:sadd s']);
  assert.equal(harness.line('SCARD s'), ':7\r\n');
  assert.equal(harness.line('SMISMEMBER s f g h i'), '*4\r\n:1\r\n:1\r\n:0\r\n:0\r\n');
});

test('a set that cannot grow stays as it was', () => {
  for (const [members, added] of [
    ['1 2 3 4 5 6', '7'],
    ['1 2 3', 'a'],
    ['a b c d', 'e'],
    ['a b', 'abcdef'],
  ] as const) {
    for (let allowed = 0; ; allowed++) {
      const harness = open();
      const { slabs } = harness.world;
      const count = members.split(' ').length;
      harness.line(`SADD s ${members}`);
      const used = slabs.usedBytes;
      const allocate = slabs.allocate.bind(slabs);
      let left = allowed;
      slabs.allocate = (length) => {
        if (left-- === 0) throw new OutOfMemory('none left');
        return allocate(length);
      };
      let failed = false;
      try {
        harness.line(`SADD s ${added}`);
      } catch (thrown) {
        assert.ok(thrown instanceof OutOfMemory);
        failed = true;
      }
      slabs.allocate = allocate;
      assert.equal(harness.line('SCARD s'), `:${String(failed ? count : count + 1)}\r\n`);
      assert.equal(harness.line(`SMISMEMBER s ${members}`).split(':1').length - 1, count);
      if (!failed) break;
      if (harness.line('OBJECT ENCODING s') !== bulk('hashtable'))
        assert.equal(slabs.usedBytes, used);
    }
  }
});
