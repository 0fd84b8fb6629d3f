import type { Named } from '../base/name-map.ts';

/** A session as far as it watches. */
export interface Watcher {
  watchBroken: boolean;
}

/** A key that somebody watches. */
export interface WatchedKey extends Named<WatchedKey> {
  readonly database: number;
  readonly watchers: Set<Watcher>;
}
