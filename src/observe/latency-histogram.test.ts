import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LatencyHistogram } from './latency-histogram.ts';

function histogramOf(...durationsUs: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const duration of durationsUs) histogram.record(duration, 1);
  return histogram;
}

test('a percentile is never below the true value and at most 1% above it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 999_000_000 }), { minLength: 1, maxLength: 50 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (durationsNs, percentile) => {
        const histogram = histogramOf(...durationsNs.map((ns) => ns / 1000));
        const sorted = durationsNs.toSorted((left, right) => left - right);
        const rank = Math.max(Math.floor((percentile / 100) * sorted.length + 0.5), 1);
        const trueNs = sorted[rank - 1]!;
        const toldNs = histogram.percentileUs(percentile) * 1000;
        assert.ok(
          toldNs >= trueNs - 0.001 && toldNs <= trueNs * 1.01 + 1,
          `${toldNs} for ${trueNs}`,
        );
      },
    ),
  );
});

test('percentiles are those that redis-server prints', () => {
  assert.equal(histogramOf(1).percentileUs(50), 1.003);
  assert.equal(histogramOf(34).percentileUs(99), 34.047);
});

test('several calls of one duration count as many', () => {
  const histogram = new LatencyHistogram();
  histogram.record(10, 99);
  histogram.record(1000, 1);
  assert.equal(histogram.total, 100);
  assert.ok(histogram.percentileUs(99) < 11);
  assert.ok(histogram.percentileUs(100) > 999);
});

test('cumulative counts have the bounds of redis-server and leave out what adds nothing', () => {
  assert.deepEqual(histogramOf(0.5, 3, 3.5, 30, 100).cumulative(), [
    { boundUs: 1, count: 1 },
    { boundUs: 4, count: 3 },
    { boundUs: 33, count: 4 },
    { boundUs: 132, count: 5 },
  ]);
  assert.deepEqual(histogramOf().cumulative(), []);
});

test('longer than a second counts as a second, and the counts end there', () => {
  const histogram = histogramOf(30_000_000);
  assert.ok(Math.abs(histogram.percentileUs(50) - 1_000_000) < 10_000);
  assert.equal(histogram.cumulative().at(-1)?.count, 1);
});

test('a reset forgets everything', () => {
  const histogram = histogramOf(1, 2, 3);
  histogram.reset();
  assert.equal(histogram.total, 0);
  assert.deepEqual(histogram.cumulative(), []);
});
