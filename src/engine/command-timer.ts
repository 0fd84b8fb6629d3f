import type { CommandRow } from '../command/row.ts';
import type { Clock } from '../ports/clock.ts';

/** Who hears how long calls took. */
export interface TimingSink {
  /** `calls` calls of one command took `totalMs` together. Exact totals; a slow call is always alone. */
  measured(row: CommandRow, calls: number, totalMs: number): void;
}

/**
 * Measures calls with few clock readings, since one costs as much as a third of a pipelined GET (performance.md,
 * rule 13). Consecutive calls of one `fast` command share a reading; any other command gets its own.
 */
export class CommandTimer {
  readonly #clock: Clock;
  readonly #sink: TimingSink;
  #row: CommandRow | undefined;
  #calls = 0;
  #sinceMs = 0;
  /** Every call gets a reading of its own: the slow log wants to see calls that short. */
  alone = false;

  constructor(clock: Clock, sink: TimingSink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  /** Before the first call after waiting for input. */
  start(): void {
    this.#sinceMs = this.#clock.monotonicMs();
  }

  /** Before a call runs. */
  begin(row: CommandRow): void {
    if (row === this.#row && !this.alone) this.#calls++;
    else {
      this.settle();
      this.#row = row;
      this.#calls = 1;
    }
  }

  /** After a call has run. */
  end(row: CommandRow): void {
    if (!row.sharesReading || this.alone) this.settle();
  }

  /** Books what has been measured. At the latest when there is no more input. */
  settle(): void {
    const row = this.#row;
    if (row === undefined) return;
    const nowMs = this.#clock.monotonicMs();
    const tookMs = nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
    this.#row = undefined;
    row.calls += this.#calls;
    row.totalMs += tookMs;
    this.#sink.measured(row, this.#calls, tookMs);
  }
}
