import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, OK, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from '../string/index.ts';
import { bitmapCommands } from './index.ts';

const NO_BIT = '-ERR bit is not an integer or out of range\r\n';
const NO_OFFSET = '-ERR bit offset is not an integer or out of range\r\n';

function start(): CommandHarness {
  return new CommandHarness([...bitmapCommands, ...stringCommands, ...keyCommands]);
}

test('SETBIT answers what the bit was and counts bits from the highest', () => {
  const harness = start();
  assert.equal(harness.line('SETBIT key 1 1'), ':0\r\n');
  assert.equal(harness.line('SETBIT key 7 1'), ':0\r\n');
  assert.equal(harness.line('SETBIT key 7 0'), ':1\r\n');
  assert.equal(harness.line('GET key'), bulk('@'));
});

test('a change is told once, and setting a bit to what it is changes nothing', () => {
  const harness = start();
  harness.line('SETBIT key 1 1');
  harness.line('SETBIT key 1 1');
  harness.line('SETBIT key 0 0');
  assert.deepEqual(harness.takeEvents(), ['0:setbit key']);
  assert.equal(harness.dirty, 1);
});

test('a bit 0 behind the end is a change: the string is longer', () => {
  const harness = start();
  harness.line('SETBIT key 7 0');
  harness.line('SETBIT key 8 0');
  assert.equal(harness.line('STRLEN key'), ':2\r\n');
  assert.deepEqual(harness.takeEvents(), ['0:setbit key', '0:setbit key']);
  assert.deepEqual(harness.propagated, ['as sent']);
});

test('OBJECT ENCODING is raw even when no bit changed', () => {
  const harness = start();
  harness.line('SET key 12');
  harness.line('SETBIT key 0 0');
  assert.equal(harness.line('OBJECT ENCODING key'), bulk('raw'));
});

test('the offset is judged before the bit, and both before the type', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  assert.equal(harness.line('SETBIT list x x'), NO_OFFSET);
  assert.equal(harness.line('SETBIT list 1 2'), NO_BIT);
  assert.equal(harness.line('SETBIT list 1 1'), WRONG_TYPE);
});

test('the key goes on expiring when it did', () => {
  const harness = start();
  assert.equal(harness.line('SET key x EX 100'), OK);
  harness.line('SETBIT key 900000 1');
  assert.equal(harness.line('TTL key'), ':100\r\n');
});
