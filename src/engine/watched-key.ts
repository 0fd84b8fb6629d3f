import type { Named } from '../base/name-map.ts';

/** A session as far as it watches. */
export interface Watcher {
  watchBroken: boolean;
}

/** A key that somebody watches. */
export class WatchedKey implements Named<WatchedKey> {
  readonly database: number;
  readonly name: string;
  readonly watchers = new Set<Watcher>();
  hash = 0;
  next: WatchedKey | undefined;

  constructor(database: number, name: string) {
    this.database = database;
    this.name = name;
  }
}
