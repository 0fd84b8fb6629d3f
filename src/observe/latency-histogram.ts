/**
 * How often calls took how long. Buckets are exact below 256 ns and from there on 128 to each doubling, so a value is
 * told within 1%: the precision, and so the printed percentiles, of Redis's histograms.
 */

const EXACT_VALUES = 256;
const STEPS_PER_DOUBLING = 128;
const STEPS_LOG = 7;
/** Longer calls count as this long, as in Redis. */
const LONGEST_NS = 1_000_000_000;
const BUCKETS = bucketOf(LONGEST_NS) + 1;
/** The first bound of LATENCY HISTOGRAM; each further one is twice the one before. */
const FIRST_BOUND_NS = 1024;

const NS_PER_US = 1000;

/** So many calls took at most `bound` microseconds. */
export interface CumulativeCount {
  readonly boundUs: number;
  readonly count: number;
}

/** One command's histogram. Recording allocates nothing. */
export class LatencyHistogram {
  /** Doubles, because a busy server counts beyond 32 bits. */
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  record(durationUs: number, times: number): void {
    const ns = Math.min(Math.max(Math.round(durationUs * NS_PER_US), 1), LONGEST_NS);
    const bucket = bucketOf(ns);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + times;
    this.#total += times;
  }

  /** Microseconds within which this share of the calls (0 to 100) ended. */
  percentileUs(percentile: number): number {
    const wanted = Math.max(Math.floor((percentile / 100) * this.#total + 0.5), 1);
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= wanted) return highestOf(bucket) / NS_PER_US;
    }
    return 0;
  }

  /** Cumulative counts at doubling bounds, those left out at which nothing is added: LATENCY HISTOGRAM. */
  cumulative(): readonly CumulativeCount[] {
    const counts: CumulativeCount[] = [];
    let bucket = 0;
    let seen = 0;
    let told = 0;
    for (let bound = FIRST_BOUND_NS; told < this.#total; bound *= 2) {
      const last = Math.min(bucketOf(bound), BUCKETS - 1);
      for (; bucket <= last; bucket++) seen += this.#counts[bucket] ?? 0;
      if (seen > told)
        counts.push({ boundUs: Math.floor(highestOf(last) / NS_PER_US), count: seen });
      told = seen;
    }
    return counts;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}

function bucketOf(ns: number): number {
  if (ns < EXACT_VALUES) return ns;
  const doublings = 31 - Math.clz32(ns) - STEPS_LOG;
  return (doublings << STEPS_LOG) + (ns >>> doublings);
}

/** The longest time that falls into a bucket, in ns. */
function highestOf(bucket: number): number {
  if (bucket < EXACT_VALUES) return bucket;
  const doublings = (bucket >>> STEPS_LOG) - 1;
  const step = (bucket & (STEPS_PER_DOUBLING - 1)) + STEPS_PER_DOUBLING;
  return (step + 1) * 2 ** doublings - 1;
}
