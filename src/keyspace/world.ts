import type { HalfSipHash } from '../base/siphash.ts';
import type { Slabs } from '../memory/slabs.ts';
import { Changes } from './changes.ts';
import { KeyStats } from './key-stats.ts';
import type { SnapshotBarrier } from './snapshot-barrier.ts';

/** What all databases of one server share. Fields are plain because the hot path reads them. */
export class World {
  readonly slabs: Slabs;
  readonly hasher: HalfSipHash;
  readonly changes = new Changes();
  readonly stats = new KeyStats();
  /** Wall time of this poll phase, ms since 1970. Frozen while a call, a transaction or a script runs. */
  nowMs = 0;
  /** The access clock of new and touched entries, in bits 8-31 (see entry.ts). */
  accessWord = 0;
  /** Under an LFU policy a read changes the counter instead of the clock. */
  countsFrequency = false;
  /** The caller asked that reads leave no trace (CLIENT NO-TOUCH). */
  leavesNoTouch = false;
  /** Expired keys are invisible but stay (CLIENT PAUSE WRITE, replicas): their removal would be a write. */
  keepsExpired = false;
  /** Number of the running or last snapshot, 0-255: what entries carry that it has passed. */
  epoch = 0;
  /** Set while a snapshot runs. */
  barrier: SnapshotBarrier | undefined;

  /** A poll phase begins: its calls share one moment. */
  startTurn(nowMs: number): void {
    this.nowMs = nowMs;
    if (!this.countsFrequency) this.accessWord = (Math.floor(nowMs / 1000) & 0xffffff) << 8;
  }

  constructor(slabs: Slabs, hasher: HalfSipHash) {
    this.slabs = slabs;
    this.hasher = hasher;
  }
}
