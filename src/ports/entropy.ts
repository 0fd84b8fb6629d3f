/** Unpredictable bytes, as an argument: keys of hashes, passwords, run ids. */
export interface Entropy {
  fill(into: Uint8Array): void;
}
