// Loaded with --import into the server under measurement: writes the event loop's delay percentiles to
// $BENCH_LOOP_DELAY_FILE, and starts anew, whenever SIGUSR2 comes.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const file = process.env['BENCH_LOOP_DELAY_FILE'];
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
histogram.enable();
process.on('SIGUSR2', () => {
  if (file !== undefined) writeFileSync(file, JSON.stringify(percentiles()));
  histogram.reset();
});

function percentiles() {
  return {
    p50: delayMs(histogram.percentile(50)),
    p99: delayMs(histogram.percentile(99)),
    p999: delayMs(histogram.percentile(99.9)),
    max: delayMs(histogram.max),
  };
}

/**
 * The timer behind the histogram is itself due only every millisecond: that much is no delay.
 * @param {number} ns
 */
function delayMs(ns) {
  return Math.max(0, ns / 1e6 - RESOLUTION_MS);
}
