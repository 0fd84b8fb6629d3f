import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { hashCommands } from '../hash/index.ts';
import { listCommands } from '../list/index.ts';
import { setCommands } from '../set/index.ts';
import { sortedSetCommands } from '../sorted-set/index.ts';
import { keyCommands } from './index.ts';

/** What fills a collection with numbered members, by its command. */
const FEEDS: Readonly<Record<string, (i: number) => readonly (string | number)[]>> = {
  RPUSH: (i) => [`element ${String(i)}`.padEnd(200)],
  SADD: (i) => [`member ${String(i)}`],
  HSET: (i) => [`field ${String(i)}`, i],
  ZADD: (i) => [i, `member ${String(i)}`],
};

function start(): CommandHarness {
  return new CommandHarness([
    ...keyCommands,
    ...listCommands,
    ...setCommands,
    ...hashCommands,
    ...sortedSetCommands,
  ]);
}

function fill(harness: CommandHarness, key: string, command: string, members: number): void {
  for (let i = 0; i < members; i++) harness.run(command, key, ...(FEEDS[command]?.(i) ?? []));
}

test('a big collection that COPY writes over is freed with it, unless it is longer than the copy', () => {
  for (const command of Object.keys(FEEDS)) {
    const harness = start();
    const { slabs } = harness.world;
    const { lazyFree } = harness.keyspace;
    fill(harness, 'longer', command, 20_000);
    fill(harness, 'source', command, 12_000);
    harness.line('COPY source target');
    const usedBytes = slabs.usedBytes;
    for (let i = 0; i < 3; i++) {
      assert.equal(harness.line('COPY source target REPLACE'), ':1\r\n');
      assert.equal(lazyFree.pendingObjects, 0, command);
      assert.equal(slabs.usedBytes, usedBytes);
    }
    harness.line('COPY source longer REPLACE');
    assert.ok(lazyFree.pendingObjects > 0, command);
    while (lazyFree.step(1000));
    harness.line('DEL longer');
    while (lazyFree.step(1000));
    assert.equal(harness.line('COPY source longer'), ':1\r\n');
    harness.line('DEL source target longer');
    while (lazyFree.step(1000));
    assert.equal(slabs.usedBytes, start().world.slabs.usedBytes);
  }
});
