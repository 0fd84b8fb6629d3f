const SAMPLES = 16;
const MS_PER_SECOND = 1000;

/** How fast a counter grows: the mean of 16 samples, which the server takes every 100 ms as Redis does. */
export class InstantaneousRate {
  readonly #samples = new Float64Array(SAMPLES);
  #next = 0;
  #lastValue = 0;
  #lastMs = 0;

  sample(value: number, nowMs: number): void {
    if (this.#lastMs > 0) {
      const elapsedMs = nowMs - this.#lastMs;
      // A counter that was reset has no rate until its next sample.
      const grown = Math.max(value - this.#lastValue, 0);
      this.#samples[this.#next] = elapsedMs > 0 ? (grown * MS_PER_SECOND) / elapsedMs : 0;
      this.#next = (this.#next + 1) % SAMPLES;
    }
    this.#lastValue = value;
    this.#lastMs = nowMs;
  }

  get perSecond(): number {
    let sum = 0;
    for (const sample of this.#samples) sum += sample;
    return sum / SAMPLES;
  }

  reset(): void {
    this.#samples.fill(0);
    this.#next = 0;
    this.#lastMs = 0;
  }
}
