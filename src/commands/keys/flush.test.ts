import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, NULL, OK } from '../../../test/support/run-command.ts';
import { stringCommands } from '../string/index.ts';
import { keyCommands, keyspaceCommands } from './index.ts';

function start(): CommandHarness {
  const harness = new CommandHarness((keyspace) => [
    ...stringCommands,
    ...keyCommands,
    ...keyspaceCommands(keyspace),
  ]);
  for (const database of [0, 1]) {
    harness.select(database);
    for (let i = 0; i < 30; i++) harness.run('SET', `key:${String(i)}`, database);
  }
  harness.takeEvents();
  return harness;
}

function sizes(harness: CommandHarness): number[] {
  return harness.databases.slice(0, 3).map((db) => db.size);
}

test('FLUSHDB empties the selected database and counts what went', () => {
  for (const line of ['FLUSHDB', 'FLUSHDB SYNC', 'FLUSHDB ASYNC']) {
    const harness = start();
    const before = harness.dirty;
    assert.equal(harness.line(line), OK);
    assert.deepEqual(harness.propagated, [line]);
    assert.deepEqual(sizes(harness), [30, 0, 0]);
    assert.equal(harness.dirty, before + 30);
    assert.deepEqual(harness.takeEvents(), ['1:database']);
  }
});

test('FLUSHALL empties all, and replicas hear of it even when nothing was there', () => {
  const harness = start();
  assert.equal(harness.line('FLUSHALL'), OK);
  assert.deepEqual(sizes(harness), [0, 0, 0]);
  const before = harness.dirty;
  assert.equal(harness.line('FLUSHALL async'), OK);
  assert.equal(harness.dirty, before);
  assert.deepEqual(harness.propagated, ['FLUSHALL async']);
});

test('how FLUSHALL frees without an option is a setting', () => {
  const harness = start();
  harness.settings.memory.lazyfreeUserFlush = true;
  harness.line('FLUSHALL');
  assert.ok(harness.keyspace.lazyFree.pendingObjects > 0);
  while (harness.keyspace.lazyFree.step(1000));
  assert.equal(harness.keyspace.lazyFree.pendingObjects, 0);
});

test('SWAPDB exchanges data and is told of in both databases', () => {
  const harness = start();
  harness.select(0);
  harness.line('SET only here');
  harness.takeEvents();
  const before = harness.dirty;
  assert.equal(harness.line('SWAPDB 0 2'), OK);
  assert.equal(harness.dirty, before + 1);
  assert.ok(harness.takeEvents().includes('2:database'));
  assert.equal(harness.line('GET only'), NULL);
  harness.select(2);
  assert.equal(harness.line('GET only'), bulk('here'));
  assert.deepEqual(sizes(harness), [0, 30, 31]);
});

test('RANDOMKEY gives every key sooner or later, and no expired one', () => {
  const harness = start();
  for (let i = 0; i < 25; i++) harness.run('PEXPIRE', `key:${String(i)}`, 5);
  harness.advance(6);
  const seen = new Set<string>();
  for (let i = 0; i < 500; i++) seen.add(harness.line('RANDOMKEY'));
  assert.deepEqual(
    [...seen].sort(),
    [25, 26, 27, 28, 29].map((i) => bulk(`key:${String(i)}`)),
  );
});
