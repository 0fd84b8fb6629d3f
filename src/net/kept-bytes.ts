import { concatBytes } from '../base/bytes.ts';

/** Pieces at least so long stay as they are: putting them together would cost more than it saves. */
const LARGE_BYTES = 1 << 20;
const NOTHING = new Uint8Array(0);

/**
 * Bytes that came in pieces and are to be read later. Small pieces are put together like the digits of a binary
 * counter, so that a client who sends byte by byte can't make us keep an object for each of them.
 */
export class KeptBytes {
  readonly #pieces: Uint8Array[] = [];
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

  /** Those that came first, in a piece that is as long as it happens to be; empty when there are none. */
  takeFirst(): Uint8Array {
    const piece = this.#pieces.shift() ?? NOTHING;
    this.#length -= piece.length;
    return piece;
  }

  /** The end of the piece that was taken last has not been read. */
  putBack(unread: Uint8Array): void {
    if (unread.length === 0) return;
    this.#length += unread.length;
    // Copied only when half is gone: seldom enough, and what is read doesn't stay in memory uncounted.
    const isMost = unread.length * 2 >= unread.buffer.byteLength;
    this.#pieces.unshift(isMost ? unread : unread.slice());
  }

  /** They will never be read. */
  clear(): void {
    this.#pieces.length = 0;
    this.#length = 0;
  }
}
