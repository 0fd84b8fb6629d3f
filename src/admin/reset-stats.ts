import { livingTraffic } from './info/server-totals.ts';
import type { ServerServices } from './services.ts';

/** CONFIG RESETSTAT: INFO's counters begin anew. */
export function resetStats(services: ServerServices): void {
  const { engine, stats, latencies } = services;
  stats.reset(livingTraffic(services), services.host.loopUse());
  services.turn.reads = services.turn.writes = 0;
  engine.world.stats.reset();
  latencies.reset();
  services.authThrottle.resetCounts();
  for (const row of engine.table.rows) {
    row.calls = 0;
    row.totalMs = 0;
    row.rejectedCalls = 0;
    row.failedCalls = 0;
  }
}
