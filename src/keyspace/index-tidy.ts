import type { Database } from './database.ts';
import { SCAN_END } from './scan.ts';

/** Gives back what the indexes no longer need after many keys went: a few segments at a time, round and round. */
export class IndexTidy {
  readonly #databases: readonly Database[];
  #database = 0;
  #lowest = 0;

  constructor(databases: readonly Database[]) {
    this.#databases = databases;
  }

  /** Looks at so many segments; rebuilding a sparse one takes 30 µs at most. */
  step(segments: number): void {
    for (let n = 0; n < segments; n++) {
      const db = this.#databases[this.#database];
      if (db === undefined) return;
      const segment = db.table.segmentAt(this.#lowest);
      db.table.tidy(segment);
      this.#lowest = segment.end;
      if (this.#lowest === SCAN_END) {
        this.#lowest = 0;
        this.#database = (this.#database + 1) % this.#databases.length;
      }
    }
  }
}
