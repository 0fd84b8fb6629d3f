import type { CommandRow } from '../command/row.ts';
import type { Clock } from '../ports/clock.ts';

/** Who hears how long calls took. */
export interface TimingSink {
  /** `calls` calls of one command took `totalMs` together. Exact totals; a slow call is always alone. */
  measured(row: CommandRow, calls: number, totalMs: number): void;
  /** Something else than a call kept everybody waiting: an event of the latency monitor. */
  delayed(event: string, tookMs: number): void;
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

  /** After a call has run. Gives how long it took, 0 when that is still being measured together with others. */
  end(row: CommandRow): number {
    return row.sharesReading && !this.alone ? 0 : this.settle();
  }

  /** Books what has been measured and gives how long that was. At the latest when there is no more input. */
  settle(): number {
    const row = this.#row;
    if (row === undefined) return 0;
    this.#row = undefined;
    const tookMs = this.#take();
    this.book(row, this.#calls, tookMs);
    return tookMs;
  }

  /** Measures a call that runs others (EXEC): its time is the whole, theirs are booked as they run. */
  whole(row: CommandRow, run: () => void): void {
    this.settle();
    const sinceMs = this.#clock.monotonicMs();
    this.#sinceMs = sinceMs;
    run();
    this.settle();
    this.book(row, 1, this.#sinceMs - sinceMs);
  }

  /** Measures a call that may not be over when it has run, and books nothing; see `book`. */
  unbooked(run: () => void): number {
    this.settle();
    run();
    return this.#take();
  }

  /** Measures work of the server's own, so that no call is blamed for it. */
  apart<T>(event: string, work: () => T): T {
    this.settle();
    this.start();
    const result = work();
    this.#sink.delayed(event, this.#take());
    return result;
  }

  #take(): number {
    const nowMs = this.#clock.monotonicMs();
    const tookMs = nowMs - this.#sinceMs;
    this.#sinceMs = nowMs;
    return tookMs;
  }

  /** Counts calls that took so long together. */
  book(row: CommandRow, calls: number, tookMs: number): void {
    row.calls += calls;
    row.totalMs += tookMs;
    this.#sink.measured(row, calls, tookMs);
  }
}
