import type { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import type { Database } from '../keyspace/database.ts';
import { kindOf, ValueType } from '../keyspace/entry.ts';
import {
  ElementWriter,
  EMPTY_PACK_BYTES,
  nextElement,
  PACK_HEAD_BYTES,
  previousElement,
  writeEmptyPack,
  writePackCount,
} from './listpack.ts';
import { Pack } from './pack.ts';

/** One end of a list. */
export type Side = 'head' | 'tail';

const LISTPACK = kindOf(ValueType.list, 0);
const NOTHING = new ByteRange();

/**
 * The list under an entry, small or big. One object serves many: `open` points it at an entry. Elements are read in
 * runs: `seek` and `openRun` set `u8`, `dv`, `at`, `end` and `left`; every change makes these stale.
 */
export class List {
  readonly #pack = new Pack();
  readonly #writer = new ElementWriter();
  readonly #word = new ByteRange();
  /** Where the entry is, after a change, too. */
  address = 0;
  /** The memory of the run. */
  u8: Uint8Array = NOTHING.u8;
  dv: DataView = NOTHING.dv;
  /** The position of the run's first element (or the one that was sought). */
  at = 0;
  /** The position behind the run's last element. */
  end = 0;
  /** Elements from `at` to the run's end. */
  left = 0;
  /** Which run is open. */
  run = 0;
  length = 0;

  open(db: Database, address: number): this {
    this.address = address;
    this.length = this.#pack.open(db, address).count;
    return this;
  }

  /** Runs there are; never 0. */
  get runs(): number {
    return 1;
  }

  openRun(run: number): void {
    const pack = this.#pack;
    this.run = run;
    this.u8 = pack.u8;
    this.dv = pack.dv;
    this.at = pack.first;
    this.end = pack.end;
    this.left = this.length;
  }

  /** Opens the run with this element, which must be there. */
  seek(index: number): void {
    this.openRun(0);
    const { dv, left } = this;
    if (index > left >>> 1) {
      let { end } = this;
      for (let i = left; i > index; i--) end = previousElement(dv, end);
      this.at = end;
    } else for (let i = 0; i < index; i++) this.at = nextElement(dv, this.at);
    this.left = left - index;
  }

  /** Pushes words of a request, one after the other, from `first` to the last one. Throws `OutOfMemory`. */
  pushWords(side: Side, args: Arguments, first: number): void {
    const pack = this.#pack;
    let bytes = 0;
    for (let word = first; word < args.count; word++) bytes += this.#bytesOf(args, word);
    const added = args.count - first;
    const at = pack.splice(side === 'head' ? pack.first : pack.end, 0, bytes, added);
    this.#writeWords(side, args, { first, at, end: at + bytes });
    this.address = pack.address;
    this.length += added;
  }

  /** Makes the list that a key doesn't hold yet, of words of a request. Throws `OutOfMemory` with nothing made. */
  create(db: Database, args: Arguments, how: { key: number; first: number; side: Side }): void {
    const { key, first, side } = how;
    let bytes = 0;
    for (let word = first; word < args.count; word++) bytes += this.#bytesOf(args, word);
    const address = db.place(args, key, LISTPACK, EMPTY_PACK_BYTES + bytes);
    const { dv, start } = db.value(address);
    writeEmptyPack(dv, start);
    dv.setUint32(start, EMPTY_PACK_BYTES + bytes, true);
    writePackCount(dv, start, args.count - first);
    dv.setUint8(start + PACK_HEAD_BYTES + bytes, 0xff);
    this.open(db, address);
    const at = start + PACK_HEAD_BYTES;
    this.#writeWords(side, args, { first, at, end: at + bytes });
  }

  /** Removes elements that are there, but not all. */
  remove(from: number, count: number): void {
    this.seek(from);
    const { at, dv } = this;
    let end = at;
    for (let i = 0; i < count; i++) end = nextElement(dv, end);
    this.#pack.splice(at, end - at, 0, -count);
    this.address = this.#pack.address;
    this.length -= count;
  }

  #bytesOf(args: Arguments, word: number): number {
    return this.#writer.of(args.range(word, this.#word));
  }

  #writeWords(side: Side, args: Arguments, room: { first: number; at: number; end: number }): void {
    const writer = this.#writer;
    const { u8, dv } = this.#pack;
    let { at, end } = room;
    for (let word = room.first; word < args.count; word++) {
      const bytes = this.#bytesOf(args, word);
      if (side === 'tail') at = writer.write(u8, dv, at);
      else writer.write(u8, dv, (end -= bytes));
    }
  }
}
