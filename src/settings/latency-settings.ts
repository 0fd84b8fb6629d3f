/** Latency events and the percentiles of `INFO latencystats`. */
export class LatencySettings {
  /** 0: the latency monitor is off. */
  monitorThresholdMs = 0;
  trackingEnabled = true;
  percentiles: readonly number[] = [50, 99, 99.9];
}
