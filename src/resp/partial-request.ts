import { Arguments } from '../base/arguments.ts';
import { parseInteger } from '../base/int64.ts';
import { ARGUMENTS_MAX, INLINE_MAX_BYTES } from '../base/limits.ts';
import { splitQuotedWords } from '../base/quoted-words.ts';
import { expectedDollar, ProtocolErrors, type RequestLimits } from './protocol-error.ts';

const STAR = 42;
const DOLLAR = 36;
const CR = 13;
const LF = 10;
const FIRST_BYTES = 512;
const FIRST_WORDS = 16;
/** A promised value is believed only this far ahead of its bytes (attack row "unauthenticated memory"). */
const GROWTH_BYTES_MAX = 1 << 20;

/**
 * The careful half of reading requests: one request that comes in pieces, inline, or wrong. Takes exactly the bytes
 * that belong to it, remembers where it is, so a request in a thousand pieces costs no more than one in two.
 */
export class PartialRequest {
  /** Set when the request is complete; no words for an empty line or `*0`. */
  complete = false;
  /** Set when it cannot become one: what the client is told. */
  error: string | undefined;
  inline = false;
  #bytes = new Uint8Array(FIRST_BYTES);
  #used = 0;
  #starts: Int32Array = new Int32Array(FIRST_WORDS);
  #lengths: Int32Array = new Int32Array(FIRST_WORDS);
  #words = 0;
  /** -1 until the first line has been read. */
  #expected = -1;
  /** Bytes still missing of the current word and its CR LF; -1 while reading a line. */
  #missing = -1;
  #lineStart = 0;

  /**
   * Memory held for it, for CLIENT LIST and `client-query-buffer-limit`. Where the words are counts too: of empty
   * words, eight bytes each, it is more than their text (attack row "unauthenticated memory").
   */
  get bytesHeld(): number {
    return this.#bytes.byteLength + this.#starts.byteLength + this.#lengths.byteLength;
  }

  /** Of `bytesHeld`, text that has come. */
  get bytesFilled(): number {
    return this.#used;
  }

  /** Of `bytesHeld`, room for text that is to come. */
  get bytesFree(): number {
    return this.#bytes.byteLength - this.#used;
  }

  /** Takes bytes from `from` on; returns where it stopped: `to`, or the end of this request. */
  feed(u8: Uint8Array, from: number, to: number, limits: RequestLimits): number {
    let at = from;
    while (at < to && !this.complete && this.error === undefined) {
      at = this.#missing > 0 ? this.#takeWord(u8, at, to) : this.#takeLine(u8, at, to, limits);
    }
    return at;
  }

  /** The words, once complete. They live as long as this object. */
  arguments(): Arguments {
    const args = new Arguments(this.#starts, this.#lengths);
    args.u8 = this.#bytes;
    args.dv = new DataView(this.#bytes.buffer);
    args.count = this.#words;
    return args;
  }

  #takeWord(u8: Uint8Array, from: number, to: number): number {
    const take = Math.min(this.#missing, to - from);
    this.#append(u8, from, from + take);
    this.#missing -= take;
    if (this.#missing === 0) {
      this.#missing = -1;
      this.#lineStart = this.#used;
      if (this.#words === this.#expected) this.complete = true;
    }
    return from + take;
  }

  #takeLine(u8: Uint8Array, from: number, to: number, limits: RequestLimits): number {
    for (let at = from; at < to; at++) {
      this.#append(u8, at, at + 1);
      const length = this.#used - this.#lineStart;
      const inline = this.#expected === -1 && this.#bytes[this.#lineStart] !== STAR;
      // A header ends one byte after its CR: Redis, too, waits for that byte and doesn't look at it.
      if (inline ? u8[at] === LF : length > 1 && this.#bytes[this.#used - 2] === CR) {
        this.#readLine(inline, limits);
        return at + 1;
      }
      if (length > INLINE_MAX_BYTES) {
        this.#fail(this.#tooBig(inline));
        return at + 1;
      }
    }
    return to;
  }

  #readLine(inline: boolean, limits: RequestLimits): void {
    if (inline) this.#readInline(limits);
    else if (this.#expected === -1) this.#readCount(limits);
    else this.#readBulkHeader(limits);
  }

  #tooBig(inline: boolean): string {
    if (inline) return ProtocolErrors.inlineTooBig;
    return this.#expected === -1
      ? ProtocolErrors.multibulkHeaderTooBig
      : ProtocolErrors.bulkHeaderTooBig;
  }

  #readCount(limits: RequestLimits): void {
    const count = parseInteger(
      this.#bytes,
      this.#lineStart + 1,
      this.#used - 2 - this.#lineStart - 1,
    );
    if (!(count <= ARGUMENTS_MAX)) this.#fail(ProtocolErrors.multibulkLength);
    else if (count > limits.wordsMax) this.#fail(tooManyWords(limits));
    else if (count <= 0) this.complete = true;
    else {
      this.#expected = count;
      this.#used = this.#lineStart = 0;
    }
  }

