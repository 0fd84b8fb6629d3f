import type { Clock } from '../../ports/clock.ts';

/** Lets time pass. An open connection keeps the program alive meanwhile; the clock's timers don't. */
export function waitMs(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
