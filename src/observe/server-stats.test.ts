import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerStats } from './server-stats.ts';

test('traffic is that of ended and of living connections', () => {
  const stats = new ServerStats();
  stats.ended({ inputBytes: 10, outputBytes: 100 });
  assert.deepEqual(stats.traffic({ inputBytes: 1, outputBytes: 2 }), {
    inputBytes: 11,
    outputBytes: 102,
  });
});

test('after a reset the living connections count from zero', () => {
  const stats = new ServerStats();
  stats.connected();
  stats.rejected();
  stats.ended({ inputBytes: 10, outputBytes: 100 });
  stats.reset({ inputBytes: 5, outputBytes: 6 }, { cycles: 3, activeMs: 4 });
  assert.deepEqual(stats.traffic({ inputBytes: 7, outputBytes: 6 }), {
    inputBytes: 2,
    outputBytes: 0,
  });
  assert.equal(stats.connectionsTotal + stats.connectionsRejected, 0);
  assert.deepEqual(stats.loop({ cycles: 5, activeMs: 7 }), { cycles: 2, activeMs: 3 });
});

test('the peak of memory remembers its moment and survives a reset', () => {
  const stats = new ServerStats();
  stats.sawMemory(100, 1);
  stats.sawMemory(50, 2);
  stats.reset({ inputBytes: 0, outputBytes: 0 }, { cycles: 0, activeMs: 0 });
  assert.equal(stats.peakMemoryBytes, 100);
  assert.equal(stats.peakMemoryMs, 1);
});

test('samples feed the rates', () => {
  const stats = new ServerStats();
  stats.sample({ inputBytes: 0, outputBytes: 0, commands: 0, cycles: 0, activeMs: 0 }, 1000);
  const totals = { inputBytes: 1600, outputBytes: 3200, commands: 16, cycles: 32, activeMs: 48 };
  stats.sample(totals, 2000);
  assert.deepEqual(
    [stats.commandRate.perSecond, stats.inputRate.perSecond, stats.outputRate.perSecond],
    [1, 100, 200],
  );
  assert.deepEqual([stats.cycleRate.perSecond, stats.activeRate.perSecond], [2, 3]);
});
