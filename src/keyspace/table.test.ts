import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Slabs } from '../memory/slabs.ts';
import { headBytes, headWord } from './entry.ts';
import type { Segment } from './segment.ts';
import { Table } from './table.ts';

const encoder = new TextEncoder();

/** A table with keys as text; `hash` stands for the hash of a key, as good or as poor as the test likes. */
class Keys {
  readonly slabs = new Slabs();
  readonly table: Table;
  readonly #hash: (key: string) => number;

  constructor(segmentSlotsMax: number, hash: (key: string) => number) {
    this.table = new Table(this.slabs, segmentSlotsMax);
    this.#hash = hash;
  }

  find(key: string): number {
    const bytes = encoder.encode(key);
    const dv = new DataView(bytes.buffer);
    return this.table.find(this.#hash(key), dv, 0, bytes.length);
  }

  insert(key: string): number {
    const address = this.block(key);
    this.table.insert(this.#hash(key), address);
    return address;
  }

  block(key: string): number {
    const bytes = encoder.encode(key);
    const head = headWord(0, bytes.length);
    const address = this.slabs.allocate(headBytes(head) + bytes.length);
    const at = this.slabs.offset(address);
    this.slabs.view(address).setInt32(at, head, true);
    this.slabs.view(address).setUint32(at + 8, 0, true);
    this.slabs.bytes(address).set(bytes, at + headBytes(head));
    return address;
  }

  segments(): Segment[] {
    const segments: Segment[] = [];
    for (let hash = 0; hash < 2 ** 32; ) {
      const segment = this.table.segmentAt(hash);
      segments.push(segment);
      hash = segment.end;
    }
    return segments;
  }
}

const goodHash = (key: string): number => {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) ^ (hash >>> 13);
};
const poorHashes: Record<string, (key: string) => number> = {
  good: goodHash,
  'only eight low bits': (key) => goodHash(key) & 0xff,
  'only three high bits': (key) => goodHash(key) & 0xe0000000,
  'all alike': () => -1,
};

for (const [name, hash] of Object.entries(poorHashes)) {
  test(`Table behaves like a Map while it grows and splits, hash ${name}`, () => {
    const key = fc.integer({ min: 0, max: 150 }).map((n) => `key:${n}`);
    const step = fc.record({ key, change: fc.constantFrom('insert', 'replace', 'remove') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const keys = new Keys(32, hash);
        const model = new Map<string, number>();
        for (const { key, change } of steps) {
          const found = keys.find(key);
          assert.equal(found, model.get(key) ?? 0);
          if (change === 'insert' && found === 0) model.set(key, keys.insert(key));
          if (change === 'replace' && found !== 0) {
            const moved = keys.block(key);
            keys.table.replace(moved);
            model.set(key, moved);
          }
          if (change === 'remove' && found !== 0) {
            keys.table.remove();
            model.delete(key);
          }
          assert.equal(keys.table.count, model.size);
        }
        for (const [key, address] of model) {
          assert.equal(keys.find(key), address);
          assert.ok(keys.table.standsAt(address));
          assert.ok(keys.table.holds(hash(key), address));
        }
        const segments = keys.segments();
        const indexBytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
        assert.equal(keys.table.indexBytes, indexBytes);
        assert.equal(
          segments.reduce((sum, segment) => sum + segment.count, 0),
          model.size,
        );
      }),
      { numRuns: 40 },
    );
  });
}

test('Table takes a key back where it has just been removed, with others behind it in the run', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 13 }), fc.nat(), (count, which) => {
      const keys = new Keys(32, () => 0x40);
      const addresses = Array.from({ length: count }, (_, i) => {
        assert.equal(keys.find(`k${i}`), 0);
        return keys.insert(`k${i}`);
      });
      const gone = `k${which % count}`;
      assert.notEqual(keys.find(gone), 0);
      keys.table.remove();
      const again = keys.insert(gone);
      addresses.forEach((address, i) => {
        assert.equal(keys.find(`k${i}`), `k${i}` === gone ? again : address);
      });
    }),
  );
});

test('Table splits into segments that cover all hashes in order, and moves no more than one at a time', () => {
  const keys = new Keys(64, goodHash);
  let before = keys.segments();
  for (let i = 0; i < 3000; i++) {
    keys.find(`key:${i}`);
    keys.insert(`key:${i}`);
    const after = keys.segments();
    assert.ok(after.filter((segment) => !before.includes(segment)).length <= 2 * 19);
    before = after;
  }
  let next = 0;
  for (const segment of before) {
    assert.equal(segment.lowest, next);
    next = segment.end;
    assert.ok(segment.size <= 64 && segment.count <= segment.countMax);
  }
  assert.equal(next, 2 ** 32);
  assert.ok(before.length > 50);
});

test('Table keeps its directory small when all hashes are alike', () => {
  const keys = new Keys(32, () => 0x1234_5678);
  for (let i = 0; i < 500; i++) {
    keys.find(`key:${i}`);
    keys.insert(`key:${i}`);
  }
  assert.ok(keys.segments().length <= 20);
  for (let i = 0; i < 500; i++) assert.notEqual(keys.find(`key:${i}`), 0);
});

test('Table.tidy gives slots back when few members are left, and keeps those', () => {
  const keys = new Keys(8192, goodHash);
  for (let i = 0; i < 5000; i++) {
    keys.find(`key:${i}`);
    keys.insert(`key:${i}`);
  }
  const [segment] = keys.segments();
  assert.ok(segment !== undefined);
  assert.equal(keys.table.tidy(segment), false);
  for (let i = 0; i < 4900; i++) {
    keys.find(`key:${i}`);
    keys.table.remove();
  }
  const full = keys.table.indexBytes;
  assert.equal(keys.table.tidy(segment), true);
  assert.ok(keys.table.indexBytes < full / 8);
  assert.equal(keys.slabs.usedBytes - keys.table.indexBytes, 5000 * keys.slabs.blockBytes(20));
  for (let i = 0; i < 5000; i++) assert.equal(keys.find(`key:${i}`) !== 0, i >= 4900);
  assert.equal(keys.table.tidy(segment), false);
});

test('Table.forgetMembers and forgetAll leave nothing in the accounts', () => {
  const keys = new Keys(32, goodHash);
  const addresses = Array.from({ length: 300 }, (_, i) => {
    keys.find(`key:${i}`);
    return keys.insert(`key:${i}`);
  });
  for (const address of addresses) keys.slabs.free(address, 20);
  for (const segment of keys.segments()) keys.table.forgetMembers(segment);
  assert.equal(keys.table.count, 0);
  assert.equal(keys.slabs.usedBytes, keys.table.indexBytes);
  keys.table.forgetAll();
  assert.equal(keys.slabs.usedBytes, 0);
});
