import { Interest } from './changes.ts';
import { Database } from './database.ts';
import { DetachedTable, LazyFree } from './lazy-free.ts';
import { Snapshot } from './snapshot.ts';
import type { Table } from './table.ts';
import type { World } from './world.ts';

/** How FLUSHALL gives memory back: before it answers, or in slices afterwards. */
export type FlushMode = 'sync' | 'async';

/** All databases of a server, and what happens to them as a whole. */
export class Keyspace {
  readonly world: World;
  readonly databases: readonly Database[];
  readonly lazyFree = new LazyFree();
  readonly snapshot: Snapshot;

  constructor(world: World, databases = 16) {
    this.world = world;
    world.structures.onLong = (structure) => this.lazyFree.add(structure);
    world.structures.onCopied = (objects) => {
      this.lazyFree.repay(objects);
    };
    this.databases = Array.from({ length: databases }, (_, index) => new Database(index, world));
    this.snapshot = new Snapshot(world, this.databases);
  }

  /** Keys in all databases. */
  get size(): number {
    return this.databases.reduce((sum, db) => sum + db.size, 0);
  }

  /** SWAPDB: the clients of one database see the data of the other from now on. */
  swap(one: Database, other: Database): void {
    this.world.changes.dirty++;
    // As Redis: nothing goes and nothing comes, so no watched key has changed.
    if (one === other) return;
    this.#announce([one, other], 'leaving');
    const { table } = one;
    one.table = other.table;
    other.table = table;
    this.#announce([one, other], 'arrived');
  }

  /**
   * FLUSHDB and FLUSHALL. Returns how many keys went. What a running snapshot has not passed yet is kept for it, so
   * its memory comes back later in any case.
   */
  flush(which: Database | 'all', mode: FlushMode): number {
    const { world } = this;
    const databases = which === 'all' ? this.databases : [which];
    // First all that can run out of memory.
    const fresh = emptyTables(databases);
    this.#announce(databases, 'leaving');
    if ((world.changes.interest & Interest.keys) !== 0) world.changes.observer?.flushed();
    const detached: DetachedTable[] = [];
    let removed = 0;
    for (const { db, table } of fresh) {
      removed += db.size;
      detached.push(new DetachedTable(world, db.detach(table)));
    }
    world.changes.dirty += removed;
    const isEverything = which === 'all' && world.barrier === undefined;
    if (mode === 'sync' && isEverything) this.#forgetAll(detached);
    else for (const each of detached) this.#free(each, mode);
    return removed;
  }

  #announce(databases: readonly Database[], how: 'leaving' | 'arrived'): void {
    const { changes } = this.world;
    if ((changes.interest & (Interest.keys | Interest.values)) === 0) return;
    for (const { index } of databases) changes.observer?.databaseChanged(index, how);
  }

  #free(detached: DetachedTable, mode: FlushMode): void {
    if (mode === 'async' || detached.held) this.lazyFree.add(detached);
    else while (!detached.done) detached.freePortion();
  }

  /** Every block in the slabs belongs to an entry that is gone, so none needs to be visited. */
  #forgetAll(detached: readonly DetachedTable[]): void {
    this.world.slabs.clear();
    this.world.structures.releaseAll();
    this.lazyFree.forget();
    for (const each of detached) each.forget();
  }
}

interface FreshTable {
  readonly db: Database;
  readonly table: Table;
}

/** A new table for each. Throws `OutOfMemory` with none of them made. */
function emptyTables(databases: readonly Database[]): readonly FreshTable[] {
  const made: FreshTable[] = [];
  try {
    for (const db of databases) made.push({ db, table: db.emptyTable() });
  } catch (thrown) {
    for (const { table } of made) table.forgetAll();
    throw thrown;
  }
  return made;
}
