import type { LatencySettings } from '../settings/latency-settings.ts';

const SAMPLES_MAX = 160;

/** Something took this long in this second. */
export interface LatencySample {
  readonly atSeconds: number;
  readonly latencyMs: number;
}

/** What the samples of one event add up to. */
export interface LatencySummary {
  readonly samples: number;
  readonly averageMs: number;
  /** Mean distance from the average. */
  readonly deviationMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Since the oldest sample, at least 1. */
  readonly periodSeconds: number;
  readonly allTimeMaxMs: number;
}

interface Series {
  /** The oldest first. */
  samples: LatencySample[];
  allTimeMaxMs: number;
}

/** Kinds of work that exceeded `latency-monitor-threshold`, each with its last 160 seconds that had a sample. */
export class LatencyEvents {
  readonly #settings: LatencySettings;
  readonly #series = new Map<string, Series>();

  constructor(settings: LatencySettings) {
    this.#settings = settings;
  }

  /** Records what took so long, if the monitor is on and it was long enough. */
  measured(event: string, latencyMs: number, nowMs: number): void {
    const { monitorThresholdMs } = this.#settings;
    if (monitorThresholdMs > 0 && latencyMs >= monitorThresholdMs)
      this.#add(event, Math.floor(latencyMs), nowMs);
  }

  /** In the order in which they first happened. */
  get names(): readonly string[] {
    return [...this.#series.keys()];
  }

  history(event: string): readonly LatencySample[] {
    return this.#series.get(event)?.samples ?? [];
  }

  allTimeMaxMs(event: string): number {
    return this.#series.get(event)?.allTimeMaxMs ?? 0;
  }

  /** Undefined for an event without samples. */
  summary(event: string, nowMs: number): LatencySummary | undefined {
    const series = this.#series.get(event);
    const oldest = series?.samples[0];
    if (series === undefined || oldest === undefined) return undefined;
    const latencies = series.samples.map((sample) => sample.latencyMs);
    const averageMs = Math.floor(mean(latencies));
    return {
      samples: latencies.length,
      averageMs,
      deviationMs: Math.floor(mean(latencies.map((latency) => Math.abs(latency - averageMs)))),
      minMs: Math.min(...latencies),
      maxMs: Math.max(...latencies),
      periodSeconds: Math.max(Math.floor(nowMs / 1000) - oldest.atSeconds, 1),
      allTimeMaxMs: series.allTimeMaxMs,
    };
  }

  /** Forgets one event; whether there was one. Names are compared without case. */
  reset(event: string): boolean {
    const name = this.names.find((known) => known.toLowerCase() === event.toLowerCase());
    return name !== undefined && this.#series.delete(name);
  }

  /** Forgets everything; how many events there were. */
  resetAll(): number {
    const count = this.#series.size;
    this.#series.clear();
    return count;
  }

  #add(event: string, latencyMs: number, nowMs: number): void {
    const atSeconds = Math.floor(nowMs / 1000);
    const series = this.#series.get(event) ?? { samples: [], allTimeMaxMs: 0 };
    this.#series.set(event, series);
    series.allTimeMaxMs = Math.max(series.allTimeMaxMs, latencyMs);
    const last = series.samples.at(-1);
    // Within one second only the worst counts.
    if (last?.atSeconds === atSeconds) {
      if (latencyMs > last.latencyMs) series.samples.splice(-1, 1, { atSeconds, latencyMs });
      return;
    }
    series.samples.push({ atSeconds, latencyMs });
    if (series.samples.length > SAMPLES_MAX) series.samples.shift();
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
