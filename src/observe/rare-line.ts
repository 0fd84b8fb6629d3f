import type { LogLevel, LogSink } from '../ports/log.ts';

/**
 * A log line that strangers can bring about as often as they like, so that it doesn't fill the log: those that come within
 * the pause after one are counted, and the next one tells how many they were.
 */
export class RareLine {
  readonly #log: LogSink;
  readonly #pauseMs: number;
  #lastMs = -Infinity;
  #unsaid = 0;

  constructor(log: LogSink, pauseMs: number) {
    this.#log = log;
    this.#pauseMs = pauseMs;
  }

  /** `nowMs` of any clock, always of the same one. */
  line(nowMs: number, level: LogLevel, text: string): void {
    if (nowMs - this.#lastMs < this.#pauseMs) {
      this.#unsaid++;
      return;
    }
    const others = this.#unsaid === 0 ? '' : ` (and ${this.#unsaid} more like it since the last)`;
    this.#log.line(level, text + others);
    this.#lastMs = nowMs;
    this.#unsaid = 0;
  }
}
