import type { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import type { Database } from '../keyspace/database.ts';
import { kindOf, ValueType } from '../keyspace/entry.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import { BigList } from './big-list.ts';
import { exceedsNode, fitsHalfNode } from './list-limits.ts';
import type { Side } from './list-nodes.ts';
import { ListReader } from './list-reader.ts';
import {
  ElementWriter,
  EMPTY_PACK_BYTES,
  PACK_END,
  PACK_HEAD_BYTES,
  writePackCount,
} from './listpack.ts';
import { becomeStructure, leaveStructure, placeStructure } from './structure-entry.ts';

export type { Side } from './list-nodes.ts';

const LISTPACK = kindOf(ValueType.list, 0);
const QUICKLIST = kindOf(ValueType.list, 8);

/** A key that is to hold a list: a word of a request. */
export interface ListKey {
  readonly args: Arguments;
  readonly word: number;
}

/**
 * The list under an entry, for reading it and for changing it. After a change `address` says where the entry is, and
 * the list must be sought in again. Small lists become big, and big ones small, as in Redis. One object serves many.
 */
export class List extends ListReader {
  /** The live `list-max-listpack-size`. */
  #limit = 0;
  readonly #writer = new ElementWriter();
  readonly #word = new ByteRange();

  /** For changing it. `limit` is the live `list-max-listpack-size`. */
  openToChange(db: Database, address: number, limit: number): this {
    this.open(db, address);
    this.#limit = limit;
    return this;
  }

  /**
   * Pushes words of a request, one after the other, from `first` to the last one. Throws `OutOfMemory` with none of them
   * pushed.
   */
  pushWords(side: Side, args: Arguments, first: number): void {
    const added = args.count - first;
    if (this.big === undefined) this.expect(textBytes(args, first), added);
    const { big, pack } = this;
    if (big !== undefined) {
      this.db.beforeWriteInPlace(this.address);
      this.#pushAll(big, side, { args, first });
    } else {
      const bytes = this.#wordBytes(args, first);
      const at = pack.splice(side === 'head' ? pack.first : pack.end, 0, bytes, added);
      this.#writeWords(side, args, { first, at, end: at + bytes });
      this.address = pack.address;
    }
    this.length += added;
  }

  /** Throws `OutOfMemory` with nothing changed. The text must not be in this list. */
  push(side: Side, text: ByteRange): void {
    this.expect(text.length, 1);
    const { big, pack } = this;
    if (big !== undefined) {
      this.db.beforeWriteInPlace(this.address);
      big.push(side, text);
    } else this.#spliceText(side === 'head' ? pack.first : pack.end, 0, { text, elements: 1 });
    this.length++;
  }

  /** Makes the list that a key doesn't hold yet, of words of a request. Throws `OutOfMemory` with nothing made. */
  create(
    db: Database,
    key: ListKey,
    how: { readonly first: number; readonly side: Side; readonly limit: number },
  ): void {
    const { args } = key;
    const { first, side, limit } = how;
    const count = args.count - first;
    if (exceedsNode(limit, EMPTY_PACK_BYTES + textBytes(args, first), count)) {
      const big = new BigList(db.world.slabs, limit);
      try {
        this.#pushAll(big, side, { args, first });
      } catch (thrown) {
        big.freeAll();
        throw thrown;
      }
      this.openToChange(db, placeBig(db, key, big), limit);
      return;
    }
    const bytes = this.#wordBytes(args, first);
    const address = db.place(args, key.word, LISTPACK, EMPTY_PACK_BYTES + bytes);
    writePackFrame(db.value(address), count);
    this.openToChange(db, address, limit);
    const at = this.pack.first;
    this.#writeWords(side, args, { first, at, end: at + bytes });
  }

  /** Makes a list of one text. Throws `OutOfMemory` with nothing made. */
  createOf(
    db: Database,
    key: ListKey,
    how: { readonly text: ByteRange; readonly limit: number },
  ): void {
    const { text, limit } = how;
    if (exceedsNode(limit, EMPTY_PACK_BYTES + text.length, 1)) {
      const big = new BigList(db.world.slabs, limit);
      try {
        big.push('tail', text);
      } catch (thrown) {
        big.freeAll();
        throw thrown;
      }
      this.openToChange(db, placeBig(db, key, big), limit);
      return;
    }
    const bytes = this.#writer.of(text);
    const address = db.place(key.args, key.word, LISTPACK, EMPTY_PACK_BYTES + bytes);
    writePackFrame(db.value(address), 1);
    this.openToChange(db, address, limit);
    this.#writer.write(this.pack.u8, this.pack.dv, this.pack.first);
  }

  /**
   * A key holds the list that was made, small if it fits, instead of whatever it held. Throws `OutOfMemory` with nothing
   * changed; the list made is gone in any case.
   */
  store(db: Database, key: ListKey, made: { readonly big: BigList; readonly limit: number }): void {
    const { big, limit } = made;
    const bytes = EMPTY_PACK_BYTES + (big.nodes === 1 ? big.nodeBytes(0) : 0);
    if (big.nodes !== 1 || exceedsNode(limit, bytes, big.size)) {
      this.openToChange(db, placeBig(db, key, big), limit);
      return;
    }
    try {
      const address = db.place(key.args, key.word, LISTPACK, bytes);
      this.#fillPack(db.value(address), big);
      this.openToChange(db, address, limit);
    } finally {
      big.freeAll();
    }
  }

  /**
   * So much text is about to come: a small list that would be too long with it becomes big first. Throws `OutOfMemory`
   * with nothing changed.
   */
  expect(bytes: number, elements: number): void {
    if (this.big !== undefined) return;
    const { pack, db } = this;
    if (!exceedsNode(this.#limit, pack.length + bytes, this.length + elements)) return;
    const big = new BigList(db.world.slabs, this.#limit);
    const all = this.#word;
    all.u8 = pack.u8;
    all.dv = pack.dv;
    all.start = pack.first;
    all.length = pack.length - EMPTY_PACK_BYTES;
    try {
      if (this.length > 0) big.appendNode(all, this.length);
      this.open(db, becomeStructure(db, this.address, { kind: QUICKLIST, structure: big }));
    } catch (thrown) {
      big.freeAll();
      throw thrown;
    }
  }

  /** Puts a text behind (`after`) or in front of the element that the list stands at. Throws `OutOfMemory`. */
  insertHere(text: ByteRange, where: 'before' | 'after'): void {
    const { big } = this;
    const after = where === 'after';
    const at = after ? this.nextPosition() : this.at;
    if (big !== undefined) {
      this.db.beforeWriteInPlace(this.address);
      big.insert({ node: this.run, index: this.before + (after ? 1 : 0), at, after }, text);
    } else this.#spliceText(at, 0, { text, elements: 1 });
    this.length++;
  }

  /** Puts a text in the place of the element that the list stands at. Call `settle`. Throws `OutOfMemory`. */
  replaceHere(text: ByteRange): void {
    const { big, at } = this;
    if (big !== undefined) {
      this.db.beforeWriteInPlace(this.address);
      big.replace({ node: this.run, index: this.before, at }, text);
    } else this.#spliceText(at, this.nextPosition() - at, { text, elements: 0 });
  }

  /** Removes the element at an end, which is not the only one. Call `settle` when that is all. */
  cutEnd(side: Side): void {
    const { big } = this;
    if (big === undefined) {
      this.remove(side === 'head' ? 0 : this.length - 1, 1);
      return;
    }
    this.db.beforeWriteInPlace(this.address);
    big.cutEnd(side);
    this.length--;
  }

  /** Removes elements that are there, but not all. Call `settle` when that is all. */
  remove(from: number, count: number): void {
    const { big, pack } = this;
    if (big !== undefined) {
      this.db.beforeWriteInPlace(this.address);
      big.remove(from, count);
      this.length -= count;
      return;
    }
    this.seek(from);
    const { at } = this;
    const end = from + count === this.length ? this.end : this.positionAfter(count);
    pack.splice(at, end - at, 0, -count);
    this.address = pack.address;
    this.length -= count;
  }

  /**
   * Removes the element that the list stands at, and stands in its place, between its neighbours. Call `endCuts` after
   * the last one, whatever happens, and then `settle`, or remove the key.
   */
  cutHere(): void {
    const { big, pack, at, run, before } = this;
    this.length--;
    if (big === undefined) {
      const end = this.nextPosition();
      const place = pack.splice(at, end - at, 0, -1);
      this.address = pack.address;
      this.openRun(0);
      this.left = this.length - before;
      this.at = place;
      return;
    }
    this.db.beforeWriteInPlace(this.address);
    const isLast = big.count(run) === 1;
    const offset = at - big.start(run);
    big.cutElement({ node: run, at });
    if (isLast) {
      this.standNowhere();
      return;
    }
    this.openRun(run);
    this.at += offset;
    this.left -= before;
  }

  /** No `cutHere` follows. */
  endCuts(): void {
    this.big?.dropEmptied();
  }

  /** After elements went: a big list that is only a short node becomes small. */
  settle(): void {
    const { big, db } = this;
    if (big?.nodes !== 1) return;
    const bytes = big.nodeBytes(0) + EMPTY_PACK_BYTES;
    if (!fitsHalfNode(this.#limit, bytes, big.size)) return;
    try {
      const left = leaveStructure(db, this.address, { kind: LISTPACK, length: bytes });
      this.#fillPack(db.value(left.address), big);
      db.world.structures.release(left.number);
      this.open(db, left.address);
    } catch (thrown) {
      // It is a list as it is, only longer than need be.
      if (!(thrown instanceof OutOfMemory)) throw thrown;
    }
  }

  #pushAll(big: BigList, side: Side, words: { args: Arguments; first: number }): void {
    const { args, first } = words;
    let word = first;
    try {
      for (; word < args.count; word++) big.push(side, args.range(word, this.#word));
    } catch (thrown) {
      for (; word > first; word--) big.cutEnd(side);
      throw thrown;
    }
  }

  /** Makes a value the listpack of the elements of a list of one node. */
  #fillPack(value: ByteRange, big: BigList): void {
    writePackFrame(value, big.size);
    const from = big.elements(0, this.#word);
    const to = value.start + PACK_HEAD_BYTES;
    copyBytes(from.u8, from.dv, from.start, value.u8, value.dv, to, from.length);
  }

  #spliceText(at: number, removed: number, put: { text: ByteRange; elements: number }): void {
    const { pack } = this;
    const bytes = this.#writer.of(put.text);
    const place = pack.splice(at, removed, bytes, put.elements);
    this.#writer.write(pack.u8, pack.dv, place);
    this.address = pack.address;
  }

  #wordBytes(args: Arguments, first: number): number {
    let bytes = 0;
    for (let word = first; word < args.count; word++) {
      bytes += this.#writer.of(args.range(word, this.#word));
    }
    return bytes;
  }

  #writeWords(side: Side, args: Arguments, room: { first: number; at: number; end: number }): void {
    const writer = this.#writer;
    const { u8, dv } = this.pack;
    let { at, end } = room;
    for (let word = room.first; word < args.count; word++) {
      const bytes = writer.of(args.range(word, this.#word));
      if (side === 'tail') at = writer.write(u8, dv, at);
      else writer.write(u8, dv, (end -= bytes));
    }
  }
}

/** Head and end of a pack that fills a value. */
function writePackFrame({ dv, start, length }: ByteRange, count: number): void {
  dv.setUint32(start, length, true);
  writePackCount(dv, start, count);
  dv.setUint8(start + length - 1, PACK_END);
}

function placeBig(db: Database, key: ListKey, structure: BigList): number {
  try {
    return placeStructure(db, key, { kind: QUICKLIST, structure });
  } catch (thrown) {
    structure.freeAll();
    throw thrown;
  }
}

function textBytes(args: Arguments, first: number): number {
  let bytes = 0;
  for (let word = first; word < args.count; word++) bytes += args.length(word);
  return bytes;
}
