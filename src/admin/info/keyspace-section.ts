import type { ServerServices } from '../services.ts';
import type { InfoField } from './info-source.ts';

/** Keyspace: the databases that hold keys. */
export function keyspaceSection({ engine }: ServerServices): readonly InfoField[] {
  return engine.databases
    .filter((database) => database.size > 0)
    .map(({ index, size, expires }) => [
      `db${index}`,
      // 0 is what Redis says until it has sampled; nothing samples here.
      `keys=${size},expires=${expires},avg_ttl=0`,
    ]);
}
