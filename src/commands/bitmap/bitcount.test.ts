import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { stringCommands } from '../string/index.ts';
import { bitmapCommands } from './index.ts';

function start(): CommandHarness {
  const harness = new CommandHarness([...bitmapCommands, ...stringCommands]);
  harness.line('SET key foobar');
  return harness;
}

test('BITCOUNT counts all bits, those of some bytes, or those between two bits', () => {
  const harness = start();
  assert.equal(harness.line('BITCOUNT key'), ':26\r\n');
  assert.equal(harness.line('BITCOUNT key 1'), ':22\r\n');
  assert.equal(harness.line('BITCOUNT key 1 1'), ':6\r\n');
  assert.equal(harness.line('BITCOUNT key 1 1 byte'), ':6\r\n');
  assert.equal(harness.line('BITCOUNT key 5 30 BIT'), ':17\r\n');
  assert.equal(harness.line('BITCOUNT key -1 -5'), ':0\r\n');
  assert.equal(harness.line('BITCOUNT key -50 -60'), ':0\r\n');
  assert.equal(harness.line('BITCOUNT none 1 1 bit'), ':0\r\n');
});

test('words are judged before the key and its type', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  for (const key of ['key', 'none', 'list']) {
    const say = (rest: string): string => harness.line(`BITCOUNT ${key} ${rest}`);
    assert.equal(say('a'), '-ERR value is not an integer or out of range\r\n');
    assert.equal(say('0 b what'), '-ERR value is not an integer or out of range\r\n');
    assert.equal(say('0 1 what'), '-ERR syntax error\r\n');
    assert.equal(say('0 1 BIT BIT'), '-ERR syntax error\r\n');
  }
  assert.equal(harness.line('BITCOUNT list -1 -5'), WRONG_TYPE);
  assert.equal(harness.line('BITCOUNT list'), WRONG_TYPE);
});
