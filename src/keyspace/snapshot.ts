import { assert } from '../base/assert.ts';
import type { Database } from './database.ts';
import { entryEpoch, writeEntryEpoch } from './entry.ts';
import { SCAN_END, walkStep } from './scan.ts';
import type { BarrierSite, SnapshotBarrier } from './snapshot-barrier.ts';
import { SnapshotEntry } from './snapshot-entry.ts';
import { ownsStructure, type PinnedStructure } from './structures.ts';
import type { Table } from './table.ts';
import type { World } from './world.ts';

/** Takes what a snapshot passes: each entry that was there when it began, once, as it was then. */
export interface SnapshotSink {
  /** The entry is one object, reused: copy what you keep, except bytes that are lent. Must not touch the keyspace. */
  entry(entry: SnapshotEntry): void;
}

/**
 * `running`: entries are still to be passed. `passed`: all are, but the sink may still read what it was lent.
 * `sweeping`: an aborted snapshot's epochs are being evened out.
 */
export type SnapshotState = 'idle' | 'running' | 'passed' | 'sweeping';

/** Epochs that a byte tells apart. */
const EPOCHS = 256;

/**
 * All data as of one moment, handed over in slices while writes go on (docs/decisions/0005). A walk by ascending hash
 * passes every entry; an entry that is about to change before the walk gets there is passed right then. Passed entries
 * carry the snapshot's epoch, and so do those made since it began.
 *
 * Epochs are a byte, so before one comes round again no entry may carry it any more. A finished snapshot has given
 * every entry its epoch; an aborted one goes on as a sweep that does only that. When 255 snapshots in a row end before
 * a sweep got through, the next one sweeps first, at once.
 */
export class Snapshot implements SnapshotBarrier {
  readonly #world: World;
  readonly #databases: readonly Database[];
  readonly #entry = new SnapshotEntry();
  #state: SnapshotState = 'idle';
  #sink: SnapshotSink | undefined;
  #tables: readonly Table[] = [];
  /** Big collections that the sink was given. */
  readonly #pins: PinnedStructure[] = [];
  #walked = 0;
  #cursor = 0;
  /** Counts snapshots; its low byte is the epoch. */
  #number = 0;
  /** No entry carries an epoch from before this snapshot. */
  #oldest = 0;
  /** Entries there were when the snapshot began. */
  entriesTotal = 0;
  /** Of those, entries handed over. */
  entriesPassed = 0;

  constructor(world: World, databases: readonly Database[]) {
    this.#world = world;
    this.#databases = databases;
  }

  get state(): SnapshotState {
    return this.#state;
  }

  /** This moment is what the sink gets. Only one snapshot at a time. */
  begin(sink: SnapshotSink): void {
    const world = this.#world;
    assert(this.#state === 'idle' || this.#state === 'sweeping', 'one snapshot at a time');
    if (this.#number + 1 - this.#oldest >= EPOCHS) this.#sweepAtOnce();
    this.#number++;
    world.epoch = this.#number % EPOCHS;
    world.barrier = this;
    this.#sink = sink;
    this.#state = 'running';
    this.entriesTotal = this.entriesPassed = 0;
    this.#startWalk();
    for (const { index, table } of this.#databases) {
      table.snapshotDatabase = index;
      this.entriesTotal += table.count;
    }
  }

  /**
   * Passes the entries behind about so many slots, under 200 ns each beside what the sink does. True when nothing is
   * left to pass.
   */
  step(slots: number): boolean {
    let left = slots;
    for (let table = this.#tables[this.#walked]; table !== undefined; ) {
      if (left <= 0) return false;
      const homes = Math.min(left, table.segmentAt(this.#cursor).size);
      left -= homes;
      this.#cursor = walkStep(table, { cursor: this.#cursor, homes }, this.#pass);
      if (this.#cursor === SCAN_END) table = this.#nextTable(table);
    }
    if (this.#state === 'running' || this.#state === 'sweeping') {
      this.#oldest = this.#number;
      this.#state = this.#state === 'running' ? 'passed' : 'idle';
    }
    return true;
  }

  /** The sink has written all it was lent. */
  finish(): void {
    assert(this.#state === 'passed', 'a snapshot is finished when all is passed');
    this.#state = 'idle';
    this.#leave();
  }

  /** The sink gets no more. Go on calling `step` until it says that nothing is left. */
  abort(): void {
    if (this.#state === 'passed') this.#state = 'idle';
    if (this.#state === 'running') this.#state = 'sweeping';
    this.#leave();
  }

  beforeChange(table: Table, address: number, site: BarrierSite): void {
    const { slabs, epoch } = this.#world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    if (entryEpoch(dv, at) !== epoch && table.snapshotDatabase >= 0) {
      this.#handOver(table.snapshotDatabase, address);
      writeEntryEpoch(dv, at, epoch);
    }
    // A resize sees to what is lent itself, and everything else leaves key and value alone.
    if (site === 'inPlace' && slabs.isBig(address)) slabs.renewIfLent(address);
  }

  holds(table: Table): boolean {
    return table.snapshotDatabase >= 0;
  }

  #startWalk(): void {
    this.#tables = this.#databases.map((db) => db.table);
    this.#walked = 0;
    this.#cursor = 0;
  }

  #nextTable(walked: Table): Table | undefined {
    walked.snapshotDatabase = -1;
    this.#walked++;
    this.#cursor = 0;
    return this.#tables[this.#walked];
  }

  readonly #pass = (address: number): void => {
    const { slabs, epoch } = this.#world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    if (entryEpoch(dv, at) === epoch) return;
    if (this.#sink !== undefined) {
      this.#handOver(this.#tables[this.#walked]!.snapshotDatabase, address);
    }
    writeEntryEpoch(dv, at, epoch);
  };

  #handOver(database: number, address: number): void {
    const { slabs } = this.#world;
    this.entriesPassed++;
    this.#entry.show(slabs, database, address);
    this.#entry.pinned = this.#pin(this.#entry);
    this.#sink?.entry(this.#entry);
    if (this.#entry.lent) slabs.lend(address);
  }

  #pin({ kind, value }: SnapshotEntry): PinnedStructure | undefined {
    if (!ownsStructure(kind)) return undefined;
    const pinned = this.#world.structures.at(value.dv.getUint32(value.start, true)).pin();
    this.#pins.push(pinned);
    return pinned;
  }

  #leave(): void {
    this.#world.barrier = undefined;
    // Those that were read to their end are over already.
    for (const pinned of this.#pins) pinned.end();
    this.#pins.length = 0;
    this.#world.slabs.endLoans();
    this.#sink = undefined;
    for (const table of this.#tables) table.snapshotDatabase = -1;
    if (this.#state === 'idle') this.#tables = [];
  }

  #sweepAtOnce(): void {
    this.#state = 'sweeping';
    this.#startWalk();
    this.step(Infinity);
  }
}
