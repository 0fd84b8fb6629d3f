import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../test/support/run-command.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { listCommands } from '../commands/list/index.ts';
import { stringCommands } from '../commands/string/index.ts';
import { occupiedBytes } from './occupied-bytes.ts';

function sizesOf(setup: readonly (readonly (string | number)[])[]): {
  readonly told: number;
  readonly used: number;
} {
  const harness = new CommandHarness([...stringCommands, ...listCommands]);
  const [database] = harness.databases;
  assert.ok(database !== undefined);
  const { slabs } = harness.world;
  const before = slabs.usedBytes - database.table.indexBytes;
  for (const words of setup) harness.run(...words);
  const address = database.peek(Arguments.of([fromLatin1(''), fromLatin1('k')]), 1);
  return {
    told: occupiedBytes(database, address),
    used: slabs.usedBytes - database.table.indexBytes - before + 8,
  };
}

test('what an entry occupies is what the slabs have given out for it, and its place in the index', () => {
  for (const length of [0, 1, 44, 45, 1000, 70_000, 1_000_000]) {
    const { told, used } = sizesOf([['SET', 'k', 'x'.repeat(length)]]);
    assert.equal(told, used, String(length));
    assert.ok(told >= length + 1);
  }
});

test('a structure counts with all its blocks', () => {
  const elements = Array.from({ length: 2000 }, (_, i) => `element ${i}`);
  for (const count of [1, 100, 2000]) {
    const { told, used } = sizesOf([['RPUSH', 'k', ...elements.slice(0, count)]]);
    assert.equal(told, used, String(count));
  }
});
