import type { ByteRange } from '../../base/byte-range.ts';
import { copyBytes } from '../../base/copy-bytes.ts';

/** What SORT needs for so many elements is kept for the next call: fresh memory costs as much as sorting them (measured). */
export const KEPT_MAX = 16_384;
const FIRST_BYTES = 4096;
/** What a memory may have grown to and still be used again. */
const KEPT_BYTES_MAX = 1 << 20;

/** Many texts, one behind the other in one memory. */
export class Texts {
  u8 = new Uint8Array(FIRST_BYTES);
  dv = new DataView(this.u8.buffer);
  /** Where each begins; doubles, because all together may be longer than 4 GiB. */
  readonly starts: Float64Array;
  readonly lengths: Uint32Array;
  count = 0;
  #end = 0;

  constructor(most: number) {
    this.starts = new Float64Array(most);
    this.lengths = new Uint32Array(most);
  }

  /** Forgets the texts. */
  clear(): this {
    this.count = this.#end = 0;
    if (this.u8.length > KEPT_BYTES_MAX) {
      this.u8 = new Uint8Array(FIRST_BYTES);
      this.dv = new DataView(this.u8.buffer);
    }
    return this;
  }

  add(text: ByteRange): void {
    const { length } = text;
    const start = this.#end;
    if (start + length > this.u8.length) this.#grow(length);
    copyBytes(text.u8, text.dv, text.start, this.u8, this.dv, start, length);
    this.starts[this.count] = start;
    this.lengths[this.count++] = length;
    this.#end = start + length;
  }

  range(index: number, into: ByteRange): ByteRange {
    into.u8 = this.u8;
    into.dv = this.dv;
    into.start = this.starts[index]!;
    into.length = this.lengths[index]!;
    return into;
  }

  #grow(length: number): void {
    const bytes = new Uint8Array(Math.max(this.u8.length * 2, this.#end + length));
    bytes.set(this.u8.subarray(0, this.#end));
    this.u8 = bytes;
    this.dv = new DataView(bytes.buffer);
  }
}
