import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { occupiedBytes } from './occupied-bytes.ts';

/** What the key `k` is said to occupy after this request, and what the slabs have given out for it and its place. */
async function sizesAfter(
  ...words: readonly string[]
): Promise<{ readonly told: number; readonly used: number }> {
  const stand = new InstanceStand();
  const { databases, world } = stand.instance;
  const [database] = databases;
  assert.ok(database !== undefined);
  const { slabs } = world;
  const before = slabs.usedBytes - database.table.indexBytes;
  await stand.connect('default').say(...words);
  const address = database.peek(Arguments.of([fromLatin1(''), fromLatin1('k')]), 1);
  return {
    told: occupiedBytes(database, address),
    used: slabs.usedBytes - database.table.indexBytes - before + 8,
  };
}

test('what an entry occupies is what the slabs have given out for it, and its place in the index', async () => {
  for (const length of [0, 1, 44, 45, 1000, 70_000, 1_000_000]) {
    const { told, used } = await sizesAfter('SET', 'k', 'x'.repeat(length));
    assert.equal(told, used, String(length));
    assert.ok(told >= length + 1);
  }
});

test('a structure counts with all its blocks', async () => {
  const elements = Array.from({ length: 2000 }, (_, i) => `element ${i}`);
  for (const command of ['RPUSH', 'SADD']) {
    for (const count of [1, 100, 2000]) {
      const { told, used } = await sizesAfter(command, 'k', ...elements.slice(0, count));
      assert.equal(told, used, `${command} of ${count}`);
    }
  }
});
