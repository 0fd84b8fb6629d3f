import assert from 'node:assert/strict';
import { Pattern } from '../../src/access/pattern.ts';
import { toLatin1 } from '../../src/base/bytes.ts';
import { Glob } from '../../src/base/glob.ts';
import { fuzz } from './fuzz.ts';

/** A pattern, a line break, a text. */
const SAMPLES: readonly string[] = [
  'a*b?c[d-f]\naxxbycd',
  '*\nanything',
  'news.*\nnews.sport',
  '[^a-c]\\*[\\]x]*\nd*]zz',
  'a*a*a*a*b\naaaaaaaaaaaaaaaa',
  '??*[z-a][]\nabc',
  `${'ab'.repeat(20)}*${'ba'.repeat(20)}\n${'ab'.repeat(20)}x${'ba'.repeat(20)}`,
  '\\\n\\',
  '[a-\na',
];

fuzz({
  name: 'the matcher agrees with one that tries everything, and an ACL pattern with the matcher',
  samples: SAMPLES,
  words: ['*', '?', '[', ']', '^', '-', '\\', '**', '[^', '[a-z]', '\\*', '\xff', '\0'],
  check(bytes) {
    const cut = bytes.indexOf(10);
    const pattern = bytes.subarray(0, cut < 0 ? 0 : cut).subarray(0, 60);
    const text = bytes.subarray(cut + 1).subarray(0, 80);
    const actual = new Glob(pattern).matches(text, 0, text.length);
    assert.equal(actual, new PlainMatcher(pattern, text).matches());
    assert.equal(new Pattern(toLatin1(pattern)).matches(text, 0, text.length), actual);
    new Glob(pattern, 'caseless').matches(text, 0, text.length);
  },
});

/** Every place of the text for every star, remembered: slow, and easy to believe. */
class PlainMatcher {
  readonly #pattern: Uint8Array;
  readonly #text: Uint8Array;
  readonly #known = new Map<number, boolean>();

  constructor(pattern: Uint8Array, text: Uint8Array) {
    this.#pattern = pattern;
    this.#text = text;
  }

  matches(): boolean {
    // As in Redis 7, whose loop needs a byte of text before it looks at a star.
    if (this.#text.length === 0) return this.#pattern.length === 0;
    return this.#at(0, 0);
  }

  #at(place: number, at: number): boolean {
    const key = place * 1000 + at;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const result = this.#judge(place, at);
    this.#known.set(key, result);
    return result;
  }

  #judge(place: number, at: number): boolean {
    const pattern = this.#pattern;
    if (place === pattern.length) return at === this.#text.length;
    if (pattern[place] === 0x2a) {
      return this.#at(place + 1, at) || (at < this.#text.length && this.#at(place, at + 1));
    }
    const byte = this.#text[at];
    if (byte === undefined) return false;
    if (pattern[place] === 0x3f) return this.#at(place + 1, at + 1);
    if (pattern[place] === 0x5b) {
      const { next, holds } = this.#class(place + 1, byte);
      return holds && this.#at(next, at + 1);
    }
    if (pattern[place] === 0x5c && place + 1 < pattern.length) {
      return pattern[place + 1] === byte && this.#at(place + 2, at + 1);
    }
    return pattern[place] === byte && this.#at(place + 1, at + 1);
  }

  /** Reads the class that begins here. */
  #class(from: number, byte: number): { next: number; holds: boolean } {
    const pattern = this.#pattern;
    const signed = (value: number): number => (value > 127 ? value - 256 : value);
    const negated = pattern[from] === 0x5e;
    let holds = false;
    let at = negated ? from + 1 : from;
    while (at < pattern.length) {
      const one = pattern[at] ?? 0;
      const other = pattern[at + 2];
      if (one === 0x5c && at + 1 < pattern.length) {
        holds ||= pattern[at + 1] === byte;
        at += 2;
      } else if (one === 0x5d) {
        at++;
        break;
      } else if (pattern[at + 1] === 0x2d && other !== undefined) {
        const ends = [signed(one), signed(other)].sort((left, right) => left - right);
        holds ||= signed(byte) >= (ends[0] ?? 0) && signed(byte) <= (ends[1] ?? 0);
        at += 3;
      } else {
        holds ||= one === byte;
        at++;
      }
    }
    return { next: at, holds: holds !== negated };
  }
}
