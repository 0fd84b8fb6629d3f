/**
 * Redis's glob patterns over bytes, in bounded time.
 *
 * A pattern is read once into tokens that each consume exactly one byte (a literal, `?`, a class) plus stars that cut
 * them into segments. The first segment is anchored at the start, the last at the end, and each segment between is
 * searched at its earliest place; taking the earliest place can never lose a match, so nothing is ever tried twice
 * (security.md, "glob, regex and pattern blow-up": KEYS `a*a*a*…` costs Redis's own matcher exponential time).
 *
 * Odd cases follow Redis 7: an unterminated class ends with the pattern, `[^]` is any byte, ranges compare signed
 * bytes, a backslash at the very end is a literal, and a pattern of stars does not match the empty text (commands
 * where `*` means everything ask `matchesAll`).
 */

import { lowerByte } from './bytes.ts';

export type GlobCase = 'exact' | 'caseless';

const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const CARET = 0x5e;
const DASH = 0x2d;
const BACKSLASH = 0x5c;

// Tokens: 0..255 is that byte, ANY is `?`, CLASS + n is the n-th class of the pattern.
const ANY = 256;
const CLASS = 257;
/** A class is a bitmap of 256 bits. */
const CLASS_WORDS = 8;

/** Redis 7 stops at this depth of stars and answers no match; here it bounds the memory of a compiled pattern. */
const MAX_STARS = 1000;

/** Tokens are 16 bits wide. A pattern with more classes matches nothing, so that it can't be compiled into gigabytes. */
const MAX_CLASSES = 65_000;

/** A segment of `?` and classes between two stars is searched naively, so its length bounds the work per byte of text. */
const MAX_SEARCHED_WILDCARD_SEGMENT = 1024;

/** Below this length the naive search of a literal beats building a failure table. */
const SHORT_LITERAL = 32;

type Strategy = 'nothing' | 'everything' | 'literal' | 'prefix' | 'general';

interface Segment {
  readonly start: number;
  readonly end: number;
  /** Failure table of the literal, when the segment is one and long enough to need it. */
  readonly failures: Int32Array | undefined;
  readonly searchable: boolean;
}

/** One compiled pattern. */
export class Glob {
  /** True for the pattern `*`, which KEYS and SCAN treat as no pattern at all. */
  readonly matchesAll: boolean;

  readonly #tokens: Uint16Array;
  readonly #classes: Int32Array;
  readonly #segments: readonly Segment[];
  readonly #strategy: Strategy;
  readonly #fold: boolean;

  constructor(pattern: Uint8Array, globCase: GlobCase = 'exact') {
    const reader = new PatternReader(pattern, globCase);
    const possible = reader.read();
    this.#fold = globCase === 'caseless';
    this.#tokens = reader.tokens.slice(0, reader.count);
    this.#classes = Int32Array.from(reader.classes);
    this.#segments = reader.cuts.map((cut) => describeSegment(this.#tokens, cut));
    this.matchesAll = pattern.length === 1 && pattern[0] === STAR;
    this.#strategy = possible ? this.#chooseStrategy() : 'nothing';
  }

  /** True when the pattern covers the whole of `bytes[start .. start + length)`. */
  matches(bytes: Uint8Array, start: number, length: number): boolean {
    switch (this.#strategy) {
      case 'nothing':
        return false;
      case 'everything':
        return length > 0;
      case 'literal':
        return length === this.#tokens.length && this.#literalAt(bytes, start);
      case 'prefix':
        return length >= this.#tokens.length && length > 0 && this.#literalAt(bytes, start);
      case 'general':
        return this.#matchSegments(bytes, start, length);
    }
  }

  #chooseStrategy(): Strategy {
    const first = this.#segments[0];
    const second = this.#segments[1];
    if (first === undefined || this.#fold || this.#tokens.some((token) => token >= ANY)) {
      return this.#tokens.length === 0 && second !== undefined ? 'everything' : 'general';
    }
    if (second === undefined) return 'literal';
    if (this.#segments.length > 2 || second.start !== second.end) return 'general';
    return first.start === first.end ? 'everything' : 'prefix';
  }

