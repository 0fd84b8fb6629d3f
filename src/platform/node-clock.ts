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

  /** No timer keeps the process alive: the listeners do, and an embedded server must let go when it is closed. */
  after(delayMs: number, run: () => void): Timer {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  }

  every(intervalMs: number, run: () => void): Timer {
    const timer = setInterval(run, intervalMs);
    timer.unref();
    return { cancel: () => clearInterval(timer) };
  }

  soon(run: () => void): void {
    setImmediate(run);
  }
}
