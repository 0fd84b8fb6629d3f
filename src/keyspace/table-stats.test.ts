import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setKey, testWorld } from '../../test/support/keyspace.ts';
import { Database } from './database.ts';
import { tableStats } from './table-stats.ts';

test('tableStats tells how a table is filled', () => {
  const db = new Database(0, testWorld(64));
  assert.deepEqual(tableStats(db.table), {
    entries: 0,
    segments: 1,
    slots: 16,
    indexBytes: 128,
    longestRun: 0,
    meanDistance: 0,
  });
  for (let i = 0; i < 1000; i++) setKey(db, `key:${i}`, 'x');
  const stats = tableStats(db.table);
  assert.equal(stats.entries, 1000);
  assert.equal(stats.slots, stats.segments * 64);
  assert.equal(stats.indexBytes, stats.slots * 8);
  assert.ok(stats.longestRun >= 3 && stats.longestRun < 64, `${stats.longestRun}`);
  assert.ok(stats.meanDistance > 0.05 && stats.meanDistance < 4, `${stats.meanDistance}`);
});
