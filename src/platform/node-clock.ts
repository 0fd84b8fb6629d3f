import type { Clock, Timer } from '../ports/clock.ts';

/** The real time. */
export class NodeClock implements Clock {
  wallMs(): number {
    return Date.now();
  }

  localOffsetMs(wallMs: number): number {
    return new Date(wallMs).getTimezoneOffset() * -60_000;
  }

  monotonicMs(): number {
    return performance.now();
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  }

  /** A periodic job alone doesn't keep the process alive: the listeners do. */
  every(intervalMs: number, run: () => void): Timer {
    const timer = setInterval(run, intervalMs);
    timer.unref();
    return { cancel: () => clearInterval(timer) };
  }

  soon(run: () => void): void {
    setImmediate(run);
  }
}
