import type { ByteRange } from './byte-range.ts';
import { toLatin1 } from './bytes.ts';
import { copyBytes } from './copy-bytes.ts';

const NOTHING = new Uint8Array(8);
const SHORT_TEXT_BYTES = 128;

/**
 * The words of one request as offsets into the bytes they arrived in: nothing is copied, nothing is allocated.
 * Word 0 is the command's name. Valid only while the call runs; whoever keeps a word takes `copy`.
 */
export class Arguments {
  u8: Uint8Array = NOTHING;
  /** Covers the same memory as `u8`, index for index. */
  dv: DataView = new DataView(NOTHING.buffer);
  starts: Int32Array;
  lengths: Int32Array;
  /** Where this request's words begin in `starts` and `lengths`; several parsed requests share them. */
  first = 0;
  count = 0;
  /** The key hash of word `hashedWord`, computed while parsing ahead. */
  hash = 0;
  /** 0 when no hash was computed. */
  hashedWord = 0;

  constructor(starts: Int32Array, lengths: Int32Array) {
    this.starts = starts;
    this.lengths = lengths;
  }

  /** A request made here rather than read from a socket: in-process calls, scripts, tests. */
  static of(words: readonly Uint8Array[]): Arguments {
    const made = new Arguments(new Int32Array(words.length), new Int32Array(words.length));
    const bytes = new Uint8Array(words.reduce((sum, word) => sum + word.length, 8));
    let at = 0;
    words.forEach((word, i) => {
      bytes.set(word, at);
      made.starts[i] = at;
      made.lengths[i] = word.length;
      at += word.length;
    });
    made.u8 = bytes;
    made.dv = new DataView(bytes.buffer);
    made.count = words.length;
    return made;
  }

  /** The same words in memory of their own. */
  static copyOf(args: Arguments): Arguments {
    const made = new Arguments(new Int32Array(args.count), new Int32Array(args.count));
    let bytes = 8;
    for (let i = 0; i < args.count; i++) bytes += args.length(i);
    made.u8 = new Uint8Array(bytes);
    made.dv = new DataView(made.u8.buffer);
    made.count = args.count;
    let at = 0;
    for (let i = 0; i < args.count; i++) {
      const length = args.length(i);
      copyBytes(args.u8, args.dv, args.start(i), made.u8, made.dv, at, length);
      made.starts[i] = at;
      made.lengths[i] = length;
      at += length;
    }
    return made;
  }

  start(word: number): number {
    return this.starts[this.first + word]!;
  }

  length(word: number): number {
    return this.lengths[this.first + word]!;
  }

  /** The word's bytes without a copy. */
  view(word: number): Uint8Array {
    const start = this.start(word);
    return this.u8.subarray(start, start + this.length(word));
  }

  copy(word: number): Uint8Array {
    const start = this.start(word);
    return this.u8.slice(start, start + this.length(word));
  }

  range(word: number, into: ByteRange): ByteRange {
    into.u8 = this.u8;
    into.dv = this.dv;
    into.start = this.start(word);
    into.length = this.length(word);
    return into;
  }

  /** The word with each byte as one character: for names and numbers, never for values. */
  latin1(word: number): string {
    let text = '';
    const start = this.start(word);
    const length = this.length(word);
    // Appending byte by byte costs 50 bytes of heap for each of them: a name of 20 MB took seconds and a gigabyte.
    if (length > SHORT_TEXT_BYTES) return toLatin1(this.view(word));
    for (let i = start, end = start + length; i < end; i++) {
      text += String.fromCharCode(this.u8[i]!);
    }
    return text;
  }

  /** Whether the word is this option, whatever its case. `lower` is in lower case and ASCII letters, digits, `-`, `_`. */
  is(word: number, lower: string): boolean {
    const start = this.start(word);
    const length = this.length(word);
    if (length !== lower.length) return false;
    for (let i = 0; i < length; i++) {
      const byte = this.u8[start + i]!;
      const folded = byte >= 65 && byte <= 90 ? byte + 32 : byte;
      if (folded !== lower.charCodeAt(i)) return false;
    }
    return true;
  }
}