  #literalAt(bytes: Uint8Array, start: number): boolean {
    const tokens = this.#tokens;
    for (let index = 0; index < tokens.length; index++) {
      if (bytes[start + index] !== tokens[index]) return false;
    }
    return true;
  }

  #matchSegments(bytes: Uint8Array, start: number, length: number): boolean {
    const segments = this.#segments;
    const first = segments[0]!;
    if (length < this.#tokens.length) return false;
    if (segments.length === 1) {
      return length === this.#tokens.length && this.#segmentAt(first, bytes, start);
    }
    if (length === 0 || !this.#segmentAt(first, bytes, start)) return false;
    const last = segments[segments.length - 1]!;
    const tail = start + length - (last.end - last.start);
    if (!this.#segmentAt(last, bytes, tail)) return false;
    let position = start + first.end - first.start;
    for (let index = 1; index < segments.length - 1; index++) {
      const segment = segments[index]!;
      position = this.#search(segment, bytes, position, tail);
      if (position < 0) return false;
    }
    return true;
  }

  /** The position after the segment's earliest place in `bytes[from .. to)`, or -1. */
  #search(segment: Segment, bytes: Uint8Array, from: number, to: number): number {
    if (segment.failures !== undefined)
      return this.#searchLong(segment, segment.failures, bytes.subarray(0, to), from);
    if (!segment.searchable) return -1;
    const length = segment.end - segment.start;
    for (let at = from; at + length <= to; at++) {
      if (this.#segmentAt(segment, bytes, at)) return at + length;
    }
    return -1;
  }

  /** Knuth, Morris and Pratt's search: each byte of the text is looked at a constant number of times. */
  #searchLong(segment: Segment, failures: Int32Array, bytes: Uint8Array, from: number): number {
    const length = segment.end - segment.start;
    let matched = 0;
    for (let at = from; at < bytes.length; at++) {
      const byte = this.#folded(bytes[at]!);
      while (matched > 0 && this.#tokens[segment.start + matched] !== byte)
        matched = failures[matched - 1]!;
      if (this.#tokens[segment.start + matched] === byte) matched++;
      if (matched === length) return at + 1;
    }
    return -1;
  }

  #segmentAt(segment: Segment, bytes: Uint8Array, at: number): boolean {
    const tokens = this.#tokens;
    const offset = at - segment.start;
    for (let index = segment.start; index < segment.end; index++) {
      const token = tokens[index]!;
      if (token === ANY) continue;
      const byte = bytes[offset + index]!;
      if (token >= CLASS) {
        const word = this.#classes[(token - CLASS) * CLASS_WORDS + (byte >>> 5)]!;
        if (((word >>> (byte & 31)) & 1) === 0) return false;
      } else if (token !== this.#folded(byte)) {
        return false;
      }
    }
    return true;
  }

  #folded(byte: number): number {
    return this.#fold ? lowerByte(byte) : byte;
  }
}

/** Matches once; patterns that are used again should be kept as a `Glob`. */
export function globMatch(
  pattern: Uint8Array,
  text: Uint8Array,
  globCase: GlobCase = 'exact',
): boolean {
  return new Glob(pattern, globCase).matches(text, 0, text.length);
}

/** Reads a pattern into tokens, class bitmaps and the cuts that stars make. */
class PatternReader {
  readonly tokens: Uint16Array;
  readonly classes: number[] = [];
  readonly cuts: { start: number; end: number }[] = [];
  /** How many of the tokens are in use. */
  count = 0;

  readonly #pattern: Uint8Array;
  readonly #fold: boolean;
  #position = 0;

  constructor(pattern: Uint8Array, globCase: GlobCase) {
    this.#pattern = pattern;
    this.#fold = globCase === 'caseless';
    this.tokens = new Uint16Array(pattern.length);
  }

