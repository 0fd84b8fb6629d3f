/** Something long that is freed in portions. */
export interface Freeable {
  /** Objects that are not freed yet. */
  readonly objects: number;
  /** A snapshot still has to pass it, so it should stay for now. */
  readonly held: boolean;
  /** Frees some objects, in less than a millisecond; a snapshot that still wants them gets them. */
  freePortion(): void;
}
