import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

/** Keyspace: the databases that hold keys. */
export function keyspaceSection({ engine }: ServerServices): readonly InfoField[] {
  return engine.databases
    .filter((database) => database.size > 0)
    .map(({ index, size, expires, table }) => [
      `db${index}`,
      `keys=${size},expires=${expires},avg_ttl=${Math.round(table.averageTtlMs)}`,
    ]);
}
