import type { LimitsSettings } from '../settings/limits-settings.ts';

/** Whose attempt it is: only where it comes from counts, never the name that was tried. */
export interface Attempt {
  readonly link: { readonly kind: 'tcp' | 'tls' | 'unix' | 'in-process'; readonly source: string };
}

interface Failures {
  count: number;
  sinceMs: number;
}

/** Sources remembered at most: an attacker with more addresses pushes out the oldest, not the memory. */
const SOURCES_MAX = 10_000;
/** A failure is forgiven after this long. */
const FORGIVEN_AFTER_MS = 10_000;
/** The operator's own door must stay open even when a script with an old password hammers on it. */
const UNIX_DELAY_MAX_MS = 1000;

/**
 * Slows down who guesses passwords (attack row "password guessing": 76,000 guesses a second on Redis). Each failure
 * beyond the first few doubles the wait before the next attempt of the same source is judged; it waits in its own
 * session and costs nobody else anything. Names are never locked, so nobody can be locked out by his name.
 */
export class SourceThrottle {
  readonly #limits: LimitsSettings;
  readonly #nowMs: () => number;
  readonly #groupOf: (source: string) => string;
  readonly #failures = new Map<string, Failures>();

  constructor(limits: LimitsSettings, nowMs: () => number, groupOf: (source: string) => string) {
    this.#limits = limits;
    this.#nowMs = nowMs;
    this.#groupOf = groupOf;
  }

  /** How many sources have failed lately. */
  get sources(): number {
    return this.#failures.size;
  }

  /** How long this attempt must wait before it is judged. */
  delayMs(attempt: Attempt): number {
    const { authThrottleEnabled, authThrottleFree, authThrottleBaseMs, authThrottleMaxMs } =
      this.#limits;
    if (!authThrottleEnabled || attempt.link.kind === 'in-process') return 0;
    const excess = this.#current(attempt) - authThrottleFree;
    if (excess < 0) return 0;
    const most = attempt.link.kind === 'unix' ? UNIX_DELAY_MAX_MS : authThrottleMaxMs;
    return Math.min(most, authThrottleBaseMs * 2 ** Math.min(excess, 30));
  }

  /** An attempt failed; `close` ends the connection after the reply. */
  failed(attempt: Attempt): 'stay' | 'close' {
    const { authThrottleEnabled, authThrottleDisconnectAfter } = this.#limits;
    if (!authThrottleEnabled || attempt.link.kind === 'in-process') return 'stay';
    const count = this.#current(attempt) + 1;
    const key = this.#key(attempt);
    // Taken out and put in again: the map's order is by last failure, the oldest first.
    this.#failures.delete(key);
    this.#failures.set(key, { count, sinceMs: this.#nowMs() });
    if (this.#failures.size > SOURCES_MAX) {
      for (const oldest of this.#failures.keys()) {
        this.#failures.delete(oldest);
        break;
      }
    }
    return attempt.link.kind !== 'unix' &&
      authThrottleDisconnectAfter !== 0 &&
      count >= authThrottleDisconnectAfter
      ? 'close'
      : 'stay';
  }

  /** One good password forgives one failure, so that an attacker with an account of his own gains nothing by it. */
  succeeded(attempt: Attempt): void {
    const entry = this.#failures.get(this.#key(attempt));
    if (entry === undefined) return;
    entry.count--;
    if (entry.count <= 0) this.#failures.delete(this.#key(attempt));
  }

  #current(attempt: Attempt): number {
    const key = this.#key(attempt);
    const entry = this.#failures.get(key);
    if (entry === undefined) return 0;
    const nowMs = this.#nowMs();
    const forgiven = Math.floor((nowMs - entry.sinceMs) / FORGIVEN_AFTER_MS);
    if (forgiven <= 0) return entry.count;
    entry.count -= forgiven;
    entry.sinceMs += forgiven * FORGIVEN_AFTER_MS;
    if (entry.count > 0) return entry.count;
    this.#failures.delete(key);
    return 0;
  }

  #key({ link }: Attempt): string {
    return link.kind === 'unix' ? 'unix' : this.#groupOf(link.source);
  }
}
