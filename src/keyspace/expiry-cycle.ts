import type { Clock } from '../ports/clock.ts';
import { Events } from './changes.ts';
import type { Database } from './database.ts';
import { expiryMs, HAS_EXPIRY } from './entry.ts';
import { SCAN_END } from './scan.ts';
import type { Segment } from './segment.ts';
import type { World } from './world.ts';

/** A step ends when it has taken so long. */
const STEP_MS = 1;
/** Of each period, with the least effort and for each effort more: Redis's numbers. */
const PERIOD_PERCENT = 25;
const PERIOD_PERCENT_PER_EFFORT = 2;
/** A walk removes so many keys at most, so that it and their removal stay within a step. */
const REMOVED_MAX = 1024;
/** Segments that are skipped between two readings of the clock. */
const SKIPPED_MAX = 4096;
/** Segments with so few members are walked for every single key that is due. */
const SMALL_SEGMENT = 256;
/** Others when this share of their members is due, with the least effort, */
const DUE_SHARE = 0.05;
/** or when one has been due so long. */
const OVERDUE_MAX_MS = 60_000;
/** Entries looked at in each database and period to estimate what INFO tells. */
const SAMPLES = 20;
/** Weight of a new estimate: Redis's. */
const NEW_STALE_WEIGHT = 0.05;
const NEW_TTL_WEIGHT = 0.02;

/**
 * Removes keys whose time is up though nobody asks for them. There is no second index of keys that expire: each
 * segment knows before which moment nothing in it expires, and is walked when that has come.
 *
 * Walking costs the same whether one member is due or all, so after a walk a big segment rests until 5% of its members
 * (less with more effort) are due, or one has been due for a minute. A key whose expiry is set meanwhile is walked for
 * when it is due.
 */
export class ExpiryCycle {
  /** DEBUG SET-ACTIVE-EXPIRE. */
  active = true;
  /** INFO expired_stale_perc: keys that have expired and are still there, of those that expire. */
  stalePercent = 0;
  /** INFO expired_time_cap_reached_count. */
  timeCapReached = 0;
  /** INFO expire_cycle_cpu_milliseconds. */
  cpuMs = 0;
  readonly #world: World;
  readonly #databases: readonly Database[];
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** Where the round over all segments stands. */
  #database = 0;
  #lowest = 0;
  /** What is left of the round: it ends when it has been through the database where it began once more. */
  #databasesLeft = 0;
  #allowanceMs = 0;
  readonly #due = new Uint32Array(REMOVED_MAX);
  /** Members by the logarithm of their time to live. */
  readonly #byTtl = new Uint32Array(33);

  constructor(world: World, databases: readonly Database[], clock: Pick<Clock, 'monotonicMs'>) {
    this.#world = world;
    this.#databases = databases;
    this.#clock = clock;
  }

