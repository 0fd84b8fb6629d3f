import type { LimitsSettings } from '../settings/limits-settings.ts';

/** Whose attempt it is: only where it comes from counts, never the name that was tried. */
export interface Attempt {
  readonly link: { readonly kind: 'tcp' | 'tls' | 'unix' | 'in-process'; readonly source: string };
}

interface Failures {
  count: number;
  sinceMs: number;
  /** Attempts that are being judged; each may become a failure. */
  pending: number;
  /** Before this moment nothing more of this source is judged, however many connections wait. */
  nextMs: number;
}

/** Sources remembered at most: an attacker with more addresses pushes out the oldest, not the memory. */
const SOURCES_MAX = 10_000;
/** A failure is forgiven after this long. */
const FORGIVEN_AFTER_MS = 10_000;
/** The operator's own door must stay open even when a script with an old password hammers on it. */
const UNIX_DELAY_MAX_MS = 1000;
/** Failures remembered beyond the free ones: the wait has reached its bound, and more would punish a burst for a day. */
const EXCESS_MAX = 30;

/**
 * Slows down who guesses passwords (attack row "password guessing": 76,000 guesses a second on Redis). Each failure
 * beyond the first few doubles the wait before the next attempt of the same source is judged; it waits in its own
 * session and costs nobody else anything. Connections of one source wait for each other, so many of them guess no faster
 * than one; a connection that has ended meanwhile holds nobody up. Names are never locked, so nobody can be locked out by his name.
 */
export class SourceThrottle {
  readonly #limits: LimitsSettings;
  readonly #nowMs: () => number;
  readonly #groupOf: (source: string) => string;
  readonly #failures = new Map<string, Failures>();
  /** Attempts that had to wait, since the start or the last `resetCounts`. */
  delayed = 0;
  /** Connections that were ended for their failures, since then. */
  disconnected = 0;

  constructor(limits: LimitsSettings, nowMs: () => number, groupOf: (source: string) => string) {
    this.#limits = limits;
    this.#nowMs = nowMs;
    this.#groupOf = groupOf;
  }

  /** How many sources have failed lately. */
  get sources(): number {
    // Nobody asks about a source that stays away, so those whose time has passed are still there.
    for (const [source, entry] of this.#failures) this.#forgive(source, entry);
    return this.#failures.size;
  }

  /** CONFIG RESETSTAT. What is known of the sources stays, or it would be a way to guess on. */
  resetCounts(): void {
    this.delayed = 0;
    this.disconnected = 0;
  }

  /**
   * How long a new attempt must wait before it is judged. After 0 the caller judges it and says `failed` or `succeeded`
   * exactly once; after more it waits and asks `furtherDelayMs`.
   */
  delayMs(attempt: Attempt): number {
    const spacingMs = this.#spacingMs(attempt);
    if (spacingMs === 0) {
      this.#begins(attempt);
      return 0;
    }
    this.delayed++;
    return Math.max(spacingMs, this.#untilNextMs(attempt, spacingMs));
  }

  /** How much longer an attempt must wait that has waited: 0 for one of those that wait, and the rest go on waiting. */
  furtherDelayMs(attempt: Attempt): number {
    const spacingMs = this.#spacingMs(attempt);
    if (spacingMs > 0 && attempt.link.kind !== 'unix') {
      const leftMs = this.#untilNextMs(attempt, spacingMs);
      if (leftMs > 0) return leftMs;
    }
    this.#begins(attempt).nextMs = this.#nowMs() + spacingMs;
    return 0;
  }

  /** An attempt failed; `close` ends the connection after the reply. */
  failed(attempt: Attempt): 'stay' | 'close' {
    const { authThrottleEnabled, authThrottleDisconnectAfter, authThrottleFree } = this.#limits;
    const before = this.#judged(attempt);
    if (!authThrottleEnabled || attempt.link.kind === 'in-process') {
      if (before !== undefined) this.#forgetIfIdle(this.#key(attempt), before);
      return 'stay';
    }
    const most = Math.max(authThrottleFree + EXCESS_MAX, authThrottleDisconnectAfter);
    const count = Math.min(most, this.#current(attempt) + 1);
    const key = this.#key(attempt);
    // Taken out and put in again: the map's order is by last failure, the oldest first.
    this.#failures.delete(key);
    this.#failures.set(key, {
      count,
      sinceMs: this.#nowMs(),
      pending: before?.pending ?? 0,
      nextMs: before?.nextMs ?? 0,
    });
    this.#forgetOldest();
    const isOver = authThrottleDisconnectAfter !== 0 && count >= authThrottleDisconnectAfter;
    if (!isOver || attempt.link.kind === 'unix') return 'stay';
    this.disconnected++;
    return 'close';
  }

  /** One good password forgives one failure, so that an attacker with an account of his own gains nothing by it. */
  succeeded(attempt: Attempt): void {
    const entry = this.#judged(attempt);
    if (entry === undefined) return;
    entry.count = Math.max(0, entry.count - 1);
    this.#forgetIfIdle(this.#key(attempt), entry);
  }

  /** How far apart this source's attempts are now; 0 while it has free ones. */
  #spacingMs(attempt: Attempt): number {
    const { authThrottleEnabled, authThrottleFree, authThrottleBaseMs, authThrottleMaxMs } =
      this.#limits;
    if (!authThrottleEnabled || attempt.link.kind === 'in-process') return 0;
    const pending = this.#failures.get(this.#key(attempt))?.pending ?? 0;
    const excess = this.#current(attempt) + pending - authThrottleFree;
    if (excess < 0) return 0;
    const most = attempt.link.kind === 'unix' ? UNIX_DELAY_MAX_MS : authThrottleMaxMs;
    return Math.min(most, authThrottleBaseMs * 2 ** Math.min(excess, EXCESS_MAX));
  }

