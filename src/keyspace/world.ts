import { Random } from '../base/random.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { Slabs } from '../memory/slabs.ts';
import { MemorySettings } from '../settings/memory-settings.ts';
import { Changes } from './changes.ts';
import { KeyStats } from './key-stats.ts';
import { SEGMENT_SLOTS_MAX } from './segment.ts';
import type { SnapshotBarrier } from './snapshot-barrier.ts';
import { Structures } from './structures.ts';

/** What all databases of one server share. Fields are plain because the hot path reads them. */
export class World {
  readonly slabs: Slabs;
  readonly hasher: HalfSipHash;
  readonly changes = new Changes();
  readonly stats = new KeyStats();
  /** Which keys to sample, which counters grow. Seed it when the server starts. */
  readonly random = new Random();
  /** The live options of memory, eviction and expiry. */
  memory = new MemorySettings();
  /**
   * Above this neither data nor what is counted beside it may grow: `maxmemory`, or what the slabs can hold at most. The
   * one truth for whoever refuses calls and whoever evicts; a plain number, because it is compared before every call.
   */
  memoryLimitBytes: number;
  /** Wall time of this poll phase, ms since 1970. Frozen while a call, a transaction or a script runs. */
  nowMs = 0;
  /** The access clock of new and touched entries, in bits 8-31 (see entry.ts). */
  accessWord = 0;
  /** Under an LFU policy a read changes the counter instead of the clock. */
  countsFrequency = false;
  /** The caller asked that reads leave no trace (CLIENT NO-TOUCH). */
  leavesNoTouch = false;
  /**
   * Data doesn't change by itself (CLIENT PAUSE, replicas): expired keys are invisible but stay, and nothing is evicted,
   * because both would be writes.
   */
  isFrozen = false;
  /** Number of the running or last snapshot, 0-255: what entries carry that it has passed. */
  epoch = 0;
  /** Set while a snapshot runs. */
  barrier: SnapshotBarrier | undefined;
  /** The big collections of all databases. */
  structures = new Structures();
  /** When a table splits a segment instead of letting it grow. Tests make it small. */
  segmentSlotsMax = SEGMENT_SLOTS_MAX;

  /** A poll phase begins: its calls share one moment. */
  startTurn(nowMs: number): void {
    this.nowMs = nowMs;
    if (!this.countsFrequency) this.accessWord = (Math.floor(nowMs / 1000) & 0xffffff) << 8;
  }

  constructor(slabs: Slabs, hasher: HalfSipHash) {
    this.slabs = slabs;
    this.hasher = hasher;
    this.memoryLimitBytes = slabs.capacityBytes;
  }

  /** To be called when `maxmemory` has changed. */
  limitsChanged(): void {
    const { maxmemoryBytes } = this.memory;
    const wantedBytes = maxmemoryBytes === 0 ? Infinity : maxmemoryBytes;
    this.memoryLimitBytes = Math.min(wantedBytes, this.slabs.capacityBytes);
  }
}
