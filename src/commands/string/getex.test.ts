import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bulk,
  CommandHarness,
  NULL,
  START_MS,
  WRONG_TYPE,
} from '../../../test/support/run-command.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from './index.ts';

function start(): CommandHarness {
  const harness = new CommandHarness([...stringCommands, ...keyCommands]);
  harness.line('SET key value');
  harness.takeEvents();
  return harness;
}

test('GETEX reaches replicas as what it did', () => {
  const harness = start();
  harness.line('GETEX key');
  assert.deepEqual(harness.propagated, ['as sent']);
  assert.equal(harness.dirty, 1);
  harness.line('GETEX key EX 10');
  assert.deepEqual(harness.propagated, [`PEXPIREAT key ${String(START_MS + 10_000)}`]);
  harness.line('GETEX key PERSIST');
  assert.deepEqual(harness.propagated, ['PERSIST key']);
  harness.line('GETEX key PERSIST');
  assert.deepEqual(harness.propagated, ['as sent']);
  assert.equal(harness.dirty, 3);
  assert.equal(harness.line('GETEX key PXAT 1'), bulk('value'));
  assert.deepEqual(harness.propagated, ['DEL key']);
  assert.deepEqual(harness.takeEvents(), ['0:expire key', '0:persist key', '0:del key']);
  assert.equal(harness.line('EXISTS key'), ':0\r\n');
});

test('GETDEL answers the value it removes', () => {
  const harness = start();
  assert.equal(harness.line('GETDEL key'), bulk('value'));
  assert.deepEqual(harness.propagated, ['DEL key']);
  assert.deepEqual(harness.takeEvents(), ['0:del key']);
  assert.equal(harness.line('GETDEL key'), NULL);
  assert.deepEqual(harness.propagated, ['as sent']);
});

test('GETSET answers the old value, drops the expiry and reaches replicas as SET', () => {
  const harness = start();
  harness.line('EXPIRE key 10');
  assert.equal(harness.line('GETSET key other'), bulk('value'));
  assert.deepEqual(harness.propagated, ['SET key other']);
  assert.equal(harness.line('TTL key'), ':-1\r\n');
});

test('what answers a string refuses another type', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  for (const line of [
    'GET list',
    'GETEX list EX abc',
    'GETDEL list',
    'STRLEN list',
    'GETRANGE list 0 1',
  ]) {
    assert.equal(harness.line(line), WRONG_TYPE, line);
  }
  assert.equal(harness.line('MGET list key'), `*2\r\n${NULL}${bulk('value')}`);
  assert.equal(
    harness.line('LCS list key'),
    '-ERR The specified keys must contain string values\r\n',
  );
});
