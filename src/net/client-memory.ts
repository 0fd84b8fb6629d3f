import type { Session } from '../engine/session.ts';
import type { ServerStats } from '../observe/server-stats.ts';
import type { LogSink } from '../ports/log.ts';
import type { MemorySettings } from '../settings/memory-settings.ts';
import type { Settings } from '../settings/settings.ts';

/** Below it nobody could talk to the server any more, so a smaller limit means this one, as in Redis. */
const LIMIT_BYTES_MIN = 128 * 1024;
/** Clients are told apart by powers of two of their memory; those below the first and above the last count as those. */
const BUCKET_MIN = 15;
const BUCKET_MAX = 33;

/** Of the heap, what all clients may have there: Redis would take memory as long as the machine has any. */
const HEAP_SHARE = 1 / 2;
/** Clients that have grown by so much of it together are measured before the second is over. */
const GROWTH_SHARE = 1 / 16;

/** A connection as far as its memory goes. */
export interface MeasuredClient {
  readonly session: Session;
  readonly address: string;
  readonly isCutOff: boolean;
  /** What it held when it was last measured. */
  countedBytes: number;
  close(when: 'now'): void;
}

export interface ClientMemoryParts {
  readonly settings: Settings;
  readonly stats: ServerStats;
  readonly log: LogSink;
  /** What connections take of `maxmemory`: kept here, and by who knows of growth between two measurements. */
  readonly engine: { clientBytes: number };
  /** What the JavaScript heap holds at most: beyond it the process ends, maxmemory-clients or not. */
  readonly heapLimitBytes: number;
  /** In the order in which they came. */
  readonly clients: () => Iterable<MeasuredClient>;
}

/**
 * What all connections hold together, and `maxmemory-clients`: who holds most is disconnected until the rest is within
 * the limit. It is measured where a client can grow, and once a second.
 */
export class ClientMemory {
  readonly #parts: ClientMemoryParts;
  /** Whether there is a limit: asked behind everything that a client sends. */
  isLimited = false;
  #limitBytes = 0;
  #totalBytes = 0;
  /** Everybody who may be disconnected is: until the next sweep there is nothing to look for. */
  #isExhausted = false;
  /** Where everybody is measured at once. */
  #sweepAtBytes: number;

  constructor(parts: ClientMemoryParts) {
    this.#parts = parts;
    this.#sweepAtBytes = parts.heapLimitBytes * GROWTH_SHARE;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** After a start and a CONFIG SET. */
  settingsChanged(): void {
    const bytes = limitBytes(this.#parts.settings.memory);
    this.isLimited = bytes > 0;
    this.#limitBytes = Math.max(bytes, LIMIT_BYTES_MIN);
    if (this.isLimited) this.sweep();
  }

  /** A client has come. */
  joined(client: MeasuredClient): void {
    this.#measure(client);
    this.#parts.engine.clientBytes += client.countedBytes;
  }

  /** A client has grown or shrunk. */
  changed(client: MeasuredClient): void {
    this.#measure(client);
    this.#parts.engine.clientBytes = this.#totalBytes;
    if (this.#totalBytes > this.#limitBytes && !this.#isExhausted) this.#evict();
  }

  /** Behind everything that a client sends: a burst would fill a small heap between two sweeps. */
  judgeGrowth(): void {
    if (this.#parts.engine.clientBytes > this.#sweepAtBytes) this.sweep();
  }

  /** A client is gone. */
  forget(client: MeasuredClient): void {
    this.#sweepAtBytes -= client.countedBytes;
    this.#totalBytes -= client.countedBytes;
    this.#parts.engine.clientBytes -= client.countedBytes;
    client.countedBytes = 0;
  }

  /** Measures everybody. */
  sweep(): void {
    let heapBytes = 0;
    for (const client of this.#parts.clients()) {
      this.#measure(client);
      if (!client.isCutOff) heapBytes += client.session.heapBytes;
    }
    this.#parts.engine.clientBytes = this.#totalBytes;
    this.#isExhausted = false;
    if (this.isLimited && this.#totalBytes > this.#limitBytes) this.#evict();
    const { heapLimitBytes } = this.#parts;
    const excess = heapBytes - heapLimitBytes * HEAP_SHARE;
    if (excess > 0) this.#spareHeap(excess);
    this.#sweepAtBytes = this.#totalBytes + heapLimitBytes * GROWTH_SHARE;
  }

  /** Who has most there goes first: channels, prefixes and watched keys would end the process (attack row "memory of its own"). */
  #spareHeap(excess: number): void {
    let left = excess;
    const clients = [...this.#parts.clients()]
      .filter(({ isCutOff }) => !isCutOff)
      .sort((one, other) => other.session.heapBytes - one.session.heapBytes);
    for (const client of clients) {
      if (left <= 0) return;
      left -= client.session.heapBytes;
      this.#disconnect(client);
    }
  }

  #measure(client: MeasuredClient): void {
    const bytes = client.isCutOff ? 0 : client.session.heldBytes;
    this.#totalBytes += bytes - client.countedBytes;
    client.countedBytes = bytes;
  }

  #evict(): void {
    for (const client of this.#largestFirst()) {
      if (this.#totalBytes <= this.#limitBytes) return;
      this.#disconnect(client);
    }
    this.#isExhausted = this.#totalBytes > this.#limitBytes;
    if (this.#isExhausted)
      this.#parts.log.line(
        'warning',
        'Over maxmemory-clients with nobody left who may be disconnected',
      );
  }

  #disconnect(client: MeasuredClient): void {
    const { stats, log } = this.#parts;
    const { session, address, countedBytes } = client;
    log.line(
      'notice',
      `Evicting client: id=${session.id} addr=${address} user=${session.userName} tot-mem=${countedBytes}`,
    );
    stats.evictedClients++;
    client.close('now');
    this.forget(client);
  }

  /** By buckets and not by bytes, as Redis: among clients of about the same size the first to come goes first. */
  #largestFirst(): readonly MeasuredClient[] {
    return [...this.#parts.clients()]
      .filter(({ session, isCutOff }) => !session.noEvict && !isCutOff)
      .sort((left, right) => bucketOf(right.countedBytes) - bucketOf(left.countedBytes));
  }
}

function bucketOf(bytes: number): number {
  return Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1))), BUCKET_MIN), BUCKET_MAX);
}

/** A negative number is per cent of `maxmemory`; 0: no limit. */
function limitBytes(memory: MemorySettings): number {
  const given = memory.maxmemoryClients;
  return given >= 0 ? given : Math.floor((memory.maxmemoryBytes * -given) / 100);
}