  /** Never more than the distance between two, so that a clock that was set back locks nobody out. */
  #untilNextMs(attempt: Attempt, spacingMs: number): number {
    const nextMs = this.#failures.get(this.#key(attempt))?.nextMs ?? 0;
    return Math.min(spacingMs, nextMs - this.#nowMs());
  }

  #begins(attempt: Attempt): Failures {
    const key = this.#key(attempt);
    let entry = this.#failures.get(key);
    if (entry === undefined) {
      entry = { count: 0, sinceMs: this.#nowMs(), pending: 0, nextMs: 0 };
      this.#failures.set(key, entry);
      this.#forgetOldest();
    }
    entry.pending++;
    return entry;
  }

  #judged(attempt: Attempt): Failures | undefined {
    const entry = this.#failures.get(this.#key(attempt));
    if (entry !== undefined) entry.pending = Math.max(0, entry.pending - 1);
    return entry;
  }

  #forgetIfIdle(key: string, { count, pending }: Failures): void {
    if (count === 0 && pending === 0) this.#failures.delete(key);
  }

  #forgetOldest(): void {
    if (this.#failures.size <= SOURCES_MAX) return;
    for (const oldest of this.#failures.keys()) {
      this.#failures.delete(oldest);
      break;
    }
  }

  #current(attempt: Attempt): number {
    const key = this.#key(attempt);
    const entry = this.#failures.get(key);
    return entry === undefined ? 0 : this.#forgive(key, entry);
  }

  /** The failures that count still. */
  #forgive(key: string, entry: Failures): number {
    const forgiven = Math.floor((this.#nowMs() - entry.sinceMs) / FORGIVEN_AFTER_MS);
    if (forgiven <= 0) return entry.count;
    entry.count = Math.max(0, entry.count - forgiven);
    entry.sinceMs += forgiven * FORGIVEN_AFTER_MS;
    this.#forgetIfIdle(key, entry);
    return entry.count;
  }

  #key({ link }: Attempt): string {
    return link.kind === 'unix' ? 'unix' : this.#groupOf(link.source);
  }
}
