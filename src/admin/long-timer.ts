import type { Clock, Timer } from '../ports/clock.ts';

/** Node's timers end at once when they are longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** A timer of any length: clients may ask for a pause of years. */
export function afterLong(clock: Clock, delayMs: number, run: () => void): Timer {
  const endMs = clock.monotonicMs() + delayMs;
  const arm = (): Timer => {
    const leftMs = Math.max(endMs - clock.monotonicMs(), 0);
    if (leftMs <= LONGEST_MS) return clock.after(leftMs, run);
    return clock.after(LONGEST_MS, () => {
      timer = arm();
    });
  };
  let timer = arm();
  return { cancel: () => timer.cancel() };
}