  #readBulkHeader(limits: RequestLimits): void {
    const type = this.#bytes[this.#lineStart]!;
    if (type !== DOLLAR) {
      this.#fail(expectedDollar(type));
      return;
    }
    const length = parseInteger(
      this.#bytes,
      this.#lineStart + 1,
      this.#used - 2 - this.#lineStart - 1,
    );
    if (!(length >= 0 && length <= limits.bulkBytesMax)) {
      this.#fail(length > limits.bulkBytesMax ? tooLongWord(limits) : ProtocolErrors.bulkLength);
      return;
    }
    // The header has done its work; the word takes its place.
    this.#used = this.#lineStart;
    if (this.#words === this.#starts.length) this.#growWords();
    this.#starts[this.#words] = this.#used;
    this.#lengths[this.#words] = length;
    this.#words++;
    this.#missing = length + 2;
  }

  #readInline(limits: RequestLimits): void {
    this.inline = true;
    const line = this.#bytes.subarray(this.#lineStart, this.#used);
    const text = line.subarray(0, line.length - (line.at(-2) === CR ? 2 : 1));
    const words = splitQuotedWords(text, limits.wordsMax);
    if (words === undefined) {
      this.#fail(ProtocolErrors.unbalancedQuotes);
      return;
    }
    if (words.length > limits.wordsMax) {
      this.#fail(tooManyWords(limits));
      return;
    }
    if (words.some(({ length }) => length > limits.bulkBytesMax)) {
      this.#fail(tooLongWord(limits));
      return;
    }
    const args = Arguments.of(words);
    this.#starts = args.starts;
    this.#lengths = args.lengths;
    this.#bytes = args.u8 as Uint8Array<ArrayBuffer>;
    this.#words = args.count;
    this.complete = true;
  }

  #fail(error: string): void {
    this.error = error;
  }

  #append(u8: Uint8Array, from: number, to: number): void {
    const needed = this.#used + to - from;
    if (needed > this.#bytes.length) this.#grow(needed);
    if (to - from < 64)
      for (let i = from, at = this.#used; i < to; i++, at++) this.#bytes[at] = u8[i]!;
    else this.#bytes.set(u8.subarray(from, to), this.#used);
    this.#used = needed;
  }

  /**
   * To what the word in hand promises, or by doubling: growing a line byte by byte let 64 KiB cost a second of our time.
   * With words to come it takes half as much again, or each of thousands would copy all those before it.
   */
  #grow(needed: number): void {
    const generous = Math.max(needed * 2, needed + GROWTH_BYTES_MAX);
    const promised =
      this.#missing > 0
        ? this.#used + this.#missing
        : Math.min(needed * 2, needed + INLINE_MAX_BYTES);
    const toCome = Math.max(0, this.#expected - this.#words) * GROWTH_BYTES_MAX;
    const roomy = Math.max(promised, Math.min(this.#bytes.length * 1.5, promised + toCome));
    const bytes = new Uint8Array(Math.ceil(Math.max(needed, Math.min(roomy, generous))));
    bytes.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = bytes;
  }

  #growWords(): void {
    const starts = new Int32Array(this.#starts.length * 2);
    starts.set(this.#starts);
    this.#starts = starts;
    const lengths = new Int32Array(this.#lengths.length * 2);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }
}

function tooManyWords({ authenticated }: RequestLimits): string {
  return authenticated
    ? ProtocolErrors.multibulkLength
    : ProtocolErrors.multibulkLengthUnauthenticated;
}

function tooLongWord({ authenticated }: RequestLimits): string {
  return authenticated ? ProtocolErrors.bulkLength : ProtocolErrors.bulkLengthUnauthenticated;
}
