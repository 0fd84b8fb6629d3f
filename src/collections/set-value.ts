import type { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { parseInteger } from '../base/int64.ts';
import type { Database } from '../keyspace/database.ts';
import type { EncodingSettings } from '../settings/encoding-settings.ts';
import { INTSET_HEAD_BYTES, IntegerText, Intset, WideInteger, writeIntsetOf } from './intset.ts';
import {
  ElementWriter,
  EMPTY_PACK_BYTES,
  elementBytes,
  PACK_HEAD_BYTES,
  PackedElement,
  writeEmptyPack,
  writePackCount,
} from './listpack.ts';
import { BIG_SET, INTSET_SET, LISTPACK_SET } from './member-encoding.ts';
import { bigMembers, MemberWalk } from './member-walk.ts';
import { Members } from './members.ts';
import { Pack } from './pack.ts';
import { PackIndex } from './pack-index.ts';
import { becomeStructure, placeStructure } from './structure-entry.ts';

/** Redis makes no listpack longer than this, whatever the thresholds say. */
const PACK_BYTES_MAX = 2 ** 30;
/** Longer ones Redis doesn't keep as an intset, whatever the threshold says. */
const INTSET_MAX = 2 ** 30;
const ABSENT = -1;
/** For fewer lookups, or among fewer members, going through a listpack is quicker than an index of it. */
const WORTH_INDEXING = 10;

/** The parts that all sets share: nothing in them outlives a call. */
const integer = new WideInteger();
const writer = new ElementWriter();
const walk = new MemberWalk();

/**
 * The set that is the value of an entry, in whichever encoding. One object serves many: `open` points it at an entry.
 * Encodings change when Redis 7.2's do.
 */
export class SetValue {
  address = 0;
  kind = INTSET_SET;
  #db: Database | undefined;
  #members: Members | undefined;
  #index: PackIndex | undefined;
  #spareIndex: PackIndex | undefined;
  readonly #pack = new Pack();
  readonly #ints = new Intset();
  readonly #element = new PackedElement();
  readonly #digits = new IntegerText();

  open(db: Database, address: number): this {
    const kind = db.kind(address);
    this.#db = db;
    this.address = address;
    this.kind = kind;
    this.#members = undefined;
    this.#index = undefined;
    if (kind === LISTPACK_SET) this.#pack.open(db, address);
    else if (kind === INTSET_SET) this.#ints.open(db, address);
    else this.#members = bigMembers(db, address);
    return this;
  }

  get size(): number {
    if (this.#members !== undefined) return this.#members.size;
    return this.kind === INTSET_SET ? this.#ints.count : this.#pack.count;
  }

  /** The listpack of a set that is kept in one. */
  get pack(): Pack {
    return this.#pack;
  }

  get members(): Members | undefined {
    return this.#members;
  }

  /** Where the member is, for `text` and `removeAt`; -1 when it is none. */
  find(text: ByteRange): number {
    if (this.#members !== undefined) {
      const address = this.#members.find(text);
      return address === 0 ? ABSENT : address;
    }
    if (this.kind === LISTPACK_SET) return this.#pack.find(this.#pack.first, text, 1);
    return integer.parse(text) ? this.#ints.find(integer) : ABSENT;
  }

  has(text: ByteRange): boolean {
    return this.find(text) >= 0;
  }

  /** Before so many members are looked up with `findWalked`, and until the set changes or another is opened. */
  prepare(lookups: number): void {
    if (this.kind !== LISTPACK_SET || lookups < WORTH_INDEXING || this.size < WORTH_INDEXING)
      return;
    this.#index = (this.#spareIndex ??= new PackIndex()).build(
      this.#pack,
      this.#database.world.hasher,
    );
  }

  /** `find` for the member that a walk over another set came to. */
  findWalked(other: MemberWalk): number {
    if (this.#members !== undefined) {
      const { hash } = other;
      if (!this.#members.mayHave(hash)) return ABSENT;
      const address = this.#members.findHashed(hash, other.text);
      return address === 0 ? ABSENT : address;
    }
    if (this.#index !== undefined) return this.#findIndexed(this.#index, other);
    if (this.kind === INTSET_SET && other.isInteger)
      return this.#ints.find(other.takeInteger(integer));
    return this.find(other.text);
  }

  /** The member at a place; valid until the next one. */
  text(at: number): ByteRange {
    if (this.#members !== undefined) return this.#members.key(at);
    if (this.kind === LISTPACK_SET) return this.#pack.read(at, this.#element);
    return this.#digits.write(this.#ints.high(at), this.#ints.low(at));
  }

  /** Any member's place, each as likely as another. */
  random(): number {
    const { random } = this.#database.world;
    if (this.#members !== undefined) return this.#members.random();
    if (this.kind === INTSET_SET) return random.below(this.#ints.count);
    return this.#pack.seek(random.below(this.#pack.count));
  }

  /** A key becomes a set of one member; `sizeHint` is how many are about to come, the first included. */
  create(
    db: Database,
    key: { readonly args: Arguments; readonly word: number },
    first: {
      readonly text: ByteRange;
      readonly sizeHint: number;
      readonly limits: EncodingSettings;
    },
  ): this {
    const { text, sizeHint, limits } = first;
    if (integer.parse(text) && sizeHint <= limits.setMaxIntsetEntries) {
      const length = INTSET_HEAD_BYTES + integer.width;
      const address = db.place(key.args, key.word, INTSET_SET, length);
      const value = db.value(address);
      writeIntsetOf(value.dv, value.start, integer);
      return this.open(db, address);
    }
    const fits = sizeHint <= limits.setMaxListpackEntries;
    if (fits && text.length <= limits.setMaxListpackValueBytes) {
      const length = EMPTY_PACK_BYTES + writer.of(text);
      const address = db.place(key.args, key.word, LISTPACK_SET, length);
      writePackOf(db.value(address));
      return this.open(db, address);
    }
    return this.#createBig(db, key, text);
  }

  /** Before so many members come, of which Redis believes that all are new. */
  expect(count: number, limits: EncodingSettings): void {
    const max =
      this.kind === LISTPACK_SET ? limits.setMaxListpackEntries : limits.setMaxIntsetEntries;
    if (this.#members === undefined && count > max) this.#grow();
  }

  /** True when the member is new. The entry may have moved. Throws `OutOfMemory` with the same members in it. */
  add(text: ByteRange, limits: EncodingSettings): boolean {
    if (this.#members !== undefined) return this.#addBig(this.#members, text);
    if (this.kind === INTSET_SET) return this.#addInteger(text, limits);
    const pack = this.#pack;
    if (pack.find(pack.first, text, 1) >= 0) return false;
    const { length } = text;
    if (
      pack.count < limits.setMaxListpackEntries &&
      length <= limits.setMaxListpackValueBytes &&
      pack.length + length < PACK_BYTES_MAX
    ) {
      this.#append(text);
      return true;
    }
    return this.#addBig(this.#grow(), text);
  }

  /** Removes the member at a place that `find` or `random` just gave. The entry may have moved. */
  removeAt(at: number): void {
    const db = this.#database;
    if (this.#members !== undefined) {
      db.beforeWriteInPlace(this.address);
      this.#members.remove(at);
    } else if (this.kind === INTSET_SET) {
      this.#ints.remove(at);
      this.address = this.#ints.address;
    } else {
      const pack = this.#pack;
      pack.splice(at, elementBytes(pack.dv, at), 0, -1);
      this.address = pack.address;
    }
  }

  get #database(): Database {
    if (this.#db === undefined) throw new Error('open comes first');
    return this.#db;
  }

  #findIndexed(index: PackIndex, other: MemberWalk): number {
    const { hash, text } = other;
    const number = parseInteger(text.u8, text.start, text.length);
    let at = index.candidate(hash, 0);
    while (at !== 0 && !this.#pack.is(at, text, number)) at = index.candidate(hash, at);
    return at === 0 ? ABSENT : at;
  }

  #addBig(members: Members, text: ByteRange): boolean {
    if (members.find(text) !== 0) return false;
    this.#database.beforeWriteInPlace(this.address);
    members.add(text);
    return true;
  }

  #addInteger(text: ByteRange, limits: EncodingSettings): boolean {
    const ints = this.#ints;
    if (!integer.parse(text)) return this.#addText(text, limits);
    const found = ints.find(integer);
    if (found >= 0) return false;
    if (ints.count >= Math.min(limits.setMaxIntsetEntries, INTSET_MAX)) {
      return this.#addBig(this.#grow(), text);
    }
    ints.insert(-1 - found, integer);
    this.address = ints.address;
    return true;
  }

  /** What is no integer comes into an intset. */
  #addText(text: ByteRange, limits: EncodingSettings): boolean {
    const ints = this.#ints;
    const { count } = ints;
    const longest = count === 0 ? 0 : Math.max(this.text(0).length, this.text(count - 1).length);
    const max = limits.setMaxListpackValueBytes;
    if (count >= limits.setMaxListpackEntries || text.length > max || longest > max) {
      return this.#addBig(this.#grow(), text);
    }
    this.#becomePack();
    this.#append(text);
    return true;
  }

  #append(text: ByteRange): void {
    const pack = this.#pack;
    const at = pack.splice(pack.end, 0, writer.of(text), 1);
    writer.write(pack.u8, pack.dv, at);
    this.address = pack.address;
  }

  #becomePack(): void {
    const db = this.#database;
    const { count } = this.#ints;
    let length = EMPTY_PACK_BYTES;
    for (let i = 0; i < count; i++) length += writer.of(this.text(i));
    const packed = new Uint8Array(length);
    const dv = new DataView(packed.buffer);
    writeEmptyPack(dv, 0);
    let at = PACK_HEAD_BYTES;
    for (let i = 0; i < count; i++) {
      writer.of(this.text(i));
      at = writer.write(packed, dv, at);
    }
    packed[at] = 0xff;
    dv.setUint32(0, length, true);
    writePackCount(dv, 0, count);
    const address = db.resize(this.address, length);
    const value = db.value(address);
    value.u8.set(packed, value.start);
    db.setKind(address, LISTPACK_SET);
    this.open(db, address);
  }

  /** Goes over to a table of members. */
  #grow(): Members {
    const db = this.#database;
    const members = new Members(db.world, 'nothing');
    try {
      walk.open(db, this.address);
      while (walk.next()) {
        members.find(walk.text);
        members.add(walk.text);
      }
      this.open(db, becomeStructure(db, this.address, { kind: BIG_SET, structure: members }));
    } catch (thrown) {
      members.release();
      throw thrown;
    }
    return members;
  }

  #createBig(
    db: Database,
    key: { readonly args: Arguments; readonly word: number },
    text: ByteRange,
  ): this {
    const members = new Members(db.world, 'nothing');
    try {
      members.find(text);
      members.add(text);
      return this.open(db, placeStructure(db, key, { kind: BIG_SET, structure: members }));
    } catch (thrown) {
      members.release();
      throw thrown;
    }
  }
}

/** Writes a pack of the one element that the writer was asked about. */
function writePackOf(value: ByteRange): void {
  const { u8, dv, start, length } = value;
  writeEmptyPack(dv, start);
  const end = writer.write(u8, dv, start + PACK_HEAD_BYTES);
  dv.setUint8(end, 0xff);
  dv.setUint32(start, length, true);
  writePackCount(dv, start, 1);
}
