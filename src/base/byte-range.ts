const NOTHING = new Uint8Array(8);

/**
 * A window onto bytes that live elsewhere (a slab, a read buffer). One object is reused for many windows, so a
 * range is valid only until its owner is asked for the next one.
 */
export class ByteRange {
  u8: Uint8Array = NOTHING;
  /** Covers the same memory as `u8`, index for index. */
  dv: DataView = new DataView(NOTHING.buffer);
  start = 0;
  length = 0;

  set(bytes: Uint8Array): this {
    this.u8 = bytes;
    this.dv = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.start = 0;
    this.length = bytes.length;
    return this;
  }

  /** The same window as another: for who must keep a range that its owner is about to reuse. */
  sameAs(other: ByteRange): this {
    this.u8 = other.u8;
    this.dv = other.dv;
    this.start = other.start;
    this.length = other.length;
    return this;
  }

  /** The bytes without a copy; dies with the memory behind it. */
  view(): Uint8Array {
    return this.u8.subarray(this.start, this.start + this.length);
  }

  copy(): Uint8Array {
    return this.u8.slice(this.start, this.start + this.length);
  }
}
