import type { LatencySample } from '../../observe/latency-events.ts';

const COLUMNS_MAX = 72;
const LEVELS = 6;
const RULE = '-'.repeat(80);

/** Latencies as columns of characters over time, the newest at the right: LATENCY GRAPH. */
export function latencyChart(
  event: string,
  {
    samples,
    allTimeMaxMs,
  }: { readonly samples: readonly LatencySample[]; readonly allTimeMaxMs: number },
): string {
  const latencies = samples.map(({ latencyMs }) => latencyMs);
  const high = Math.max(...latencies);
  const low = Math.min(...latencies);
  const title = `${event} - high ${high} ms, low ${low} ms (all time high ${allTimeMaxMs} ms)`;
  const heights = latencies.slice(-COLUMNS_MAX).map((latency) => {
    const share = high === low ? 1 : (latency - low) / (high - low);
    return 1 + Math.round(share * (LEVELS - 1));
  });
  const rows: string[] = [];
  for (let level = LEVELS; level >= 1; level--) {
    rows.push(
      heights
        .map((height) => (height >= level ? '#' : ' '))
        .join('')
        .trimEnd(),
    );
  }
  return `${[title, RULE, ...rows].join('\n')}\n`;
}
