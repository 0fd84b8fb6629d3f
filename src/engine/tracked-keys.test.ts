import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import { HalfSipHash } from '../base/siphash.ts';
import { World } from '../keyspace/world.ts';
import { Slabs } from '../memory/slabs.ts';
import { TrackedKeys } from './tracked-keys.ts';

test('TrackedKeys behaves like a Map of sorted sets and gives all memory back', () => {
  const key = fc.nat({ max: 12 }).map((n) => `key:${n}`.padEnd(n === 7 ? 70_000 : 6));
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ key, id: fc.integer({ min: 1, max: 40 }) }) },
    fc.record({ key, id: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const { slabs, world, keys } = made();
      const model = new Map<string, Set<number>>();
      for (const { key: name, id } of steps) {
        const known = model.get(name) ?? new Set();
        if (id > 0) {
          keys.add(Arguments.of([fromLatin1('GET'), fromLatin1(name)]), 1, id);
          model.set(name, known.add(id));
        } else {
          const sorted = [...known].sort((left, right) => left - right);
          assert.deepEqual(keys.take(new ByteRange().set(fromLatin1(name))), sorted);
          model.delete(name);
        }
        assert.equal(keys.size, model.size);
        assert.equal(
          keys.items,
          [...model.values()].reduce((sum, { size }) => sum + size, 0),
        );
      }
      keys.clear();
      assert.equal(slabs.usedBytes, 0);
      assert.equal(world.changes.dirty, 0);
    }),
    { numRuns: 50 },
  );
});

test('ids of connections may be larger than 32 bits', () => {
  const { keys } = made();
  const args = Arguments.of([fromLatin1('GET'), fromLatin1('a')]);
  for (const id of [2 ** 40, 1, 2 ** 33]) keys.add(args, 1, id);
  assert.deepEqual(keys.take(new ByteRange().set(fromLatin1('a'))), [1, 2 ** 33, 2 ** 40]);
});

test('some of those who have read a key may stay, and more may come to them', () => {
  const { keys } = made();
  const key = new ByteRange().set(fromLatin1('a'));
  const args = Arguments.of([fromLatin1('GET'), fromLatin1('a')]);
  for (const id of [1, 2, 3, 4]) keys.add(args, 1, id);
  assert.deepEqual(
    keys.take(key, (id) => id % 2 === 0),
    [1, 3],
  );
  assert.deepEqual([keys.size, keys.items], [1, 2]);
  for (const id of [1, 3, 4, 5]) keys.add(args, 1, id);
  assert.deepEqual(keys.take(key), [1, 2, 3, 4, 5]);
  assert.deepEqual([keys.size, keys.items], [0, 0]);
});

test('any key may be named, and none of an empty table', () => {
  const { keys } = made();
  assert.equal(keys.random(), undefined);
  for (const name of ['a', 'b'])
    keys.add(Arguments.of([fromLatin1('GET'), fromLatin1(name)]), 1, 1);
  const seen = new Set<number>();
  for (let i = 0; i < 64; i++) seen.add(keys.random()?.view()[0] ?? 0);
  assert.deepEqual([...seen].sort(), [97, 98]);
});

function made(): { slabs: Slabs; world: World; keys: TrackedKeys } {
  const slabs = new Slabs();
  const world = new World(slabs, new HalfSipHash(1, 2));
  return { slabs, world, keys: new TrackedKeys(world) };
}

test('memory that has been emptied is used again', (context) => {
  const { keys } = made();
  const real = globalThis.ArrayBuffer;
  let slabs = 0;
  globalThis.ArrayBuffer = class extends real {
    constructor(bytes = 0) {
      super(bytes);
      if (bytes >= 1 << 20) slabs++;
    }
  };
  context.after(() => (globalThis.ArrayBuffer = real));
  for (let i = 0; i < 10; i++) {
    keys.add(Arguments.of([fromLatin1('GET'), fromLatin1('a')]), 1, i + 1);
    keys.clear();
    assert.deepEqual(keys.take(new ByteRange().set(fromLatin1('a'))), []);
  }
  assert.equal(slabs, 1);
});
