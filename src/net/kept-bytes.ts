import { concatBytes } from '../base/bytes.ts';

/** Pieces at least so long stay as they are: putting them together would cost more than it saves. */
const LARGE_BYTES = 1 << 20;

/**
 * Bytes that came in pieces and are to be read later. Small pieces are put together like the digits of a binary
 * counter, so that a client who sends byte by byte can't make us keep an object for each of them.
 */
export class KeptBytes {
  #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Takes the bytes over: they must not change any more. */
  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    let last = bytes;
    for (;;) {
      const before = this.#pieces.at(-1);
      if (before === undefined || before.length > last.length || last.length >= LARGE_BYTES) break;
      this.#pieces.pop();
      last = concatBytes([before, last]);
    }
    this.#pieces.push(last);
  }

  /** All of them in one piece; nothing is kept any more. */
  take(): Uint8Array {
    const bytes = concatBytes(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    return bytes;
  }
}
