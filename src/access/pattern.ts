import { fromLatin1 } from '../base/bytes.ts';
import { Glob } from '../base/glob.ts';

const SPECIAL = /[*?[\\]/;

/** A key or channel pattern of an ACL rule. */
export class Pattern {
  /** One character per byte, as it was written. */
  readonly text: string;
  readonly #bytes: Uint8Array;
  /** Set when the pattern is plain text and one star at its end, which most are: no matcher is run for it. */
  readonly #prefix: Uint8Array | undefined;
  readonly #glob: Glob;

  constructor(text: string) {
    this.text = text;
    this.#bytes = fromLatin1(text);
    const head = text.slice(0, -1);
    this.#prefix =
      text.length > 1 && text.endsWith('*') && !SPECIAL.test(head) ? fromLatin1(head) : undefined;
    this.#glob = new Glob(this.#bytes);
  }

  /** Whether the pattern covers the whole of `u8[start .. start + length)`. */
  matches(u8: Uint8Array, start: number, length: number): boolean {
    const prefix = this.#prefix;
    if (prefix === undefined) return this.#glob.matches(u8, start, length);
    if (length < prefix.length) return false;
    for (let i = 0; i < prefix.length; i++) {
      if (u8[start + i] !== prefix[i]) return false;
    }
    return true;
  }

  /** Whether the bytes are this very pattern: PSUBSCRIBE may only name a pattern that was granted letter by letter. */
  is(u8: Uint8Array, start: number, length: number): boolean {
    const bytes = this.#bytes;
    if (length !== bytes.length) return false;
    for (let i = 0; i < length; i++) {
      if (u8[start + i] !== bytes[i]) return false;
    }
    return true;
  }
}
