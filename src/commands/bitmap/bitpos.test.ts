import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { stringCommands } from '../string/index.ts';
import { bitmapCommands } from './index.ts';

function start(): CommandHarness {
  const harness = new CommandHarness([...bitmapCommands, ...stringCommands]);
  harness.run('SET', 'ones', Uint8Array.of(255, 255, 255));
  return harness;
}

test('a string goes on with zeros behind its end, unless the request names an end', () => {
  const harness = start();
  assert.equal(harness.line('BITPOS ones 0'), ':24\r\n');
  assert.equal(harness.line('BITPOS ones 0 1'), ':24\r\n');
  assert.equal(harness.line('BITPOS ones 0 0 -1'), ':-1\r\n');
  assert.equal(harness.line('BITPOS ones 0 0 100 BIT'), ':-1\r\n');
  assert.equal(harness.line('BITPOS ones 0 3'), ':-1\r\n');
  harness.run('SET', 'empty', '');
  assert.equal(harness.line('BITPOS empty 0'), ':-1\r\n');
  assert.equal(harness.line('BITPOS none 0 5 6'), ':0\r\n');
  assert.equal(harness.line('BITPOS none 1'), ':-1\r\n');
});

test('positions count from the first bit of the string, wherever the search begins', () => {
  const harness = start();
  harness.run('SET', 'key', Uint8Array.of(0, 255, 240));
  assert.equal(harness.line('BITPOS key 1'), ':8\r\n');
  assert.equal(harness.line('BITPOS key 1 2'), ':16\r\n');
  assert.equal(harness.line('BITPOS key 0 12 -1 BIT'), ':20\r\n');
  assert.equal(harness.line('BITPOS key 0 12 19 BIT'), ':-1\r\n');
});

test('the bit is judged first, then start, unit and end, then the key', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  for (const key of ['ones', 'none', 'list']) {
    const say = (rest: string): string => harness.line(`BITPOS ${key} ${rest}`);
    assert.equal(say('x y'), '-ERR value is not an integer or out of range\r\n');
    assert.equal(say('2 y'), '-ERR The bit argument must be 1 or 0.\r\n');
    assert.equal(say('0 y 1 what'), '-ERR value is not an integer or out of range\r\n');
    assert.equal(say('0 0 y what'), '-ERR syntax error\r\n');
    assert.equal(say('0 0 y bit'), '-ERR value is not an integer or out of range\r\n');
    assert.equal(say('0 0 1 bit bit'), '-ERR syntax error\r\n');
  }
  assert.equal(harness.line('BITPOS list 0'), WRONG_TYPE);
});