  /** False when the pattern can't match anything, or is beyond the limits above. */
  read(): boolean {
    const pattern = this.#pattern;
    let start = 0;
    while (this.#position < pattern.length) {
      const byte = pattern[this.#position++]!;
      if (byte === STAR) {
        while (pattern[this.#position] === STAR) this.#position++;
        this.cuts.push({ start, end: this.count });
        start = this.count;
      } else if (byte === QUESTION) this.tokens[this.count++] = ANY;
      else if (byte === OPEN) this.#readClass();
      else this.#readLiteral(byte);
      if (this.cuts.length > MAX_STARS || this.classes.length > MAX_CLASSES * CLASS_WORDS)
        return false;
    }
    this.cuts.push({ start, end: this.count });
    return true;
  }

  #readLiteral(byte: number): void {
    const escaped = byte === BACKSLASH && this.#position < this.#pattern.length;
    const literal = escaped ? this.#pattern[this.#position++]! : byte;
    this.tokens[this.count++] = this.#fold ? lowerByte(literal) : literal;
  }

  #readClass(): void {
    const pattern = this.#pattern;
    const members = new Int32Array(CLASS_WORDS);
    const negated = pattern[this.#position] === CARET;
    if (negated) this.#position++;
    while (this.#position < pattern.length) {
      const left = pattern.length - this.#position;
      const byte = pattern[this.#position]!;
      if (byte === BACKSLASH && left >= 2) {
        // An escaped member stays case-sensitive even in a caseless match, as in Redis.
        addMember(members, pattern[this.#position + 1]!);
        this.#position += 2;
      } else if (byte === CLOSE) {
        this.#position++;
        break;
      } else if (left >= 3 && pattern[this.#position + 1] === DASH) {
        this.#addRange(members, byte, pattern[this.#position + 2]!);
        this.#position += 3;
      } else {
        if (this.#fold) addBothCases(members, byte);
        else addMember(members, byte);
        this.#position++;
      }
    }
    this.tokens[this.count++] = CLASS + this.classes.length / CLASS_WORDS;
    for (const word of members) this.classes.push(negated ? ~word : word);
  }

  #addRange(members: Int32Array, from: number, to: number): void {
    // Redis compares chars, which are signed on x86-64: 0x80..0xff come before 0x00.
    const fold = this.#fold ? lowerByte : (value: number): number => value;
    const low = fold(Math.min(signed(from), signed(to)));
    const high = fold(Math.max(signed(from), signed(to)));
    for (let byte = 0; byte < 256; byte++) {
      const value = fold(signed(byte));
      if (value >= low && value <= high) addMember(members, byte);
    }
  }
}

function describeSegment(tokens: Uint16Array, cut: { start: number; end: number }): Segment {
  const own = tokens.subarray(cut.start, cut.end);
  const literal = own.every((token) => token < ANY);
  return {
    ...cut,
    failures: literal && own.length > SHORT_LITERAL ? failureTable(own) : undefined,
    searchable: literal || own.length <= MAX_SEARCHED_WILDCARD_SEGMENT,
  };
}

function failureTable(literal: Uint16Array): Int32Array {
  const failures = new Int32Array(literal.length);
  let matched = 0;
  for (let index = 1; index < literal.length; index++) {
    while (matched > 0 && literal[matched] !== literal[index]) matched = failures[matched - 1]!;
    if (literal[matched] === literal[index]) matched++;
    failures[index] = matched;
  }
  return failures;
}

function addMember(members: Int32Array, byte: number): void {
  members[byte >>> 5] = members[byte >>> 5]! | (1 << (byte & 31));
}

function addBothCases(members: Int32Array, byte: number): void {
  const folded = lowerByte(byte);
  addMember(members, folded);
  if (folded >= 0x61 && folded <= 0x7a) addMember(members, folded - 0x20);
}

function signed(byte: number): number {
  return (byte << 24) >> 24;
}
