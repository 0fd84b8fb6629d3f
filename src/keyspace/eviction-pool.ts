import type { Table } from './table.ts';

/** Redis's EVPOOL_SIZE. */
const POOL_SIZE = 16;

/** An entry that might be evicted, as it was when it was sampled. */
export interface Candidate {
  table: Table;
  address: number;
  hash: number;
}

/**
 * The best candidates that all samplings so far have met, so that a few samples each time come close to the real
 * order. Entries may change or go while they are in here: who takes one looks whether it is still there.
 */
export class EvictionPool {
  /** Ascending: the best candidate stands last. */
  readonly #scores = new Float64Array(POOL_SIZE);
  readonly #addresses = new Uint32Array(POOL_SIZE);
  readonly #hashes = new Int32Array(POOL_SIZE);
  readonly #tables: (Table | undefined)[] = new Array<Table | undefined>(POOL_SIZE).fill(undefined);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
    this.#tables.fill(undefined);
  }

  /** A higher score makes a better candidate. Keeps the best ones. */
  add(score: number, candidate: Candidate): void {
    const full = this.#count === POOL_SIZE;
    if (full && score <= this.#scores[0]!) return;
    let at = this.#count;
    while (at > 0 && this.#scores[at - 1]! > score) at--;
    if (full) {
      this.#move(1, 0, --at);
    } else {
      this.#move(at, at + 1, this.#count - at);
      this.#count++;
    }
    this.#scores[at] = score;
    this.#addresses[at] = candidate.address;
    this.#hashes[at] = candidate.hash;
    this.#tables[at] = candidate.table;
  }

  /** Takes the best candidate out. False when there is none. */
  take(into: Candidate): boolean {
    if (this.#count === 0) return false;
    const last = --this.#count;
    const table = this.#tables[last];
    if (table === undefined) return false;
    into.table = table;
    into.address = this.#addresses[last]!;
    into.hash = this.#hashes[last]!;
    this.#tables[last] = undefined;
    return true;
  }

  #move(from: number, to: number, length: number): void {
    this.#scores.copyWithin(to, from, from + length);
    this.#addresses.copyWithin(to, from, from + length);
    this.#hashes.copyWithin(to, from, from + length);
    this.#tables.copyWithin(to, from, from + length);
  }
}
