import type { RequestLimits } from './protocol-error.ts';

const STAR = 42;
const DOLLAR = 36;
const CR = 13;
const LF = 10;
const TAB = 9;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const ZERO = 48;
/** Words of all requests parsed ahead together; a request with more goes through PartialRequest. */
const WORDS_MAX = 4096;
/** Requests parsed before the first of them runs, so that their index slots and entries load side by side. */
export const AHEAD_MAX = 16;
/** Digits that cannot overflow: longer headers take the careful path, as do zeros in front, which are no number to Redis. */
const DIGITS_MAX = 9;
/** Inline requests that people and health checks type are far shorter. */
const LINE_BYTES_MAX = 1024;

/**
 * The fast half of reading requests: whole, well-formed requests in one piece of memory become offsets, inline ones if they are
 * plain words. Whatever is incomplete, quoted, huge or wrong is left where it is for `PartialRequest`, the careful half.
 */
export class RequestParser {
  readonly starts = new Int32Array(WORDS_MAX);
  readonly lengths = new Int32Array(WORDS_MAX);
  /** Per request: where its words begin in `starts`, how many they are, and where the next request begins. */
  readonly firsts = new Int32Array(AHEAD_MAX);
  readonly counts = new Int32Array(AHEAD_MAX);
  readonly ends = new Int32Array(AHEAD_MAX);
  /** Per request: 1 when it came as a line. */
  readonly inlines = new Uint8Array(AHEAD_MAX);

  /** Parses up to `most` requests from `from` on and returns how many. */
  parse(
    u8: Uint8Array,
    from: number,
    to: number,
    options: { readonly most: number; readonly limits: RequestLimits },
  ): number {
    const { most, limits } = options;
    const { starts, lengths, firsts, counts, ends } = this;
    const { wordsMax, bulkBytesMax } = limits;
    let at = from;
    let words = 0;
    for (let parsed = 0; parsed < most; parsed++) {
      if (at + 4 > to) return parsed;
      firsts[parsed] = words;
      if (u8[at] !== STAR) {
        at = this.#parseLine(u8, at, Math.min(to, at + bulkBytesMax), parsed);
        if (at < 0 || counts[parsed]! > wordsMax) return parsed;
        words += counts[parsed]!;
        continue;
      }
      let count = u8[at + 1]! - ZERO;
      if (count < 0 || count > 9) return parsed;
      let next = at + 2;
      for (let byte = u8[next]!; byte !== CR; byte = u8[next]!) {
        const digit = byte - ZERO;
        if (digit >>> 0 > 9 || count === 0 || next - at > DIGITS_MAX || next >= to) return parsed;
        count = count * 10 + digit;
        next++;
      }
      next += 2;
      if (count === 0 || count > wordsMax || words + count > WORDS_MAX) return parsed;
      for (let word = 0; word < count; word++) {
        // The shortest word is "$0\r\n\r\n".
        if (next + 4 > to || u8[next] !== DOLLAR) return parsed;
        let length = u8[next + 1]! - ZERO;
        if (length < 0 || length > 9) return parsed;
        const header = next;
        next += 2;
        for (let byte = u8[next]!; byte !== CR; byte = u8[next]!) {
          const digit = byte - ZERO;
          if (digit >>> 0 > 9 || length === 0 || next - header > DIGITS_MAX || next >= to)
            return parsed;
          length = length * 10 + digit;
          next++;
        }
        next += 2;
        if (length > bulkBytesMax) return parsed;
        starts[words] = next;
        lengths[words] = length;
        words++;
        next += length + 2;
        if (next > to) return parsed;
      }
      counts[parsed] = count;
      ends[parsed] = next;
      this.inlines[parsed] = 0;
      at = next;
    }
    return most;
  }

  /**
   * Where the line behind this one begins; -1 when it isn't complete before `to`, or more than words between spaces. A line that
   * is no longer than a word may be holds no word that is too long.
   */
  #parseLine(u8: Uint8Array, from: number, to: number, parsed: number): number {
    const { starts, lengths } = this;
    const firstWord = this.firsts[parsed]!;
    const limit = Math.min(to, from + LINE_BYTES_MAX);
    let word = firstWord;
    let start = -1;
    for (let at = from; at < limit; at++) {
      const byte = u8[at]!;
      if (byte > SPACE) {
        if (byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE) return -1;
        if (start < 0) start = at;
        continue;
      }
      const isEnd = byte === LF || (byte === CR && at + 1 < limit && u8[at + 1] === LF);
      if (!isEnd && byte !== SPACE && byte !== TAB) return -1;
      if (start >= 0) {
        if (word === WORDS_MAX) return -1;
        starts[word] = start;
        lengths[word] = at - start;
        word++;
        start = -1;
      }
      if (!isEnd) continue;
      const next = at + (byte === LF ? 1 : 2);
      this.counts[parsed] = word - firstWord;
      this.ends[parsed] = next;
      this.inlines[parsed] = 1;
      return word === firstWord ? -1 : next;
    }
    return -1;
  }
}
