import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyText, removeKey, setKey, testWorld } from '../../test/support/keyspace.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import { Database } from './database.ts';
import { SCAN_END, scanTable, walkStep, walkTable } from './scan.ts';
import type { World } from './world.ts';

function scanAll(db: Database, count: number, between: () => void = () => undefined): string[] {
  const seen: string[] = [];
  let cursor = 0;
  let steps = 0;
  do {
    cursor = scanTable(db.table, { cursor, count }, (address) => seen.push(keyText(db, address)));
    assert.ok(cursor >= 0 && cursor < SCAN_END && Number.isInteger(cursor));
    between();
    assert.ok(++steps < 100_000, 'a scan ends');
  } while (cursor !== 0);
  return seen;
}

/** A hash that leaves only `mask` of the real one, so that runs are long and segments crowded. */
function poorHash(world: World, mask: number): void {
  const real = world.hasher.hash.bind(world.hasher);
  (world.hasher as Pick<HalfSipHash, 'hash'>).hash = (dv, start, length) =>
    real(dv, start, length) & mask;
}

test('SCAN returns every key that is there throughout, once, while others come and go', () => {
  const change = fc.record({ key: fc.nat({ max: 2000 }), adds: fc.boolean() });
  fc.assert(
    fc.property(
      fc.record({
        keys: fc.nat({ max: 600 }),
        count: fc.constantFrom(1, 2, 10, 100, 5000),
        changes: fc.array(fc.array(change, { maxLength: 30 }), { minLength: 1, maxLength: 40 }),
        slotsMax: fc.constantFrom(16, 32, 256, 8192),
        hashBits: fc.constantFrom(-1, 0xff, 0x7f00_0000, 0x8000_0001 | 0),
      }),
      ({ keys, count, changes, slotsMax, hashBits }) => {
        const world = testWorld(slotsMax);
        poorHash(world, hashBits);
        const db = new Database(0, world);
        for (let i = 0; i < keys; i++) setKey(db, `stays:${i}`, 'x');
        let round = 0;
        const seen = scanAll(db, count, () => {
          for (const { key, adds } of changes[round++] ?? []) {
            if (adds) setKey(db, `comes:${key}`, 'x');
            else removeKey(db, `comes:${key}`);
          }
          for (let hash = 0; hash < SCAN_END && round % 3 === 0; ) {
            const segment = db.table.segmentAt(hash);
            db.table.tidy(segment);
            hash = segment.end;
          }
        });
        const stayed = seen.filter((key) => key.startsWith('stays:'));
        assert.equal(new Set(stayed).size, keys);
        assert.equal(stayed.length, keys);
      },
    ),
    { numRuns: 150 },
  );
});

test('SCAN returns about as many keys as it was asked for and looks at ten times as many slots at most', () => {
  const db = new Database(0, testWorld(8192));
  for (let i = 0; i < 20_000; i++) setKey(db, `key:${i}`, 'x');
  for (const count of [10, 100, 1000]) {
    let seen = 0;
    scanTable(db.table, { cursor: 12345, count }, () => seen++);
    assert.ok(seen >= count && seen < count * 2 + 20, `${seen} of ${count}`);
  }
  for (let i = 10; i < 20_000; i++) removeKey(db, `key:${i}`);
  const seen: string[] = [];
  const next = scanTable(db.table, { cursor: 0, count: 10 }, (each) =>
    seen.push(keyText(db, each)),
  );
  assert.ok(seen.length < 10 && next !== 0, 'an almost empty stretch ends the call early');
});

test('SCAN answers any cursor, made up or beyond the last', () => {
  const db = new Database(0, testWorld());
  for (let i = 0; i < 300; i++) setKey(db, `key:${i}`, 'x');
  fc.assert(
    fc.property(
      fc.nat({ max: SCAN_END - 1 }),
      fc.integer({ min: 1, max: 500 }),
      (cursor, count) => {
        const next = scanTable(db.table, { cursor, count }, () => undefined);
        assert.ok(next === 0 || next > cursor);
      },
    ),
  );
  assert.equal(
    scanTable(db.table, { cursor: SCAN_END, count: 10 }, () => assert.fail('nothing is there')),
    0,
  );
});

test('a walk step visits each entry of a crowded segment once, also where a run wraps around', () => {
  const world = testWorld(8192);
  const db = new Database(0, world);
  for (let i = 0; i < 13; i++) {
    setKey(db, `key:${i}`, 'x');
    const seen: string[] = [];
    for (let cursor = 0; cursor < SCAN_END; ) {
      cursor = walkStep(db.table, { cursor, homes: 8192 }, (each) => seen.push(keyText(db, each)));
    }
    assert.equal(new Set(seen).size, i + 1);
    assert.equal(seen.length, i + 1);
  }
});

test('walkTable visits everything', () => {
  const db = new Database(0, testWorld());
  const keys = Array.from({ length: 500 }, (_, i) => `key:${i}`);
  for (const key of keys) setKey(db, key, 'x');
  const seen: string[] = [];
  walkTable(db.table, (address) => seen.push(keyText(db, address)));
  assert.deepEqual(seen.sort(), keys.sort());
});
