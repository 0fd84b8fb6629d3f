import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Slabs } from '../memory/slabs.ts';
import { type Candidate, EvictionPool } from './eviction-pool.ts';
import { Table } from './table.ts';

test('EvictionPool keeps the 16 best candidates and gives them best first', () => {
  const table = new Table(new Slabs());
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 60 }), (scores) => {
      const pool = new EvictionPool();
      scores.forEach((score, i) => pool.add(score, { table, address: i + 1, hash: -i }));
      assert.equal(pool.size, Math.min(16, scores.length));
      const taken: number[] = [];
      const candidate: Candidate = { table: new Table(new Slabs()), address: 0, hash: 0 };
      while (pool.take(candidate)) {
        assert.equal(candidate.table, table);
        assert.equal(candidate.hash, -(candidate.address - 1) | 0);
        taken.push(scores[candidate.address - 1] ?? -1);
      }
      assert.deepEqual(taken, scores.sort((a, b) => b - a).slice(0, 16));
    }),
  );
});

test('EvictionPool forgets everything when it is cleared', () => {
  const table = new Table(new Slabs());
  const pool = new EvictionPool();
  pool.add(1, { table, address: 1, hash: 1 });
  pool.clear();
  assert.equal(pool.take({ table, address: 0, hash: 0 }), false);
});
