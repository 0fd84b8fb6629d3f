import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { parseBigInteger, parseInteger, writeBigInteger, writeInteger } from '../base/int64.ts';

/**
 * Listpack: the compact run of elements that Redis keeps small collections in, here for the same sizes (so encodings
 * change at the same moments) and because RDB files and DUMP carry these bytes as they are.
 * Format: https://github.com/antirez/listpack/blob/master/listpack.md
 *
 *     0  u32  bytes in all
 *     4  u16  elements; 65535: not known, they must be counted
 *     6  elements: encoding and data, then their length again for walking back
 *     .  0xff
 */
export const PACK_HEAD_BYTES = 6;
export const PACK_END = 0xff;
/** Head and end. */
export const EMPTY_PACK_BYTES = 7;
const COUNT_UNKNOWN = 65_535;

const STRING12 = 0xe0;
const STRING32 = 0xf0;
const INT16 = 0xf1;
const INT24 = 0xf2;
const INT32 = 0xf3;
const INT64 = 0xf4;

/** Bytes of an element's encoding and data, without the length that follows. */
function contentBytes(dv: DataView, at: number): number {
  const first = dv.getUint8(at);
  if (first < 0x80) return 1;
  if (first < 0xc0) return 1 + (first & 0x3f);
  if (first < STRING12) return 2;
  if (first < STRING32) return 2 + (((first & 15) << 8) | dv.getUint8(at + 1));
  if (first === STRING32) return 5 + dv.getUint32(at + 1, true);
  if (first === INT64) return 9;
  return first - INT16 + 3;
}

/** Bytes of the length that follows so many bytes of content. */
function backBytes(content: number): number {
  if (content <= 127) return 1;
  if (content < 16_383) return 2;
  if (content < 2_097_151) return 3;
  return content < 268_435_455 ? 4 : 5;
}

/** Bytes of the whole element at a position. */
export function elementBytes(dv: DataView, at: number): number {
  const content = contentBytes(dv, at);
  return content <= 127 ? content + 1 : content + backBytes(content);
}

/** Where the element after this one begins, or the end. */
export function nextElement(dv: DataView, at: number): number {
  return at + elementBytes(dv, at);
}

/** Where the element before this position begins. Not for the first. */
export function previousElement(dv: DataView, at: number): number {
  let back = at - 1;
  let byte = dv.getUint8(back);
  let content = byte & 127;
  for (let shift = 7; byte >= 128; shift += 7) {
    byte = dv.getUint8(--back);
    content |= (byte & 127) << shift;
  }
  return back - content;
}

/** Writes head and end of a pack that has no elements yet. */
export function writeEmptyPack(dv: DataView, start: number): void {
  dv.setUint32(start, EMPTY_PACK_BYTES, true);
  dv.setUint16(start + 4, 0, true);
  dv.setUint8(start + PACK_HEAD_BYTES, PACK_END);
}

/** Elements of the pack at a position. */
export function packCount(dv: DataView, start: number): number {
  const count = dv.getUint16(start + 4, true);
  if (count < COUNT_UNKNOWN) return count;
  let counted = 0;
  for (let at = start + PACK_HEAD_BYTES; dv.getUint8(at) !== PACK_END; at = nextElement(dv, at)) {
    counted++;
  }
  return counted;
}

export function writePackCount(dv: DataView, start: number, count: number): void {
  dv.setUint16(start + 4, Math.min(count, COUNT_UNKNOWN), true);
}

/** An element as text: its own bytes, or the digits of the number it is. Valid until the next `read` of the same object. */
export class PackedElement extends ByteRange {
  readonly #digits = new Uint8Array(24);
  readonly #digitsView = new DataView(this.#digits.buffer);

