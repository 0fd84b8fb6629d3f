import { NodeClock } from '../platform/node-clock.ts';
import type { Clock, Timer } from '../ports/clock.ts';

/** How often at most something that repeats runs in one `advance`: a year would have it run 300 million times. */
const REPEATED_MAX = 100;

interface Planned {
  atMs: number;
  readonly everyMs: number | undefined;
  readonly run: () => void;
}

/**
 * A clock that stands still until a test moves it: keys expire, blocked calls time out and background work runs when
 * `advance` says so, and never while the test looks elsewhere.
 */
export class ManualClock implements Clock {
  readonly #real = new NodeClock();
  readonly #planned = new Set<Planned>();
  #nowMs: number;
  #monotonicMs = 0;

  /** `startMs`: wall time to begin at, ms since 1970; the real one when left out. */
  constructor(startMs?: number) {
    this.#nowMs = Math.floor(startMs ?? this.#real.wallMs());
    if (!Number.isSafeInteger(this.#nowMs))
      throw new RangeError('A clock starts at a number of ms');
  }

  wallMs(): number {
    return this.#nowMs;
  }

  /** Tests mean UTC. */
  localOffsetMs(): number {
    return 0;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.#plan({ atMs: this.#monotonicMs + Math.max(0, delayMs), everyMs: undefined, run });
  }

  every(intervalMs: number, run: () => void): Timer {
    return this.#plan({ atMs: this.#monotonicMs + intervalMs, everyMs: intervalMs, run });
  }

  /** The end of a poll phase is no matter of time. */
  soon(run: () => void): void {
    this.#real.soon(run);
  }

  /**
   * Moves time on by so many milliseconds and runs what falls due, each at its moment and in order; of what repeats, the
   * last hundred times. Await it: replies that follow from it have been sent then.
   */
  async advance(byMs: number): Promise<void> {
    // Time that is no number, or runs backwards, would never let anything fall due again.
    if (!(byMs >= 0 && byMs < Infinity))
      throw new RangeError('A clock is moved on by ms, 0 or more');
    const endMs = this.#monotonicMs + byMs;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#moveTo(Math.max(this.#monotonicMs, next.atMs));
      if (next.everyMs === undefined) this.#planned.delete(next);
      else next.atMs = nextTime(next.atMs, next.everyMs, endMs);
      next.run();
      // What repeats is background work, and waits for the end; a deadline may be followed by another.
      if (next.everyMs === undefined) await this.#settle();
    }
    this.#moveTo(endMs);
    await this.#settle();
  }

  #plan(planned: Planned): Timer {
    this.#planned.add(planned);
    return {
      cancel: () => {
        this.#planned.delete(planned);
      },
    };
  }

  #next(untilMs: number): Planned | undefined {
    let next: Planned | undefined;
    for (const each of this.#planned) {
      if (each.atMs <= untilMs && (next === undefined || each.atMs < next.atMs)) next = each;
    }
    return next;
  }

  #moveTo(monotonicMs: number): void {
    this.#nowMs += Math.round(monotonicMs) - Math.round(this.#monotonicMs);
    this.#monotonicMs = monotonicMs;
  }

  /** Two ends of a poll phase: one for what the timer began, one for the replies that came of it. */
  async #settle(): Promise<void> {
    for (let phase = 0; phase < 2; phase++) {
      await new Promise<void>((resolve) => {
        this.#real.soon(resolve);
      });
    }
  }
}

/** The next time; those before the last hundred until `endMs` are passed over, as after a machine has slept. */
function nextTime(atMs: number, everyMs: number, endMs: number): number {
  const passed = Math.floor((endMs - atMs) / everyMs) - REPEATED_MAX;
  return atMs + everyMs * Math.max(1, passed);
}
