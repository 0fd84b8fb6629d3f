/** What INFO tells about lookups and lost keys. */
export class KeyStats {
  hits = 0;
  misses = 0;
  expired = 0;
  /** Expired keys found by the background cycle, of `expired`. */
  expiredActive = 0;
  evicted = 0;

  reset(): void {
    this.hits = this.misses = this.expired = this.expiredActive = this.evicted = 0;
  }
}
