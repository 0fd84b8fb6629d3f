import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness } from '../../test/support/run-command.ts';
import { dataCommands } from './index.ts';

const COUNT = '-ERR count should be greater than 0\r\n';
const SYNTAX = '-ERR syntax error\r\n';

test('pops of many keys read their arguments in one order, and refuse them in one', () => {
  const harness = new CommandHarness(dataCommands);
  for (const [command, side] of [
    ['LMPOP', 'LEFT'],
    ['ZMPOP', 'MIN'],
  ]) {
    for (const [words, expected] of [
      [`2 a ${side}`, SYNTAX],
      ['1 a b', SYNTAX],
      [`1 a ${side} COUNT`, SYNTAX],
      [`1 a ${side} TIMES 1`, SYNTAX],
      [`1 a ${side} COUNT 0`, COUNT],
      [`1 a ${side} COUNT x`, COUNT],
      [`1 a ${side} COUNT 1 more`, SYNTAX],
      [`1 a ${side} COUNT 1 COUNT 1`, SYNTAX],
      [`2 a b ${side} count 3`, '*-1\r\n'],
    ])
      assert.equal(harness.line(`${command} ${words}`), expected, `${command} ${words}`);
  }
  harness.line('RPUSH b 1 2 3');
  assert.equal(
    harness.line('LMPOP 2 a b LEFT COUNT 2'),
    `*2\r\n${bulk('b')}*2\r\n${bulk('1')}${bulk('2')}`,
  );
});
