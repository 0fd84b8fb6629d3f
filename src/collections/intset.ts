import { ByteRange } from '../base/byte-range.ts';
import { parseBigInteger, parseInteger, writeBigInteger, writeInteger } from '../base/int64.ts';
import { moveBytes } from '../base/move-bytes.ts';
import type { Database } from '../keyspace/database.ts';
import { shrinkValue } from './shrink-value.ts';

/**
 * Intset: what Redis keeps a small set of integers in, and what RDB files carry.
 *
 *     0  u32  bytes of each integer: 2, 4 or 8
 *     4  u32  integers
 *     8  integers in ascending order, little-endian
 */
export const INTSET_HEAD_BYTES = 8;

const TWO_32 = 4_294_967_296;

/** A 64-bit integer as two words, so that nothing is allocated for one beyond 2^53. */
export class WideInteger {
  /** Signed. */
  high = 0;
  /** The lower 32 bits, as a signed number. */
  low = 0;

  /** Takes the integer that the text is in plain decimal; false when it is none. */
  parse(text: ByteRange): boolean {
    const value = parseInteger(text.u8, text.start, text.length);
    if (Number.isNaN(value)) return false;
    if (Number.isFinite(value)) {
      this.low = value | 0;
      this.high = Math.floor(value / TWO_32);
      return true;
    }
    const exact = parseBigInteger(text.u8, text.start, text.length) ?? 0n;
    this.low = Number(BigInt.asIntN(32, exact));
    this.high = Number(exact >> 32n);
    return true;
  }

  /** Bytes that an intset needs for it. */
  get width(): 2 | 4 | 8 {
    const { high, low } = this;
    if (high !== low >> 31) return 8;
    return low >= -32_768 && low <= 32_767 ? 2 : 4;
  }
}

/** An integer of an intset as text. Valid until the next `write` of the same object. */
export class IntegerText extends ByteRange {
  readonly #digits = new Uint8Array(24);

  constructor() {
    super();
    this.set(this.#digits);
  }

  write(high: number, low: number): this {
    const value = high * TWO_32 + (low >>> 0);
    this.length = Number.isSafeInteger(value)
      ? writeInteger(this.#digits, 0, value)
      : writeBigInteger(this.#digits, 0, (BigInt(high) << 32n) | BigInt(low >>> 0));
    return this;
  }
}

/** Writes an intset of one integer; it takes the head and the integer's width. */
export function writeIntsetOf(dv: DataView, start: number, integer: WideInteger): void {
  const { width } = integer;
  dv.setUint32(start, width, true);
  dv.setUint32(start + 4, 1, true);
  writeAt(dv, start + INTSET_HEAD_BYTES, width, integer);
}

/** The intset that is the value of an entry. One object serves many: `open` points it at an entry. */
export class Intset {
  #db: Database | undefined;
  address = 0;
  dv: DataView = new DataView(new ArrayBuffer(0));
  #u8: Uint8Array = new Uint8Array(0);
  /** Where the first integer is. */
  start = 0;
  width = 2;
  count = 0;
  /** Where the last search ended. */
  #last = 0;

  open(db: Database, address: number): this {
    const value = db.value(address);
    this.#db = db;
    this.address = address;
    this.dv = value.dv;
    this.#u8 = value.u8;
    this.start = value.start + INTSET_HEAD_BYTES;
    this.width = value.dv.getUint32(value.start, true);
    this.count = value.dv.getUint32(value.start + 4, true);
    this.#last = Math.max(0, this.count - 1);
    return this;
  }

  /** The integer's index; when it isn't there, -1 minus the index where it would be. */
  find(integer: WideInteger): number {
    const { count } = this;
    if (integer.width > this.width) return integer.high < 0 ? -1 : -1 - count;
    let from = 0;
    let to = count;
    // Integers often come in order: those of another intset, or one beyond the last. So the search begins at the last one.
    const last = this.#last;
    if (last < count) {
      const order = this.#compare(last, integer);
      if (order === 0) return last;
      if (order > 0) to = last;
      else {
        from = last + 1;
        for (let step = 1; from + step < count; step *= 2) {
          if (this.#compare(from + step, integer) >= 0) {
            to = from + step + 1;
            break;
          }
          from += step;
        }
      }
    }
    const found = this.#search(integer, from, to);
    this.#last = found < 0 ? Math.min(-1 - found, count - 1) : found;
    return found;
  }

  high(index: number): number {
    const { dv, start, width } = this;
    if (width === 8) return dv.getInt32(start + index * 8 + 4, true);
    return this.low(index) >> 31;
  }

  low(index: number): number {
    const { dv, start, width } = this;
    if (width === 2) return dv.getInt16(start + index * 2, true);
    return dv.getInt32(start + index * width, true);
  }

  /** Puts an integer that isn't there at the index where it belongs. The entry may have moved. May throw `OutOfMemory`. */
  insert(index: number, integer: WideInteger): void {
    const { count, width } = this;
    const wide = Math.max(width, integer.width);
    const db = this.#database;
    this.open(db, db.resize(this.address, INTSET_HEAD_BYTES + (count + 1) * wide));
    if (wide === width) {
      const at = this.start + index * width;
      moveBytes(this.#u8, at, at + width, (count - index) * width);
    } else this.#widen(index, wide);
    this.#writeHead(wide, count + 1);
    writeAt(this.dv, this.start + index * wide, wide, integer);
  }

  /** Takes the integer with an index out. The entry may have moved. */
  remove(index: number): void {
    const { count, width } = this;
    const db = this.#database;
    db.beforeWriteInPlace(this.address);
    this.open(db, this.address);
    const at = this.start + index * width;
    moveBytes(this.#u8, at + width, at, (count - index - 1) * width);
    this.#writeHead(width, count - 1);
    const length = INTSET_HEAD_BYTES + (count - 1) * width;
    this.open(db, shrinkValue(db, this.address, length));
  }

  get #database(): Database {
    if (this.#db === undefined) throw new Error('open comes first');
    return this.#db;
  }

  #writeHead(width: number, count: number): void {
    this.dv.setUint32(this.start - INTSET_HEAD_BYTES, width, true);
    this.dv.setUint32(this.start - INTSET_HEAD_BYTES + 4, count, true);
    this.width = width;
    this.count = count;
  }

  /** Moves the integers to their wider places, from the last on, with a gap at an index. */
  #widen(gap: number, wide: number): void {
    const { dv, start } = this;
    for (let i = this.count - 1; i >= 0; i--) {
      const high = this.high(i);
      const low = this.low(i);
      const to = start + (i < gap ? i : i + 1) * wide;
      dv.setInt32(to, low, true);
      if (wide === 8) dv.setInt32(to + 4, high, true);
    }
  }

  #search(integer: WideInteger, first: number, end: number): number {
    let from = first;
    let to = end;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const order = this.#compare(middle, integer);
      if (order === 0) return middle;
      if (order < 0) from = middle + 1;
      else to = middle;
    }
    return -1 - from;
  }

  #compare(index: number, integer: WideInteger): number {
    const { width } = this;
    if (width !== 8) return this.low(index) - integer.low;
    const high = this.high(index);
    if (high !== integer.high) return high - integer.high;
    return (this.low(index) >>> 0) - (integer.low >>> 0);
  }
}

// eslint-disable-next-line max-params -- once per change of an intset
function writeAt(dv: DataView, at: number, width: number, integer: WideInteger): void {
  if (width === 2) {
    dv.setInt16(at, integer.low, true);
    return;
  }
  dv.setInt32(at, integer.low, true);
  if (width === 8) dv.setInt32(at + 4, integer.high, true);
}