  read(u8: Uint8Array, dv: DataView, at: number): this {
    const first = dv.getUint8(at);
    if (first >= 0x80 && first < 0xc0) return this.#text(u8, dv, at + 1, first & 0x3f);
    if (first >= STRING12 && first < STRING32) {
      return this.#text(u8, dv, at + 2, ((first & 15) << 8) | dv.getUint8(at + 1));
    }
    if (first === STRING32) return this.#text(u8, dv, at + 5, dv.getUint32(at + 1, true));
    const end =
      first === INT64
        ? writeBigInteger(this.#digits, 0, dv.getBigInt64(at + 1, true))
        : writeInteger(this.#digits, 0, smallInteger(dv, at, first));
    return this.#text(this.#digits, this.#digitsView, 0, end);
  }

  #text(u8: Uint8Array, dv: DataView, start: number, length: number): this {
    this.u8 = u8;
    this.dv = dv;
    this.start = start;
    this.length = length;
    return this;
  }
}

/** The integer that is the element at a position: NaN for text, Infinity for one beyond 2^53. */
export function elementInteger(dv: DataView, at: number): number {
  const first = dv.getUint8(at);
  if (first >= 0x80 && (first < 0xc0 || (first >= STRING12 && first <= STRING32))) return NaN;
  if (first !== INT64) return smallInteger(dv, at, first);
  const value = Number(dv.getBigInt64(at + 1, true));
  return Number.isSafeInteger(value) ? value : Infinity;
}

function smallInteger(dv: DataView, at: number, first: number): number {
  if (first < 0x80) return first;
  if (first < STRING12) return (((first << 8) | dv.getUint8(at + 1)) << 19) >> 19;
  if (first === INT16) return dv.getInt16(at + 1, true);
  if (first === INT24) return dv.getUint16(at + 1, true) | (dv.getInt8(at + 3) << 16);
  return dv.getInt32(at + 1, true);
}

/**
 * Turns text into an element: `of` says how many bytes it takes, `write` puts it there. In two steps, so that room can
 * be made between; the text's memory must not move meanwhile.
 */
export class ElementWriter {
  #text = new ByteRange();
  #integer = NaN;
  #content = 0;

  /** Bytes that the element takes. Numbers in plain decimal are kept as numbers, as Redis does. */
  of(text: ByteRange): number {
    this.#text = text;
    this.#integer = parseInteger(text.u8, text.start, text.length);
    const { length } = text;
    if (!Number.isNaN(this.#integer)) this.#content = integerBytes(this.#integer);
    else this.#content = length + (length < 64 ? 1 : length < 4096 ? 2 : 5);
    return this.#content + backBytes(this.#content);
  }

  /** Whether what `of` was asked about is kept as a number. */
  get isInteger(): boolean {
    return !Number.isNaN(this.#integer);
  }

  /** Writes what `of` was asked about. Returns where it ends. */
  write(u8: Uint8Array, dv: DataView, at: number): number {
    const content = this.#content;
    if (Number.isNaN(this.#integer)) this.#writeText(u8, dv, at);
    else if (content === 9) this.#writeBig(dv, at);
    else writeSmallInteger(dv, at, this.#integer);
    return writeBack(dv, at + content, content);
  }

  #writeBig(dv: DataView, at: number): void {
    const { u8, start, length } = this.#text;
    dv.setUint8(at, INT64);
    dv.setBigInt64(at + 1, parseBigInteger(u8, start, length) ?? 0n, true);
  }

  #writeText(u8: Uint8Array, dv: DataView, at: number): void {
    const text = this.#text;
    const { length } = text;
    let to = at;
    if (length < 64) dv.setUint8(to++, 0x80 | length);
    else if (length < 4096) {
      dv.setUint8(to++, STRING12 | (length >>> 8));
      dv.setUint8(to++, length & 255);
    } else {
      dv.setUint8(to++, STRING32);
      dv.setUint32(to, length, true);
      to += 4;
    }
    copyBytes(text.u8, text.dv, text.start, u8, dv, to, length);
  }
}

function integerBytes(value: number): number {
  if (value >= 0 && value <= 127) return 1;
  const size = value < 0 ? -value - 1 : value;
  if (size < 4096) return 2;
  if (size < 32_768) return 3;
  if (size < 8_388_608) return 4;
  return size < 2_147_483_648 ? 5 : 9;
}

function writeSmallInteger(dv: DataView, at: number, value: number): void {
  switch (integerBytes(value)) {
    case 1:
      dv.setUint8(at, value);
      break;
    case 2:
      dv.setUint8(at, 0xc0 | ((value >> 8) & 31));
      dv.setUint8(at + 1, value & 255);
      break;
    case 3:
      dv.setUint8(at, INT16);
      dv.setInt16(at + 1, value, true);
      break;
    case 4:
      dv.setUint8(at, INT24);
      dv.setUint16(at + 1, value & 0xffff, true);
      dv.setInt8(at + 3, value >> 16);
      break;
    default:
      dv.setUint8(at, INT32);
      dv.setInt32(at + 1, value, true);
  }
}

function writeBack(dv: DataView, at: number, content: number): number {
  if (content <= 127) {
    dv.setUint8(at, content);
    return at + 1;
  }
  const bytes = backBytes(content);
  let rest = content;
  for (let i = bytes - 1; i >= 0; i--) {
    dv.setUint8(at + i, (rest & 127) | (i === 0 ? 0 : 128));
    rest = Math.floor(rest / 128);
  }
  return at + bytes;
}
