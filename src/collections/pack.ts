import { assert } from '../base/assert.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { parseInteger } from '../base/int64.ts';
import { moveBytes } from '../base/move-bytes.ts';
import type { Database } from '../keyspace/database.ts';
import {
  elementInteger,
  nextElement,
  PACK_END,
  PACK_HEAD_BYTES,
  type PackedElement,
  packCount,
  previousElement,
  writePackCount,
} from './listpack.ts';
import { shrinkValue } from './shrink-value.ts';

/**
 * The listpack that is the value of an entry. One object serves many: `open` points it at an entry. Positions are
 * offsets into `u8`, and every change makes them and the entry's address stale, except what it returns.
 */
export class Pack {
  #db: Database | undefined;
  address = 0;
  u8: Uint8Array = new Uint8Array(0);
  dv: DataView = new DataView(this.u8.buffer);
  /** Where the pack's head is. */
  start = 0;
  /** Bytes of the pack, head and end included. */
  length = 0;

  open(db: Database, address: number): this {
    this.#db = db;
    this.address = address;
    const value = db.value(address);
    this.u8 = value.u8;
    this.dv = value.dv;
    this.start = value.start;
    // What the head says: an entry may be longer than its pack (see `splice`).
    this.length = value.dv.getUint32(value.start, true);
    return this;
  }

  get count(): number {
    return packCount(this.dv, this.start);
  }

  /** The first element, or the end of an empty pack. */
  get first(): number {
    return this.start + PACK_HEAD_BYTES;
  }

  /** The position behind the last element. */
  get end(): number {
    return this.start + this.length - 1;
  }

  isEnd(at: number): boolean {
    return this.dv.getUint8(at) === PACK_END;
  }

  next(at: number): number {
    return nextElement(this.dv, at);
  }

  previous(at: number): number {
    return previousElement(this.dv, at);
  }

  /** The element with this index, negative from the end; -1 when there is none. */
  seek(index: number): number {
    const { count } = this;
    const wanted = index < 0 ? count + index : index;
    if (wanted < 0 || wanted >= count) return -1;
    if (wanted > count >>> 1) {
      let at = this.end;
      for (let i = count; i > wanted; i--) at = previousElement(this.dv, at);
      return at;
    }
    let at = this.first;
    for (let i = 0; i < wanted; i++) at = nextElement(this.dv, at);
    return at;
  }

  read(at: number, into: PackedElement): PackedElement {
    return into.read(this.u8, this.dv, at);
  }

  /** Whether the element is this text. `integer` is `parseInteger` of it, made once for many elements. */
  is(at: number, text: ByteRange, integer: number): boolean {
    const { dv } = this;
    const head = dv.getUint8(at);
    const { length } = text;
    if (length < 64) {
      if (head === (0x80 | length)) return sameBytes(dv, at + 1, text);
      if (head >= 0x80 && head < 0xc0) return false;
      return !Number.isNaN(integer) && this.#isInteger(at, text, integer);
    }
    if (length < 4096) {
      if (head !== (0xe0 | (length >>> 8)) || dv.getUint8(at + 1) !== (length & 255)) return false;
      return sameBytes(dv, at + 2, text);
    }
    return head === 0xf0 && dv.getUint32(at + 1, true) === length && sameBytes(dv, at + 5, text);
  }

  /** The first element from `at` on that is this text, looking at every `stride`-th; -1 when there is none. */
  find(at: number, text: ByteRange, stride: 1 | 2): number {
    const integer = parseInteger(text.u8, text.start, text.length);
    const { dv } = this;
    for (let here = at; dv.getUint8(here) !== PACK_END; here = nextElement(dv, here)) {
      if (this.is(here, text, integer)) return here;
      if (stride === 2) here = nextElement(dv, here);
    }
    return -1;
  }

  /**
   * Puts room for `added` bytes at a position in place of `removed` ones; the pack then has `elements` more (or fewer)
   * elements, which the caller writes there. Returns the position of the room. The entry may have moved: see `address`.
   * Passes the snapshot's barrier. Throws `OutOfMemory` with nothing changed.
   */
  splice(at: number, removed: number, added: number, elements: number): number {
    const db = this.#db;
    assert(db !== undefined, 'a pack is opened before it is changed');
    const offset = at - this.start;
    const { length } = this;
    const tail = length - offset - removed;
    const count = this.count + elements;
    const grown = length - removed + added;
    if (grown > length) {
      this.open(db, db.resize(this.address, grown));
      moveBytes(this.u8, this.start + offset + removed, this.start + offset + added, tail);
    } else {
      db.beforeWriteInPlace(this.address);
      this.open(db, this.address);
      moveBytes(this.u8, this.start + offset + removed, this.start + offset + added, tail);
      if (grown < length) this.open(db, shrinkValue(db, this.address, grown));
    }
    this.length = grown;
    this.dv.setUint32(this.start, grown, true);
    writePackCount(this.dv, this.start, count);
    return this.start + offset;
  }

  #isInteger(at: number, text: ByteRange, integer: number): boolean {
    const own = elementInteger(this.dv, at);
    if (Number.isFinite(own) || Number.isNaN(own)) return own === integer;
    return integer === Infinity && this.#isBig(at, text);
  }

  /** Both are beyond 2^53. */
  #isBig(at: number, text: ByteRange): boolean {
    const digits = this.dv.getBigInt64(at + 1, true).toString();
    if (digits.length !== text.length) return false;
    for (let i = 0; i < digits.length; i++) {
      if (digits.charCodeAt(i) !== text.u8[text.start + i]) return false;
    }
    return true;
  }
}

function sameBytes(dv: DataView, at: number, text: ByteRange): boolean {
  const { dv: other, start, length } = text;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    if (dv.getInt32(at + i, true) !== other.getInt32(start + i, true)) return false;
  }
  for (; i < length; i++) if (dv.getUint8(at + i) !== other.getUint8(start + i)) return false;
  return true;
}
