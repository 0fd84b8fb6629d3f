import type { Clock } from '../ports/clock.ts';
import type { MaxmemoryPolicy } from '../settings/memory-settings.ts';
import { Events } from './changes.ts';
import type { Database } from './database.ts';
import { accessWord, expiryMs, HAS_EXPIRY } from './entry.ts';
import { type Candidate, EvictionPool } from './eviction-pool.ts';
import { frequencyNow, idleSeconds } from './frequency.ts';
import type { Keyspace } from './keyspace.ts';
import { SCAN_END } from './scan.ts';
import type { Segment } from './segment.ts';
import type { Table } from './table.ts';
import type { World } from './world.ts';

/** `ok`: within the limit. `running`: time is up, call again soon. `fail`: over it with nothing to evict. */
export type EvictionResult = 'ok' | 'running' | 'fail';

/** Keys that are evicted between two readings of the clock. */
const KEYS_PER_READING = 16;
/** Slots looked at for each sample wanted: more than one, because some are free. */
const SLOTS_PER_SAMPLE = 1.5;
/** Rows of them before sampling gives up. */
const ATTEMPTS_MAX = 16;
/** Segments looked at for the few keys that expire, when sampling has missed them. */
const SURVEYED_MAX = 4096;
const HIGHEST_SCORE = 255;

/** Makes room when the memory limit is reached: Redis's eight policies, approximated by sampling as Redis does. */
export class Eviction {
  readonly #keyspace: Keyspace;
  readonly #world: World;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #pool = new EvictionPool();
  readonly #candidate: Candidate;
  #policy: MaxmemoryPolicy = 'noeviction';
  /** Only keys that expire may go. */
  #volatile = false;
  #random = false;
  #nextDatabase = 0;
  /** For each database the hash where the next survey goes on. */
  readonly #surveyed: Float64Array;
  /** When the limit was first exceeded; undefined within it. */
  #exceededSinceMs: number | undefined;
  #exceededMs = 0;

  constructor(keyspace: Keyspace, clock: Pick<Clock, 'monotonicMs'>) {
    this.#keyspace = keyspace;
    this.#world = keyspace.world;
    this.#clock = clock;
    const { databases } = keyspace;
    this.#candidate = { table: databases[0]!.table, address: 0, hash: 0 };
    this.#surveyed = new Float64Array(databases.length);
  }

  /** INFO current_eviction_exceeded_time: how long memory has been over the limit, 0 within it. */
  get currentExceededMs(): number {
    const since = this.#exceededSinceMs;
    return since === undefined ? 0 : this.#clock.monotonicMs() - since;
  }

  /** INFO total_eviction_exceeded_time. */
  get totalExceededMs(): number {
    return this.#exceededMs + this.currentExceededMs;
  }

  /** Evicts until memory is within the world's limit. `otherBytes` is what is used beside the data and counts (clients). */
  perform(otherBytes: number): EvictionResult {
    // As in Redis a pause counts neither as within the limit nor as a failure to get there.
    if (this.#world.isFrozen) return 'ok';
    if (!this.#isOver(otherBytes)) {
      this.#note('ok');
      return 'ok';
    }
    const result = this.#makeRoom(otherBytes);
    this.#note(result);
    return result;
  }

  #makeRoom(otherBytes: number): EvictionResult {
    const { maxmemoryPolicy, maxmemoryEvictionTenacity } = this.#world.memory;
    if (maxmemoryPolicy !== this.#policy) this.#follow(maxmemoryPolicy);
    const untilMs = this.#clock.monotonicMs() + timeLimitMs(maxmemoryEvictionTenacity);
    let evicted = 0;
    while (this.#isOver(otherBytes)) {
      const done = maxmemoryPolicy === 'noeviction' ? 'nothing' : this.#evictOne();
      if (done === 'nothing') return this.#squeeze(otherBytes, untilMs);
      if (done === 'evicted' && ++evicted % KEYS_PER_READING !== 0) continue;
      if (this.#clock.monotonicMs() > untilMs) return this.#isOver(otherBytes) ? 'running' : 'ok';
    }
    return 'ok';
  }

  #follow(policy: MaxmemoryPolicy): void {
    this.#policy = policy;
    this.#volatile = policy.startsWith('volatile-');
    this.#random = policy.endsWith('-random');
    this.#pool.clear();
  }

  /** Nothing to evict: memory that FLUSHALL ASYNC and the like still hold is what is left. */
  #squeeze(otherBytes: number, untilMs: number): EvictionResult {
    const { lazyFree } = this.#keyspace;
    while (this.#isOver(otherBytes)) {
      if (!lazyFree.squeeze()) return 'fail';
      // Every call frees more than the command that it was made for can add, so memory still falls.
      if (this.#clock.monotonicMs() > untilMs) break;
    }
    return this.#isOver(otherBytes) ? 'running' : 'ok';
  }

  #isOver(otherBytes: number): boolean {
    const { slabs, memoryLimitBytes } = this.#world;
    return slabs.usedBytes + otherBytes > memoryLimitBytes;
  }

