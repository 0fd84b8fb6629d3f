import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { stringCommands } from '../string/index.ts';
import { keyCommands } from './index.ts';

function start(): CommandHarness {
  return new CommandHarness([...stringCommands, ...keyCommands]);
}

test('DEL and UNLINK remove each key once and tell del for it', () => {
  for (const name of ['DEL', 'UNLINK']) {
    const harness = start();
    harness.line('MSET a 1 b 2');
    harness.takeEvents();
    assert.equal(harness.line(`${name} a a none b`), ':2\r\n');
    assert.deepEqual(harness.takeEvents(), ['0:del a', '0:del b']);
    assert.equal(harness.dirty, 4);
  }
});

test('an expired key is not counted as deleted', () => {
  const harness = start();
  harness.line('SET a 1 PX 10');
  harness.takeEvents();
  harness.advance(11);
  assert.equal(harness.line('DEL a'), ':0\r\n');
  assert.deepEqual(harness.takeEvents(), ['0:expired a']);
});

test('memory is given back when the last key goes', () => {
  const harness = start();
  const before = harness.world.slabs.usedBytes;
  for (let i = 0; i < 10; i++) harness.run('SET', `key${String(i)}`, 'x'.repeat(i * 30_000));
  assert.ok(harness.world.slabs.usedBytes > before + 1_000_000);
  for (let i = 0; i < 10; i++) harness.run('DEL', `key${String(i)}`);
  assert.equal(harness.world.slabs.usedBytes, before);
});

test('EXISTS counts hits and misses, a key named twice twice', () => {
  const harness = start();
  harness.line('SET a 1');
  harness.takeEvents();
  assert.equal(harness.line('EXISTS a a none'), ':2\r\n');
  assert.equal(harness.world.stats.hits, 2);
  assert.equal(harness.world.stats.misses, 1);
  assert.deepEqual(harness.takeEvents(), ['0:keymiss none']);
});
