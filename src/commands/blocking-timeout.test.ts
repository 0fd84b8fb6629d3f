import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../test/support/run-command.ts';
import { defineCommand } from '../command/command.ts';
import { nothingCame, readBlockingTimeout } from './blocking-timeout.ts';

/** Answers its argument as a timeout in milliseconds. */
const milliseconds = defineCommand({
  name: 'MILLISECONDS',
  arity: 2,
  flags: [],
  categories: [],
  keys: [],
  loggable: [],
  docs: { group: 'generic', since: '7.2.0', summary: 'Reads a timeout.', complexity: 'O(1)' },
  run(call) {
    call.reply.integer(readBlockingTimeout(call, 1));
  },
});

const harness = new CommandHarness([milliseconds]);
const read = (text: string): string => harness.run('MILLISECONDS', text).trimEnd();

test('seconds become milliseconds, rounded up', () => {
  const rows: readonly [string, number][] = [
    ['0', 0],
    ['1', 1000],
    ['0.1', 100],
    ['1.0001', 1001],
    ['0.0000001', 1],
    ['-0.0000001', 0],
    ['1e3', 1_000_000],
    ['0x10', 16_000],
    ['1000000000', 1_000_000_000_000],
  ];
  for (const [text, expected] of rows) assert.equal(read(text), `:${String(expected)}`, text);
});

test('what is no number, negative or no moment in 64 bits is refused, in this order', () => {
  for (const text of ['', 'x', '1 ', ' 1', 'nan', '1e999999'])
    assert.equal(read(text), '-ERR timeout is not a float or out of range', text);
  for (const text of ['-1', '-0.002', '-inf', '-1e400', '-1e4932'])
    assert.equal(read(text), '-ERR timeout is negative', text);
  for (const text of ['inf', '1e400', '1e4932', '9223372036854775.808', '9223372036854775'])
    assert.equal(read(text), '-ERR timeout is out of range', text);
});

test('a call that got nothing answers a null array', () => {
  const answers = defineCommand({
    ...milliseconds,
    name: 'NOTHING',
    arity: 1,
    run: ({ reply }) => nothingCame(reply),
  });
  const waiting = new CommandHarness([answers]);
  assert.equal(waiting.run('NOTHING'), '*-1\r\n');
  waiting.resp3 = true;
  assert.equal(waiting.run('NOTHING'), '_\r\n');
});
