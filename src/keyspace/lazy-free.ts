import { entryBytes } from './entry.ts';
import type { Freeable } from './freeable.ts';
import { ownsStructure } from './structures.ts';
import type { Table } from './table.ts';
import type { World } from './world.ts';

/** A table that has been taken out of its database, with its entries. */
export class DetachedTable implements Freeable {
  readonly #world: World;
  readonly #table: Table;
  #at = 0;

  constructor(world: World, table: Table) {
    this.#world = world;
    this.#table = table;
  }

  get objects(): number {
    return this.#table.count;
  }

  get held(): boolean {
    return this.#world.barrier?.holds(this.#table) ?? false;
  }

  /** Nothing of it counts as used any more. */
  get done(): boolean {
    return this.#table.indexBytes === 0;
  }

  /** All its blocks have been taken back at once. */
  forget(): void {
    this.#table.forgetAll();
  }

  /** One segment: a few thousand entries at most. */
  freePortion(): void {
    const { slabs, barrier, structures } = this.#world;
    const table = this.#table;
    const segment = table.segmentAt(this.#at);
    const { slots } = segment;
    for (let i = 1; i < slots.length; i += 2) {
      const address = slots[i]! >>> 0;
      if (address === 0) continue;
      if (barrier !== undefined) barrier.beforeChange(table, address, 'free');
      const dv = slabs.view(address);
      const at = slabs.offset(address);
      const length = entryBytes(dv, at);
      if (ownsStructure(dv.getUint8(at))) {
        structures.release(dv.getUint32(at + length - 4, true));
      }
      slabs.free(address, length);
    }
    table.forgetMembers(segment);
    this.#at = segment.end;
    if (table.count === 0) table.forgetAll();
  }
}

/**
 * What FLUSHALL ASYNC and UNLINK leave behind, freed in slices between other work. Memory that is to be freed counts
 * as used until it is.
 */
export class LazyFree {
  readonly #queue: Freeable[] = [];
  /** Objects freed here since the start: INFO lazyfreed_objects. */
  freedObjects = 0;

  /** INFO lazyfree_pending_objects. */
  get pendingObjects(): number {
    return this.#queue.reduce((sum, each) => sum + each.objects, 0);
  }

  get idle(): boolean {
    return this.#queue.length === 0;
  }

  add(freeable: Freeable): void {
    if (freeable.objects > 0) this.#queue.push(freeable);
    else freeable.freePortion();
  }

  /** Frees about so many objects. False when there is nothing that can be freed now. */
  step(objects: number): boolean {
    let left = objects;
    for (;;) {
      const next = this.#queue.findIndex((each) => !each.held);
      if (next < 0) return false;
      if (left <= 0) return true;
      left -= this.#freePortion(next);
    }
  }

  /**
   * Memory is short: frees a portion of whatever there is, also of what waits for a snapshot, which must then take it
   * at once. False when there is nothing.
   */
  squeeze(): boolean {
    if (this.#queue.length === 0) return false;
    const next = this.#queue.findIndex((each) => !each.held);
    this.#freePortion(Math.max(0, next));
    return true;
  }

  #freePortion(index: number): number {
    const freeable = this.#queue[index];
    if (freeable === undefined) return 0;
    const before = freeable.objects;
    freeable.freePortion();
    const freed = before - freeable.objects;
    this.freedObjects += freed;
    if (freeable.objects === 0) this.#queue.splice(index, 1);
    return Math.max(1, freed);
  }
}