  #note(result: EvictionResult): void {
    if (result !== 'ok') this.#exceededSinceMs ??= this.#clock.monotonicMs();
    else if (this.#exceededSinceMs !== undefined) {
      this.#exceededMs += this.currentExceededMs;
      this.#exceededSinceMs = undefined;
    }
  }

  #evictOne(): 'evicted' | 'searching' | 'nothing' {
    const { databases } = this.#keyspace;
    let evictable = 0;
    if (this.#random) this.#pool.clear();
    for (let n = 0; n < databases.length; n++) {
      this.#nextDatabase = (this.#nextDatabase + 1) % databases.length;
      const db = databases[this.#nextDatabase]!;
      const keys = this.#volatile ? db.expires : db.size;
      if (keys === 0) continue;
      evictable += keys;
      this.#sample(db);
      // By turns a key of each database, as in Redis; the other policies compare the keys of all.
      if (this.#random && this.#pool.size > 0) break;
    }
    if (evictable === 0) return 'nothing';
    return this.#evictBest() ? 'evicted' : 'searching';
  }

  #evictBest(): boolean {
    const candidate = this.#candidate;
    while (this.#pool.take(candidate)) {
      const { table, address, hash } = candidate;
      const db = this.#databaseOf(table);
      if (db === undefined || !table.holds(hash, address)) continue;
      if (this.#volatile && db.expiryMs(address) === Infinity) continue;
      db.drop(address, Events.evicted);
      return true;
    }
    return false;
  }

  /** Undefined for a table that a flush has taken out. */
  #databaseOf(table: Table): Database | undefined {
    for (const db of this.#keyspace.databases) if (db.table === table) return db;
    return undefined;
  }

  /** Adds some entries of a database to the pool: all that stand in a short row of slots, so each is as likely. */
  #sample(db: Database): void {
    const { random, memory } = this.#world;
    const wanted = this.#random ? 1 : memory.maxmemorySamples;
    const row = Math.ceil(wanted * SLOTS_PER_SAMPLE);
    let found = 0;
    for (let attempts = ATTEMPTS_MAX; attempts > 0 && found < wanted; attempts--) {
      const segment = db.table.segmentAt(random.bits());
      if (!this.#mayHold(segment)) continue;
      const { slots, mask } = segment;
      const start = random.below(segment.size);
      for (let n = 0; n < row; n++) {
        const slot = (start + n) & mask;
        if (slots[2 * slot + 1] !== 0 && this.#consider(db, segment, slot)) found++;
      }
    }
    if (found === 0) this.#survey(db);
  }

  /**
   * Evictable entries are so few that samples miss them: looks at one segment after the other until it finds some,
   * and on from there the next time. A segment without any is skipped from then on.
   */
  #survey(db: Database): void {
    for (let n = 0; n < SURVEYED_MAX; n++) {
      const segment = db.table.segmentAt(this.#surveyed[db.index]!);
      this.#surveyed[db.index] = segment.end % SCAN_END;
      if (!this.#mayHold(segment)) continue;
      let found = 0;
      for (let slot = 0; slot < segment.size; slot++) {
        if (segment.slots[2 * slot + 1] !== 0 && this.#consider(db, segment, slot)) found++;
      }
      if (found === 0) segment.expiresFromMs = segment.walkFromMs = Infinity;
      return;
    }
  }

  #mayHold(segment: Segment): boolean {
    return segment.count > 0 && !(this.#volatile && segment.expiresFromMs === Infinity);
  }

  /** False when the policy leaves the entry alone. */
  #consider(db: Database, segment: Segment, slot: number): boolean {
    const world = this.#world;
    const address = segment.slots[2 * slot + 1]! >>> 0;
    const dv = world.slabs.view(address);
    const at = world.slabs.offset(address);
    const expires = (dv.getInt32(at, true) & HAS_EXPIRY) !== 0;
    if (this.#volatile && !expires) return false;
    const candidate = this.#candidate;
    candidate.table = db.table;
    candidate.address = address;
    candidate.hash = segment.slots[2 * slot]!;
    this.#pool.add(this.#score(dv, at), candidate);
    return true;
  }

  #score(dv: DataView, at: number): number {
    switch (this.#policy) {
      case 'allkeys-lru':
      case 'volatile-lru':
        return idleSeconds(accessWord(dv, at), this.#world);
      case 'allkeys-lfu':
      case 'volatile-lfu':
        return HIGHEST_SCORE - frequencyNow(accessWord(dv, at), this.#world);
      case 'volatile-ttl':
        return -expiryMs(dv, at);
      default:
        return 0;
    }
  }
}

/** `maxmemory-eviction-tenacity`: up to 10 half a millisecond at most, then 15% more for each, 100 without limit. */
export function timeLimitMs(tenacity: number): number {
  if (tenacity <= 10) return 0.05 * tenacity;
  return tenacity < 100 ? 0.5 * 1.15 ** (tenacity - 10) : Infinity;
}
