import type { Arguments } from '../base/arguments.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import type { Database } from '../keyspace/database.ts';
import type { EncodingSettings } from '../settings/encoding-settings.ts';
import {
  ElementWriter,
  EMPTY_PACK_BYTES,
  elementBytes,
  PACK_HEAD_BYTES,
  PackedElement,
  writeEmptyPack,
  writePackCount,
} from './listpack.ts';
import { BIG_HASH, LISTPACK_HASH } from './member-encoding.ts';
import { bigMembers, MemberWalk } from './member-walk.ts';
import { Members } from './members.ts';
import { Pack } from './pack.ts';
import { becomeStructure, placeStructure } from './structure-entry.ts';

/** Redis makes no listpack longer than this, whatever the thresholds say. */
const PACK_BYTES_MAX = 2 ** 30;
const ABSENT = -1;

/** The parts that all hashes share: nothing in them outlives a call. */
const fieldWriter = new ElementWriter();
const valueWriter = new ElementWriter();
const walk = new MemberWalk();

/** A word of a request that names a key. */
interface Key {
  readonly args: Arguments;
  readonly word: number;
}

/**
 * The hash that is the value of an entry, in whichever encoding. One object serves many: `open` points it at an entry.
 * Encodings change when Redis 7.2's do.
 */
export class HashValue {
  address = 0;
  #db: Database | undefined;
  #members: Members | undefined;
  readonly #pack = new Pack();
  readonly #field = new PackedElement();
  readonly #value = new PackedElement();

  open(db: Database, address: number): this {
    this.#db = db;
    this.address = address;
    if (db.kind(address) === LISTPACK_HASH) {
      this.#members = undefined;
      this.#pack.open(db, address);
    } else this.#members = bigMembers(db, address);
    return this;
  }

  /** Fields. */
  get size(): number {
    return this.#members === undefined ? this.#pack.count >>> 1 : this.#members.size;
  }

  /** The fields of a big one. */
  get members(): Members | undefined {
    return this.#members;
  }

  /** Fields and values of a small one. */
  get pack(): Pack {
    return this.#pack;
  }

  /** Where the field is, for `field`, `value` and `removeAt`; -1 when there is none. */
  find(field: ByteRange): number {
    if (this.#members === undefined) return this.#pack.find(this.#pack.first, field, 2);
    const address = this.#members.find(field);
    return address === 0 ? ABSENT : address;
  }

  /** The field at a place; valid until the next one. */
  field(at: number): ByteRange {
    return this.#members === undefined ? this.#pack.read(at, this.#field) : this.#members.key(at);
  }

  /** The value of the field at a place; valid until the next one. */
  value(at: number): ByteRange {
    return this.#members === undefined
      ? this.#pack.read(this.#pack.next(at), this.#value)
      : this.#members.value(at);
  }

  /** Any field's place, each as likely as another. */
  random(): number {
    if (this.#members !== undefined) return this.#members.random();
    return this.#pack.seek(2 * this.#database.world.random.below(this.size));
  }

  /** A key becomes a hash of one field. Throws `OutOfMemory` with nothing changed. */
  create(
    db: Database,
    key: Key,
    first: {
      readonly field: ByteRange;
      readonly value: ByteRange;
      readonly encoding: 'listpack' | 'hashtable';
    },
  ): this {
    const { field, value, encoding } = first;
    if (encoding === 'hashtable') return this.#createBig(db, key, { field, value });
    const length = EMPTY_PACK_BYTES + fieldWriter.of(field) + valueWriter.of(value);
    const address = db.place(key.args, key.word, LISTPACK_HASH, length);
    const { u8, dv, start } = db.value(address);
    writeEmptyPack(dv, start);
    const end = valueWriter.write(u8, dv, fieldWriter.write(u8, dv, start + PACK_HEAD_BYTES));
    dv.setUint8(end, 0xff);
    dv.setUint32(start, length, true);
    writePackCount(dv, start, 2);
    return this.open(db, address);
  }

  /** Sets a field. True when it is new. The entry may have moved. Throws `OutOfMemory` with the field as it was. */
  set(field: ByteRange, value: ByteRange, limits: EncodingSettings): boolean {
    if (this.#members !== undefined) return this.#setBig(this.#members, field, value);
    const max = limits.hashMaxListpackValueBytes;
    if (field.length > max || value.length > max) return this.#setBig(this.grow(), field, value);
    const pack = this.#pack;
    const at = pack.find(pack.first, field, 2);
    if (at >= 0) {
      this.#replace(pack.next(at), value);
      return false;
    }
    const isFull =
      pack.count >>> 1 >= limits.hashMaxListpackEntries ||
      pack.length + field.length + value.length >= PACK_BYTES_MAX;
    if (isFull) return this.#setBig(this.grow(), field, value);
    const fieldBytes = fieldWriter.of(field);
    const to = pack.splice(pack.end, 0, fieldBytes + valueWriter.of(value), 2);
    fieldWriter.write(pack.u8, pack.dv, to);
    valueWriter.write(pack.u8, pack.dv, to + fieldBytes);
    this.address = pack.address;
    return true;
  }

  /** Removes the field at a place that `find` just gave. The entry may have moved. */
  removeAt(at: number): void {
    if (this.#members !== undefined) {
      this.#database.beforeWriteInPlace(this.address);
      this.#members.remove(at);
      return;
    }
    const pack = this.#pack;
    const field = elementBytes(pack.dv, at);
    pack.splice(at, field + elementBytes(pack.dv, at + field), 0, -2);
    this.address = pack.address;
  }

  /** Goes over to a table of fields, if it hasn't. */
  grow(): Members {
    if (this.#members !== undefined) return this.#members;
    const db = this.#database;
    const members = new Members(db.world, 'bytes');
    try {
      walk.open(db, this.address);
      while (walk.next()) {
        const { value } = walk;
        members.find(walk.text);
        fill(members, members.add(walk.text, value.length), value);
      }
      this.open(db, becomeStructure(db, this.address, { kind: BIG_HASH, structure: members }));
    } catch (thrown) {
      members.release();
      throw thrown;
    }
    return members;
  }

  get #database(): Database {
    if (this.#db === undefined) throw new Error('open comes first');
    return this.#db;
  }

  #setBig(members: Members, field: ByteRange, value: ByteRange): boolean {
    this.#database.beforeWriteInPlace(this.address);
    const found = members.find(field);
    const at =
      found === 0 ? members.add(field, value.length) : members.replaceValue(found, value.length);
    fill(members, at, value);
    return found === 0;
  }

  #replace(at: number, value: ByteRange): void {
    const pack = this.#pack;
    const removed = elementBytes(pack.dv, at);
    const added = valueWriter.of(value);
    const offset = at - pack.start;
    if (removed === added) {
      const db = this.#database;
      db.beforeWriteInPlace(this.address);
      pack.open(db, this.address);
    } else pack.splice(at, removed, added, 0);
    valueWriter.write(pack.u8, pack.dv, pack.start + offset);
    this.address = pack.address;
  }

  #createBig(
    db: Database,
    key: Key,
    first: { readonly field: ByteRange; readonly value: ByteRange },
  ): this {
    const members = new Members(db.world, 'bytes');
    try {
      members.find(first.field);
      fill(members, members.add(first.field, first.value.length), first.value);
      return this.open(db, placeStructure(db, key, { kind: BIG_HASH, structure: members }));
    } catch (thrown) {
      members.release();
      throw thrown;
    }
  }
}

function fill(members: Members, at: number, value: ByteRange): void {
  const to = members.value(at);
  copyBytes(value.u8, value.dv, value.start, to.u8, to.dv, to.start, value.length);
}
