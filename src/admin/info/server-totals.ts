import type { Traffic } from '../../observe/server-stats.ts';
import type { ServerServices } from '../services.ts';

/** What the connections that are open now have moved. */
export function livingTraffic({ sessions }: Pick<ServerServices, 'sessions'>): Traffic {
  let inputBytes = 0;
  let outputBytes = 0;
  for (const session of sessions.values()) {
    inputBytes += session.inputBytes;
    outputBytes += session.outputBytesTotal;
  }
  return { inputBytes, outputBytes };
}

/** Calls since the start or the last reset; the calls inside of EXEC count, as in Redis. */
export function commandsProcessed({ engine }: Pick<ServerServices, 'engine'>): number {
  return engine.table.rows.reduce((sum, row) => sum + row.calls, 0);
}

/** Time in commands since the start or the last reset. */
export function commandMs({ engine }: Pick<ServerServices, 'engine'>): number {
  return engine.table.rows.reduce((sum, row) => sum + row.totalMs, 0);
}

/** What the data and the connections take: the number that `maxmemory` limits. */
export function usedMemory({ engine }: Pick<ServerServices, 'engine'>): number {
  return engine.world.slabs.usedBytes + engine.clientBytes;
}

/** Every 100 ms: takes the samples behind INFO's rates and the peak of memory. */
export function sampleStats(services: ServerServices): void {
  const { stats, engine } = services;
  const nowMs = engine.clock.wallMs();
  const traffic = stats.traffic(livingTraffic(services));
  const commands = commandsProcessed(services);
  stats.sample({ ...traffic, ...services.host.loopUse(), commands }, nowMs);
  stats.sawMemory(usedMemory(services), nowMs);
}
