import type { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { DOUBLE_TEXT_BYTES, writeDouble } from '../base/double-text.ts';
import { writeInteger } from '../base/int64.ts';
import { REPLY_BYTES_MAX } from '../base/limits.ts';

const CR = 13;
const LF = 10;
const FIRST_BYTES = 1 << 20;
/** `$`, twenty digits, CR LF: the longest header. */
const HEADER_BYTES = 24;
/** `$0` CR LF CR LF: the shortest bulk string. */
export const BULK_BYTES_MIN = 6;
/** `_` CR LF: the shortest member of an array. */
const MEMBER_BYTES_MIN = 3;
const OK = 0x0d4b4f2b; // "+OK\r"
const NULL_BULK = 0x0d312d24; // "$-1\r"
const NULL_ARRAY = 0x0d312d2a; // "*-1\r"

/** Thrown where a reply would grow beyond what one answer may take; the reply so far is worthless. */
export class ReplyTooLarge extends Error {
  override readonly name = 'ReplyTooLarge';
}

/** How a number with a fraction goes out; the caller's choice of digits. */
export type DoubleText = string;

/**
 * Writes replies, RESP2 or RESP3, into one growing buffer. Replies are written rather than returned, so answering
 * costs no allocation; whoever owns the buffer (a turn's outbox, a script, an in-process call) takes the bytes.
 */
export class Reply {
  u8: Uint8Array;
  dv: DataView;
  /** Where the next byte goes. */
  at = 0;
  /** The client speaks RESP3 (HELLO 3). */
  resp3 = false;
  /** Error replies written so far; the caller compares before and after a call. */
  errors = 0;
  /** Told of the bytes that are about to be held, whenever that takes more memory; may throw to end the call. */
  onGrow: ((bytes: number) => void) | undefined;
  /** Code of the last error (`ERR`, `WRONGTYPE`), for the counts in INFO. */
  lastErrorCode = '';

  constructor(firstBytes = FIRST_BYTES) {
    this.u8 = new Uint8Array(firstBytes);
    this.dv = new DataView(this.u8.buffer);
  }

  /** Starts on other memory; what was written so far stays with the old one. */
  renew(bytes: number): void {
    this.u8 = new Uint8Array(bytes);
    this.dv = new DataView(this.u8.buffer);
    this.at = 0;
  }

  /** Makes room for `length` more bytes. */
  reserve(length: number): void {
    if (this.at + length > this.u8.length) this.#grow(length);
  }

  /**
   * At least so many bytes are to come. What cannot fit, or is more than the client may have waiting, is refused before
   * the first is written: writing up to the limit stops everybody.
   */
  expect(bytes: number): void {
    const end = this.at + bytes;
    if (end <= this.u8.length) return;
    // The client's own limit first: it ends the connection, as in Redis.
    this.onGrow?.(end);
    if (end > REPLY_BYTES_MAX) throw new ReplyTooLarge();
  }

  ok(): void {
    this.reserve(8);
    this.dv.setInt32(this.at, OK, true);
    this.u8[this.at + 4] = LF;
    this.at += 5;
  }

  /** A status line. CR and LF become spaces, so nothing a client sent can start a reply of its own (RESP injection). */
  simple(text: string): void {
    this.#line(43, text);
  }

  /** `text` begins with the error's code, as in `ERR syntax error`. Sanitised like `simple`. */
  error(text: string): void {
    this.errors++;
    const space = text.indexOf(' ');
    this.lastErrorCode = space === -1 ? text : text.slice(0, space);
    this.#line(45, text);
  }

  integer(value: number): void {
    this.reserve(HEADER_BYTES);
    this.u8[this.at] = 58;
    this.at = writeInteger(this.u8, this.at + 1, value);
    this.#end();
  }

  bigInteger(value: bigint): void {
    this.#line(58, value.toString());
  }

  null(): void {
    this.reserve(8);
    if (this.resp3) this.#null3();
    else {
      this.dv.setInt32(this.at, NULL_BULK, true);
      this.u8[this.at + 4] = LF;
      this.at += 5;
    }
  }

  nullArray(): void {
    this.reserve(8);
    if (this.resp3) this.#null3();
    else {
      this.dv.setInt32(this.at, NULL_ARRAY, true);
      this.u8[this.at + 4] = LF;
      this.at += 5;
    }
  }

  boolean(value: boolean): void {
    if (this.resp3) this.#line(35, value ? 't' : 'f');
    else this.integer(value ? 1 : 0);
  }

  /** A bulk string from bytes that live elsewhere. */
  bulk(range: ByteRange): void {
    this.bulkFrom(range.u8, range.dv, range.start, range.length);
  }

  bulkFrom(u8: Uint8Array, dv: DataView, start: number, length: number): void {
    this.reserve(HEADER_BYTES + length + 2);
    this.#header(36, length);
    copyBytes(u8, dv, start, this.u8, this.dv, this.at, length);
    this.at += length;
    this.#end();
  }

  bulkBytes(bytes: Uint8Array): void {
    this.reserve(HEADER_BYTES + bytes.length + 2);
    this.#header(36, bytes.length);
    this.u8.set(bytes, this.at);
    this.at += bytes.length;
    this.#end();
  }

  /** A bulk string of characters below 256, one byte each. */
  bulkLatin1(text: string): void {
    this.reserve(HEADER_BYTES + text.length + 2);
    this.#header(36, text.length);
    this.#latin1(text);
    this.#end();
  }

  /** A number as a bulk string: what GETs of counters answer. */
  bulkInteger(value: number): void {
    this.reserve(HEADER_BYTES);
    // Its length has one digit nearly always; else the text moves on.
    const start = this.at + 4;
    const length = writeInteger(this.u8, start, value) - start;
    if (length > 9) this.u8.copyWithin(start + 1, start, start + length);
    this.#header(36, length);
    this.at += length;
    this.#end();
  }

  /** A double: RESP3's own type, a bulk string before. */
  double(text: DoubleText): void {
    if (this.resp3) this.#line(44, text);
    else this.bulkLatin1(text);
  }

  /** A double in the digits that Redis 7.2 prints: RESP3's own type, a bulk string before. */
  score(value: number): void {
    this.reserve(HEADER_BYTES + DOUBLE_TEXT_BYTES);
    const { u8 } = this;
    if (this.resp3) {
      u8[this.at] = 44;
      this.at = writeDouble(u8, this.at + 1, value);
      this.#end();
      return;
    }
    // Its length has one digit nearly always; else the text moves on.
    const start = this.at + 4;
    const end = writeDouble(u8, start, value);
    const length = end - start;
    if (length > 9) u8.copyWithin(start + 1, start, end);
    this.#header(36, length);
    this.at += length;
    this.#end();
  }

  /** Text for people, with its format (`txt`, `mkd`). */
  verbatim(format: string, text: Uint8Array): void {
    if (!this.resp3) {
      this.bulkBytes(text);
      return;
    }
    this.reserve(HEADER_BYTES + text.length + 6);
    this.#header(61, text.length + 4);
    this.#latin1(`${format}:`);
    this.u8.set(text, this.at);
    this.at += text.length;
    this.#end();
  }

  array(length: number): void {
    this.#aggregate(42, length);
  }

  /** `pairs` keys, each followed by its value: a flat array before RESP3. */
  map(pairs: number): void {
    if (this.resp3) this.#aggregate(37, pairs);
    else this.#aggregate(42, pairs * 2);
  }

  set(length: number): void {
    this.#aggregate(this.resp3 ? 126 : 42, length);
  }

  /** Out of band in RESP3, an ordinary array before. */
  push(length: number): void {
    this.#aggregate(this.resp3 ? 62 : 42, length);
  }

  /** Begins an array (or what `open` writes) whose length is known only after its members. */
  mark(): number {
    return this.at;
  }

  /** Puts the header that `write` makes in front of everything since `mark`. For replies that are not frequent. */
  insertAt(mark: number, write: () => void): void {
    const end = this.at;
    write();
    const header = this.u8.slice(end, this.at);
    this.u8.copyWithin(mark + header.length, mark, end);
    this.u8.set(header, mark);
  }

  /** Bytes that are a reply already. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.u8.set(bytes, this.at);
    this.at += bytes.length;
  }

  #aggregate(type: number, length: number): void {
    this.reserve(HEADER_BYTES);
    this.expect(length * MEMBER_BYTES_MIN);
    this.#header(type, length);
  }

  #header(type: number, length: number): void {
    this.u8[this.at] = type;
    this.at = writeInteger(this.u8, this.at + 1, length);
    this.#end();
  }

  #null3(): void {
    this.u8[this.at++] = 95;
    this.#end();
  }

  #end(): void {
    this.u8[this.at] = CR;
    this.u8[this.at + 1] = LF;
    this.at += 2;
  }

  #line(type: number, text: string): void {
    this.reserve(text.length + 4);
    this.u8[this.at++] = type;
    const start = this.at;
    this.#latin1(text);
    for (let i = start; i < this.at; i++) {
      const byte = this.u8[i]!;
      if (byte === CR || byte === LF) this.u8[i] = 32;
    }
    this.#end();
  }

  #latin1(text: string): void {
    for (let i = 0; i < text.length; i++) this.u8[this.at + i] = text.charCodeAt(i);
    this.at += text.length;
  }

  #grow(length: number): void {
    this.onGrow?.(this.at + length);
    if (this.at + length > REPLY_BYTES_MAX) throw new ReplyTooLarge();
    const wanted = Math.max(this.u8.length * 2, this.at + length + FIRST_BYTES);
    const bytes = new Uint8Array(Math.min(wanted, REPLY_BYTES_MAX + FIRST_BYTES));
    bytes.set(this.u8.subarray(0, this.at));
    this.u8 = bytes;
    this.dv = new DataView(bytes.buffer);
  }
}
