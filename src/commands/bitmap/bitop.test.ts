import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, NULL, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from '../string/index.ts';
import { bitmapCommands } from './index.ts';

function start(): CommandHarness {
  return new CommandHarness([...bitmapCommands, ...stringCommands, ...keyCommands]);
}

test('the result is stored whole, is told as set, and stays although the key expired', () => {
  const harness = start();
  harness.line('MSET a abc b ABCDE');
  harness.line('SET d x EX 100');
  harness.takeEvents();
  assert.equal(harness.line('BITOP XOR d a b'), ':5\r\n');
  assert.equal(harness.line('GET d'), bulk('   DE'));
  assert.equal(harness.line('TTL d'), ':-1\r\n');
  assert.equal(harness.line('OBJECT ENCODING d'), bulk('raw'));
  assert.deepEqual(harness.takeEvents(), ['0:set d']);
  assert.deepEqual(harness.propagated, ['as sent']);
});

test('an empty result removes the key, whatever it held, and a missing one is no change', () => {
  const harness = start();
  harness.plant('d', ValueType.list);
  assert.equal(harness.line('BITOP OR d none'), ':0\r\n');
  assert.equal(harness.line('GET d'), NULL);
  assert.deepEqual(
    harness.takeEvents().filter((each) => !each.includes('keymiss')),
    ['0:del d'],
  );
  const before = harness.dirty;
  harness.line('BITOP OR d none');
  assert.equal(harness.dirty, before);
});

test('a source that is the target too is read before it is written, also when it must grow', () => {
  const harness = start();
  const long = 'l'.repeat(100_000);
  harness.run('SET', 'long', long);
  for (const target of ['ab', 'x'.repeat(70_000)]) {
    harness.run('SET', 'd', target, 'EX', 100);
    assert.equal(harness.line('BITOP XOR d d long d'), ':100000\r\n');
    assert.equal(harness.line('GET d'), bulk(long));
    assert.equal(harness.line('TTL d'), ':-1\r\n');
  }
  harness.line('BITOP NOT long long');
  harness.line('BITOP NOT long long');
  assert.equal(harness.line('GET long'), bulk(long));
});

test('the operation is judged first, then the number of sources, then their types in order', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  harness.line('SET d kept');
  assert.equal(harness.line('BITOP NAND d list'), '-ERR syntax error\r\n');
  assert.equal(
    harness.line('BITOP NOT d list list'),
    '-ERR BITOP NOT must be called with a single source key.\r\n',
  );
  harness.takeEvents();
  assert.equal(harness.line('BITOP AND d none1 list none2'), WRONG_TYPE);
  assert.deepEqual(harness.takeEvents(), ['0:keymiss none1']);
  assert.equal(harness.line('GET d'), bulk('kept'));
});

test('the target may hold another type', () => {
  const harness = start();
  harness.plant('d', ValueType.list);
  harness.line('SET a abc');
  assert.equal(harness.line('BITOP OR d a'), ':3\r\n');
  assert.equal(harness.line('GET d'), bulk('abc'));
});
