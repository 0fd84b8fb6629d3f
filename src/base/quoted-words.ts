/**
 * Splits a line into words as Redis does for inline commands, redis.conf and its client's prompt.
 *
 * Double quotes know `\n \r \t \b \a`, `\xHH` and a backslash before any other byte; single quotes know only `\'`.
 * Quotes may open inside a word, but after the closing one the word must end. A NUL ends the line, because it ends
 * the C string that Redis splits.
 */

const NUL = 0x00;
const BACKSLASH = 0x5c;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const LETTER_X = 0x78;

const CONTROL_ESCAPES = new Map<number, number>([
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x62, 0x08],
  [0x61, 0x07],
]);

/** The words of the line, or `undefined` when its quotes are not balanced. What follows one word too many isn't read. */
export function splitQuotedWords(
  line: Uint8Array,
  wordsMax = Number.POSITIVE_INFINITY,
): Uint8Array[] | undefined {
  const nul = line.indexOf(NUL);
  const splitter = new Splitter(nul < 0 ? line : line.subarray(0, nul));
  return splitter.split(wordsMax);
}

class Splitter {
  readonly #line: Uint8Array;
  /** No word is longer than the line it came from, so one buffer serves all of them. */
  readonly #word: Uint8Array;
  #length = 0;
  #position = 0;

  constructor(line: Uint8Array) {
    this.#line = line;
    this.#word = new Uint8Array(line.length);
  }

  split(wordsMax: number): Uint8Array[] | undefined {
    const words: Uint8Array[] = [];
    while (words.length <= wordsMax) {
      while (isBlank(this.#line[this.#position])) this.#position++;
      if (this.#position >= this.#line.length) return words;
      this.#length = 0;
      if (!this.#readWord()) return undefined;
      words.push(this.#word.slice(0, this.#length));
    }
    return words;
  }

  #readWord(): boolean {
    while (this.#position < this.#line.length) {
      const byte = this.#line[this.#position]!;
      if (endsWord(byte)) return true;
      this.#position++;
      if (byte === DOUBLE_QUOTE) return this.#readDoubleQuoted();
      if (byte === SINGLE_QUOTE) return this.#readSingleQuoted();
      this.#append(byte);
    }
    return true;
  }

  #readDoubleQuoted(): boolean {
    while (this.#position < this.#line.length) {
      const byte = this.#line[this.#position++]!;
      if (byte === DOUBLE_QUOTE) return this.#atWordEnd();
      if (byte === BACKSLASH && this.#position < this.#line.length) this.#readEscape();
      else this.#append(byte);
    }
    return false;
  }

  #readEscape(): void {
    const byte = this.#line[this.#position++]!;
    const high = hexDigit(this.#line[this.#position]);
    const low = hexDigit(this.#line[this.#position + 1]);
    if (byte === LETTER_X && high >= 0 && low >= 0) {
      this.#position += 2;
      this.#append(high * 16 + low);
    } else {
      this.#append(CONTROL_ESCAPES.get(byte) ?? byte);
    }
  }

  #readSingleQuoted(): boolean {
    while (this.#position < this.#line.length) {
      const byte = this.#line[this.#position++]!;
      if (byte === SINGLE_QUOTE) return this.#atWordEnd();
      if (byte === BACKSLASH && this.#line[this.#position] === SINGLE_QUOTE) {
        this.#position++;
        this.#append(SINGLE_QUOTE);
      } else {
        this.#append(byte);
      }
    }
    return false;
  }

  #atWordEnd(): boolean {
    return this.#position >= this.#line.length || isBlank(this.#line[this.#position]);
  }

  #append(byte: number): void {
    this.#word[this.#length++] = byte;
  }
}

/** C's isspace: what may stand between words and after a closing quote. */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

/** What ends a word without quotes: fewer bytes than isspace, as in Redis. */
function endsWord(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