  /** Begins another period (`hz` a second), with a new allowance of time. */
  startPeriod(periodMs: number): void {
    const more = (this.#world.memory.activeExpireEffort - 1) * PERIOD_PERCENT_PER_EFFORT;
    this.#allowanceMs = (periodMs * (PERIOD_PERCENT + more)) / 100;
    this.#databasesLeft = this.#databases.length + 1;
    this.#estimate();
  }

  /**
   * Works for a millisecond at most. True when keys are due that this period still has time for: call again when
   * others have had their turn.
   */
  step(): boolean {
    if (!this.active || this.#world.isFrozen) return false;
    const startMs = this.#clock.monotonicMs();
    let tookMs = 0;
    let skipped = 0;
    while (tookMs < STEP_MS && this.#databasesLeft > 0) {
      const walked = this.#nextSegment(this.#databases[this.#database]);
      if (walked || ++skipped % SKIPPED_MAX === 0) tookMs = this.#clock.monotonicMs() - startMs;
    }
    tookMs = this.#clock.monotonicMs() - startMs;
    this.cpuMs += tookMs;
    this.#allowanceMs -= tookMs;
    if (this.#databasesLeft === 0) return false;
    if (this.#allowanceMs > 0) return true;
    this.#databasesLeft = 0;
    this.timeCapReached++;
    return false;
  }

  /** True when the segment was walked; otherwise nothing in it is due. */
  #nextSegment(db: Database | undefined): boolean {
    let walked = false;
    if (db !== undefined && db.expires > 0) {
      const segment = db.table.segmentAt(this.#lowest);
      walked = segment.walkFromMs < this.#world.nowMs;
      if (walked && !this.#walk(db, segment)) return true;
      this.#lowest = segment.end;
    } else this.#lowest = SCAN_END;
    if (this.#lowest === SCAN_END) {
      this.#lowest = 0;
      this.#database = (this.#database + 1) % this.#databases.length;
      this.#databasesLeft--;
    }
    return walked;
  }

  /** Removes what is due. False when more is due than was removed. */
  #walk(db: Database, segment: Segment): boolean {
    const { slabs, nowMs, stats } = this.#world;
    const { slots } = segment;
    const byTtl = this.#byTtl.fill(0);
    let removed = 0;
    let earliest = Infinity;
    let i = 1;
    for (; i < slots.length && removed < REMOVED_MAX; i += 2) {
      const address = slots[i]! >>> 0;
      if (address === 0) continue;
      const dv = slabs.view(address);
      const at = slabs.offset(address);
      if ((dv.getInt32(at, true) & HAS_EXPIRY) === 0) continue;
      const whenMs = expiryMs(dv, at);
      if (whenMs < nowMs) {
        this.#due[removed++] = address;
        continue;
      }
      if (whenMs < earliest) earliest = whenMs;
      byTtl[32 - Math.clz32(Math.min(whenMs - nowMs, 0xffff_ffff))]! += 1;
    }
    for (let n = 0; n < removed; n++) db.drop(this.#due[n]!, Events.expired);
    stats.expiredActive += removed;
    if (i < slots.length) return false;
    segment.expiresFromMs = earliest;
    segment.walkFromMs = Math.max(earliest, this.#walkFromMs(segment, earliest));
    return true;
  }

  #walkFromMs(segment: Segment, earliest: number): number {
    if (segment.count <= SMALL_SEGMENT) return earliest;
    const { nowMs, memory } = this.#world;
    const effort = memory.activeExpireEffort;
    const enough = (segment.count * DUE_SHARE * (11 - effort)) / 10;
    let due = 0;
    let bits = 0;
    while (bits < 32 && due < enough) due += this.#byTtl[bits++]!;
    const enoughDueMs = due < enough ? Infinity : nowMs + 2 ** Math.max(0, bits - 2);
    return Math.min(enoughDueMs, earliest + OVERDUE_MAX_MS / effort);
  }

  #estimate(): void {
    let seen = 0;
    let stale = 0;
    for (const db of this.#databases) {
      const { table } = db;
      if (table.expires === 0) {
        table.averageTtlMs = 0;
        continue;
      }
      const sample = this.#sample(db);
      seen += sample.seen;
      stale += sample.stale;
      const alive = sample.seen - sample.stale;
      if (alive === 0) continue;
      const meanMs = sample.ttlMs / alive;
      const old = table.averageTtlMs;
      table.averageTtlMs = old === 0 ? meanMs : old + (meanMs - old) * NEW_TTL_WEIGHT;
    }
    if (seen === 0 && this.#databases.some((db) => db.expires > 0)) return;
    const percent = seen === 0 ? 0 : (100 * stale) / seen;
    this.stalePercent += (percent - this.stalePercent) * NEW_STALE_WEIGHT;
  }

  #sample(db: Database): { seen: number; stale: number; ttlMs: number } {
    const { random, nowMs } = this.#world;
    const segment = db.table.segmentAt(random.bits());
    const sample = { seen: 0, stale: 0, ttlMs: 0 };
    let slot = random.below(segment.size);
    for (let n = 0, looked = 0; n < segment.size && looked < SAMPLES; n++) {
      slot = (slot + 1) & segment.mask;
      const address = segment.slots[2 * slot + 1]! >>> 0;
      if (address === 0) continue;
      looked++;
      const whenMs = db.expiryMs(address);
      if (whenMs === Infinity) continue;
      sample.seen++;
      if (whenMs < nowMs) sample.stale++;
      else sample.ttlMs += whenMs - nowMs;
    }
    return sample;
  }
}
