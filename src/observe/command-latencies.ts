import { LatencyHistogram } from './latency-histogram.ts';

/** The histograms of all commands by the number of their row; one is made when a command is first called. */
export class CommandLatencies {
  readonly #byRow: (LatencyHistogram | undefined)[];

  constructor(rows: number) {
    this.#byRow = new Array<LatencyHistogram | undefined>(rows).fill(undefined);
  }

  /** `times` calls of a command took `durationUs` each. */
  record(row: number, durationUs: number, times: number): void {
    let histogram = this.#byRow[row];
    if (histogram === undefined) {
      histogram = new LatencyHistogram();
      this.#byRow[row] = histogram;
    }
    histogram.record(durationUs, times);
  }

  /** Undefined when the command was not called since the start or the last reset. */
  of(row: number): LatencyHistogram | undefined {
    return this.#byRow[row];
  }

  /** CONFIG RESETSTAT. */
  reset(): void {
    this.#byRow.fill(undefined);
  }
}
