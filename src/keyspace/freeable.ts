/** Something long that is freed in portions. */
export interface Freeable {
  /** Objects that are not freed yet. */
  readonly objects: number;
  /** A snapshot still has to pass it, so it should stay for now. */
  readonly held: boolean;
  /**
   * Frees some objects, in less than a millisecond; a snapshot that still wants them gets them. Returns how many steps
   * that took: no fewer than the objects freed.
   */
  freePortion(): number;
  /** All blocks in the slabs have been taken back at once: takes its index out of the accounts, too. */
  forget(): void;
}
