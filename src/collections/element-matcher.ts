import { ByteRange } from '../base/byte-range.ts';
import { ElementWriter, nextElement, previousElement } from './listpack.ts';

/** Longest beginning of an element (its encoding, or all of a number) that is compared byte by byte. */
const HEAD_BYTES_MAX = 9;
const INTEGER_BYTES_MAX = 10;

/**
 * Looks for a text among elements. Equal texts are encoded alike, so what is compared is the element as it would be
 * written, and numbers are never read.
 */
export class ElementMatcher {
  /** Elements that the last search passed before it ended. */
  passed = 0;
  readonly #writer = new ElementWriter();
  readonly #head = new Uint8Array(HEAD_BYTES_MAX + INTEGER_BYTES_MAX);
  readonly #headView = new DataView(this.#head.buffer);
  readonly #text = new ByteRange();
  #headBytes = 0;
  /** Bytes of text behind the head. */
  #textBytes = 0;

  /** The text to look for; its memory must not move. */
  of(text: ByteRange): this {
    const { length } = text;
    this.#text.sameAs(text);
    const bytes = this.#writer.of(text);
    this.#textBytes = length;
    const view = this.#headView;
    if (bytes <= INTEGER_BYTES_MAX && this.#writer.isInteger) {
      this.#writer.write(this.#head, view, 0);
      this.#headBytes = bytes - 1;
      this.#textBytes = 0;
    } else if (length < 64) {
      view.setUint8(0, 0x80 | length);
      this.#headBytes = 1;
    } else if (length < 4096) {
      view.setUint16(0, 0xe000 | length);
      this.#headBytes = 2;
    } else {
      view.setUint8(0, 0xf0);
      view.setUint32(1, length, true);
      this.#headBytes = 5;
    }
    return this;
  }

  /** The position of the first match among `count` elements from a position on; -1 when there is none. */
  find(dv: DataView, from: number, count: number): number {
    const first = this.#head[0]!;
    let at = from;
    for (let i = 0; i < count; i++) {
      if (dv.getUint8(at) === first && this.#matches(dv, at)) {
        this.passed = i;
        return at;
      }
      at = nextElement(dv, at);
    }
    this.passed = count;
    return -1;
  }

  /** The position of the first match among `count` elements in front of a position, going backwards. */
  findBackwards(dv: DataView, from: number, count: number): number {
    const first = this.#head[0]!;
    let at = from;
    for (let i = 0; i < count; i++) {
      at = previousElement(dv, at);
      if (dv.getUint8(at) === first && this.#matches(dv, at)) {
        this.passed = i;
        return at;
      }
    }
    this.passed = count;
    return -1;
  }

  #matches(dv: DataView, at: number): boolean {
    const headBytes = this.#headBytes;
    for (let i = 1; i < headBytes; i++) if (dv.getUint8(at + i) !== this.#head[i]) return false;
    const { dv: other, start } = this.#text;
    const length = this.#textBytes;
    const from = at + headBytes;
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (dv.getInt32(from + i, true) !== other.getInt32(start + i, true)) return false;
    }
    for (; i < length; i++) if (dv.getUint8(from + i) !== other.getUint8(start + i)) return false;
    return true;
  }
}
