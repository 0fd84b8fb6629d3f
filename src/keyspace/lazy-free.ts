import { entryBytes } from './entry.ts';
import type { Freeable } from './freeable.ts';
import { ownsStructure } from './structures.ts';
import type { Table } from './table.ts';
import { WaitingLine } from './waiting-line.ts';
import type { World } from './world.ts';

/** Steps of a portion of a detached table, about. */
const PORTION_STEPS = 1000;

/** A table that has been taken out of its database, with its entries. */
export class DetachedTable implements Freeable {
  readonly #world: World;
  readonly #table: Table;
  #at = 0;
  /** Where the next portion begins in the segment there. */
  #slot = 0;

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

  /** Part of a segment: what is freed at once with its entry may be much more than the entries. */
  freePortion(): number {
    const { slabs, barrier, structures } = this.#world;
    const table = this.#table;
    const segment = table.segmentAt(this.#at);
    const { slots } = segment;
    let steps = 1;
    let i = this.#slot;
    for (; i < slots.length && steps < PORTION_STEPS; i += 2) {
      const address = slots[i + 1]! >>> 0;
      if (address === 0) continue;
      steps++;
      if (barrier !== undefined) barrier.beforeChange(table, address, 'free');
      const dv = slabs.view(address);
      const at = slabs.offset(address);
      const length = entryBytes(dv, at);
      if (ownsStructure(dv.getUint8(at))) {
        const number = dv.getUint32(at + length - 4, true);
        steps += structures.freeEffort(number);
        structures.release(number);
      }
      slabs.free(address, length);
      table.forgetMember(segment, i);
    }
    this.#slot = i;
    if (i === slots.length) {
      table.forgetMembers(segment);
      this.#at = segment.end;
      this.#slot = 0;
    }
    if (table.count === 0) table.forgetAll();
    return steps;
  }
}

/** Of those that a snapshot holds, a step looks in vain at no more than so many: there may be any number of them. */
const LOOKS_PER_STEP = 1000;
const LOOKS_PER_SQUEEZE = 16;
/** Freeing so many objects takes some milliseconds, and making them took several times as long. */
const REPAID_MAX = 100_000;

/**
 * What FLUSHALL ASYNC and UNLINK leave behind, freed in slices between other work. Memory that is to be freed counts
 * as used until it is.
 */
export class LazyFree {
  /** What nothing holds any more; nothing can begin to hold what has been left behind. */
  readonly #free = new WaitingLine<Freeable>();
  /** What was still held when it was last looked at, in the order in which it is to be looked at again. */
  readonly #held = new WaitingLine<Freeable>();
  /** Objects freed here since the start: INFO lazyfreed_objects. */
  freedObjects = 0;

  /** INFO lazyfree_pending_objects. */
  get pendingObjects(): number {
    return this.#free.sum(objectsOf) + this.#held.sum(objectsOf);
  }

  /** All blocks in the slabs have been taken back at once, these ones as well. */
  forget(): void {
    this.freedObjects += this.pendingObjects;
    for (const line of [this.#free, this.#held])
      for (let next = line.shift(); next !== undefined; next = line.shift()) next.forget();
  }

  get idle(): boolean {
    return this.#free.length === 0 && this.#held.length === 0;
  }

  add(freeable: Freeable): void {
    if (freeable.objects === 0) freeable.freePortion();
    else (freeable.held ? this.#held : this.#free).push(freeable);
  }

  /** Frees about so many objects. False when it has found nothing more that can be freed now. */
  step(objects: number): boolean {
    let left = objects;
    let looks = LOOKS_PER_STEP;
    for (;;) {
      looks = this.#findFree(looks);
      if (this.#free.length === 0) return false;
      if (left <= 0) return true;
      left -= this.#freePortion(this.#free);
    }
  }

  /**
   * Whoever has just made so many objects frees what was left behind before, if it is no more than that. A client that
   * replaces big values would else leave them behind faster than they go, and write into memory that no cache knows.
   */
  repay(objects: number): void {
    let left = Math.min(objects, REPAID_MAX);
    for (let next = this.#free.first; next !== undefined; next = this.#free.first) {
      left -= next.objects;
      if (left < 0) return;
      while (this.#free.first === next) this.#freePortion(this.#free);
    }
  }

  /**
   * Memory is short: frees a portion of whatever there is, also of what waits for a snapshot, which must then take it
   * at once. False when there is nothing.
   */
  squeeze(): boolean {
    if (this.idle) return false;
    this.#findFree(LOOKS_PER_SQUEEZE);
    this.#freePortion(this.#free.length > 0 ? this.#free : this.#held);
    return true;
  }

  /** Unless something is free, looks for what is held no more. Returns how often it may still look in vain. */
  #findFree(looks: number): number {
    const held = this.#held;
    let left = Math.min(looks, held.length);
    while (this.#free.length === 0 && left > 0) {
      const next = held.shift();
      if (next === undefined) break;
      if (next.held) {
        held.push(next);
        left--;
      } else this.#free.push(next);
    }
    return left;
  }

  #freePortion(line: WaitingLine<Freeable>): number {
    const freeable = line.first;
    if (freeable === undefined) return 0;
    const before = freeable.objects;
    const steps = freeable.freePortion();
    this.freedObjects += before - freeable.objects;
    if (freeable.objects === 0) line.shift();
    return Math.max(1, steps);
  }
}

function objectsOf(freeable: Freeable): number {
  return freeable.objects;
}
