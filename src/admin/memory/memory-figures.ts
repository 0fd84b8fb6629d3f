import type { Session } from '../../engine/session.ts';
import { usedMemory } from '../info/server-totals.ts';
import type { ServerServices } from '../services.ts';

/** What a database's index takes. */
export interface DatabaseFigures {
  readonly index: number;
  readonly keys: number;
  readonly indexBytes: number;
}

/** Where memory is: what INFO, MEMORY STATS and MEMORY DOCTOR tell, each in its own form. */
export interface MemoryFigures {
  /** Data and connections: what `maxmemory` limits. */
  readonly totalBytes: number;
  readonly startupBytes: number;
  readonly peakBytes: number;
  readonly clientBytes: number;
  /** All that isn't keys and values: indexes, connections. */
  readonly overheadBytes: number;
  readonly datasetBytes: number;
  /** Of what has been added since the start, how much is keys and values. */
  readonly datasetPercent: number;
  readonly keys: number;
  /** Those that hold keys. */
  readonly databases: readonly DatabaseFigures[];
  /** What was asked of the system for data, filled or not. */
  readonly reservedBytes: number;
  /** Of the whole process. */
  readonly residentBytes: number;
}

export function memoryFigures(services: ServerServices): MemoryFigures {
  const { engine, stats, host } = services;
  const { slabs } = engine.world;
  const totalBytes = usedMemory(services);
  stats.sawMemory(totalBytes, engine.world.nowMs);
  const all = engine.databases.map(({ index, size, table }) => ({
    index,
    keys: size,
    indexBytes: table.indexBytes,
  }));
  const overheadBytes = all.reduce((sum, each) => sum + each.indexBytes, engine.clientBytes);
  const datasetBytes = Math.max(totalBytes - overheadBytes, 0);
  const added = totalBytes - stats.startupBytes;
  return {
    totalBytes,
    startupBytes: stats.startupBytes,
    peakBytes: stats.peakMemoryBytes,
    clientBytes: heldBy(services.sessions.values()),
    overheadBytes,
    datasetBytes,
    datasetPercent: added <= 0 ? 0 : (datasetBytes / added) * 100,
    keys: all.reduce((sum, { keys }) => sum + keys, 0),
    databases: all.filter(({ keys }) => keys > 0),
    reservedBytes: slabs.reservedBytes,
    residentBytes: host.memoryUse().rssBytes,
  };
}

function heldBy(sessions: Iterable<Session>): number {
  let bytes = 0;
  for (const session of sessions) bytes += session.heldBytes;
  return bytes;
}
