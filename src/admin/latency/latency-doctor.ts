import type { LatencySummary } from '../../observe/latency-events.ts';
import type { ServerServices } from '../services.ts';

const OFF =
  'The latency monitor is switched off, so nothing has been recorded. ' +
  'Switch it on with: CONFIG SET latency-monitor-threshold <milliseconds>\n';
const HEALTHY =
  'Nothing took longer than latency-monitor-threshold since the monitor was switched on.\n';

/** What to look at first when such an event is frequent. */
const ADVICE = new Map([
  [
    'command',
    'Commands whose work grows with the data: SLOWLOG GET names them. Prefer SCAN to KEYS, and small collections.',
  ],
  [
    'expire-cycle',
    'Many keys expired at once, or big ones: spread the moments, and see lazyfree-lazy-expire.',
  ],
  ['eviction-cycle', 'Memory was full: give maxmemory more room, or see lazyfree-lazy-eviction.'],
  [
    'fast-command',
    'Commands that are always short were slow, so the process itself was held up: look at the load of the machine and at swapping.',
  ],
]);

/** LATENCY DOCTOR: the recorded events in words. */
export function latencyReport({ latencyEvents, engine }: ServerServices): string {
  const { names } = latencyEvents;
  if (engine.settings.latency.monitorThresholdMs === 0 && names.length === 0) return OFF;
  if (names.length === 0) return HEALTHY;
  const { nowMs } = engine.world;
  const found = names.flatMap((name) => {
    const summary = latencyEvents.summary(name, nowMs);
    return summary === undefined ? [] : [describe(name, summary)];
  });
  const advice = names.flatMap((name) => ADVICE.get(name) ?? []);
  const hints =
    advice.length === 0 ? [] : ['', 'What to look at:', ...advice.map((text) => `- ${text}`)];
  return `${[`${found.length} kinds of work took too long:`, ...found, ...hints].join('\n')}\n`;
}

function describe(name: string, summary: LatencySummary): string {
  const { samples, averageMs, deviationMs, periodSeconds, allTimeMaxMs } = summary;
  const every = (periodSeconds / samples).toFixed(2);
  return (
    `${name}: ${samples} seconds with latency spikes, on average ${averageMs} ms (deviation ${deviationMs} ms), ` +
    `one every ${every} seconds, worst ${allTimeMaxMs} ms.`
  );
}
