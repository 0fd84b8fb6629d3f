import type { RequestLimits } from './protocol-error.ts';

const STAR = 42;
const DOLLAR = 36;
const CR = 13;
const ZERO = 48;
/** Words of all requests parsed ahead together; a request with more goes through PartialRequest. */
const WORDS_MAX = 4096;
/** Requests parsed before the first of them runs, so that their index slots and entries load side by side. */
export const AHEAD_MAX = 16;
/** Digits that cannot overflow: longer headers take the careful path. */
const HEADER_DIGITS_MAX = 9;

/**
 * The fast half of reading requests: whole, well-formed requests in one piece of memory become offsets. Whatever is
 * incomplete, inline, huge or wrong is left where it is for `PartialRequest`, the careful half.
 */
export class RequestParser {
  readonly starts = new Int32Array(WORDS_MAX);
  readonly lengths = new Int32Array(WORDS_MAX);
  /** Per request: where its words begin in `starts`, how many they are, and where the next request begins. */
  readonly firsts = new Int32Array(AHEAD_MAX);
  readonly counts = new Int32Array(AHEAD_MAX);
  readonly ends = new Int32Array(AHEAD_MAX);

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
      if (at + 4 > to || u8[at] !== STAR) return parsed;
      let count = u8[at + 1]! - ZERO;
      if (count < 0 || count > 9) return parsed;
      let next = at + 2;
      for (let byte = u8[next]!; byte !== CR; byte = u8[next]!) {
        const digit = byte - ZERO;
        if (digit < 0 || digit > 9 || next - at > HEADER_DIGITS_MAX || next >= to) return parsed;
        count = count * 10 + digit;
        next++;
      }
      next += 2;
      if (count === 0 || count > wordsMax || words + count > WORDS_MAX) return parsed;
      const first = words;
      for (let word = 0; word < count; word++) {
        // The shortest word is "$0\r\n\r\n".
        if (next + 4 > to || u8[next] !== DOLLAR) return parsed;
        let length = u8[next + 1]! - ZERO;
        if (length < 0 || length > 9) return parsed;
        const header = next;
        next += 2;
        for (let byte = u8[next]!; byte !== CR; byte = u8[next]!) {
          const digit = byte - ZERO;
          if (digit < 0 || digit > 9 || next - header > HEADER_DIGITS_MAX || next >= to)
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
      firsts[parsed] = first;
      counts[parsed] = count;
      ends[parsed] = next;
      at = next;
    }
    return most;
  }
}
