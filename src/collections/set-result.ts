import type { Arguments } from '../base/arguments.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { parseBigInteger, parseInteger } from '../base/int64.ts';
import type { Database } from '../keyspace/database.ts';
import type { World } from '../keyspace/world.ts';
import type { EncodingSettings } from '../settings/encoding-settings.ts';
import { INTSET_HEAD_BYTES } from './intset.ts';
import {
  ElementWriter,
  EMPTY_PACK_BYTES,
  PACK_END,
  PACK_HEAD_BYTES,
  writeEmptyPack,
  writePackCount,
} from './listpack.ts';
import { BIG_SET, INTSET_SET, LISTPACK_SET } from './member-encoding.ts';
import { MemberWalk } from './member-walk.ts';
import { Members } from './members.ts';
import { exchangeStructure, placeStructure } from './structure-entry.ts';

const writer = new ElementWriter();
const walk = new MemberWalk();

/**
 * A set that no key has yet: what SINTERSTORE and its kin gather, and what SPOP leaves of a big set. When it gets its key it
 * takes the encoding that Redis 7.2 would have come to, member by member.
 */
export class SetResult {
  readonly #members: Members;
  #onlyIntegers = true;
  #longest = 0;
  /** Members that there were at most. */
  #most = 0;

  /** At least `expected` members are to come. */
  constructor(world: World, expected = 0) {
    this.#members = new Members(world, 'nothing');
    this.#members.expect(expected);
  }

  get size(): number {
    return this.#members.size;
  }

  /** True when the member is new. Throws `OutOfMemory`; whoever made the result then releases it. */
  add(text: ByteRange): boolean {
    if (this.#members.find(text) !== 0) return false;
    this.#members.add(text);
    this.#note(text);
    return true;
  }

  /** `add` of the member that a walk came to. */
  addWalked(from: MemberWalk): boolean {
    if (from.members === undefined) return this.add(from.text);
    if (this.#members.findHashed(from.hash, from.text) !== 0) return false;
    this.#members.add(from.text);
    this.#note(from.text);
    return true;
  }

  /** `addWalked` of a member that is known to be new. */
  addNew(from: MemberWalk): void {
    this.#members.addNew(from.hash, from.text);
    this.#note(from.text);
  }

  /** A member that came and went before the end: in Redis the set it was in stays as big inside as it was. */
  passed(text: ByteRange, size: number): void {
    this.#note(text);
    this.#most = Math.max(this.#most, size);
  }

  /** Puts it under a key in place of whatever is there. Returns the entry. Not for an empty one. */
  place(
    db: Database,
    key: { readonly args: Arguments; readonly word: number },
    limits: EncodingSettings,
  ): number {
    const kind = this.#kind(limits);
    if (kind === BIG_SET) return placeStructure(db, key, { kind, structure: this.#members });
    const bytes = kind === INTSET_SET ? this.#asIntset() : this.#asPack();
    const address = db.place(key.args, key.word, kind, bytes.length);
    const value = db.value(address);
    value.u8.set(bytes, value.start);
    this.release();
    return address;
  }

  /** Takes the place of the big set under a key, whose expiry stays. Returns the entry. */
  replace(
    db: Database,
    key: { readonly args: Arguments; readonly word: number; readonly address: number },
    limits: EncodingSettings,
  ): number {
    const fits =
      this.size <= limits.setMaxListpackEntries && this.#longest <= limits.setMaxListpackValueBytes;
    if (!fits) {
      exchangeStructure(db, key.address, this.#members);
      return key.address;
    }
    const bytes = this.#asPack();
    const placed = db.placeKeepingExpiry(key.args, key.word, LISTPACK_SET, bytes.length);
    const value = db.value(placed);
    value.u8.set(bytes, value.start);
    this.release();
    return placed;
  }

  /** Nobody wants it. */
  release(): void {
    this.#members.release();
  }

  #note(text: ByteRange): void {
    if (text.length > this.#longest) this.#longest = text.length;
    if (this.#onlyIntegers && Number.isNaN(parseInteger(text.u8, text.start, text.length))) {
      this.#onlyIntegers = false;
    }
  }

  #kind(limits: EncodingSettings): number {
    const size = Math.max(this.size, this.#most);
    if (this.#onlyIntegers) return size <= limits.setMaxIntsetEntries ? INTSET_SET : BIG_SET;
    const fits =
      size <= limits.setMaxListpackEntries && this.#longest <= limits.setMaxListpackValueBytes;
    return fits ? LISTPACK_SET : BIG_SET;
  }

  #asPack(): Uint8Array {
    let length = EMPTY_PACK_BYTES;
    walk.openMembers(this.#members);
    while (walk.next()) length += writer.of(walk.text);
    const bytes = new Uint8Array(length);
    const dv = new DataView(bytes.buffer);
    writeEmptyPack(dv, 0);
    dv.setUint32(0, length, true);
    writePackCount(dv, 0, this.size);
    let at = PACK_HEAD_BYTES;
    walk.openMembers(this.#members);
    while (walk.next()) {
      writer.of(walk.text);
      at = writer.write(bytes, dv, at);
    }
    bytes[at] = PACK_END;
    return bytes;
  }

  #asIntset(): Uint8Array {
    const integers = new BigInt64Array(this.size);
    walk.openMembers(this.#members);
    for (let i = 0; walk.next(); i++) {
      const { u8, start, length } = walk.text;
      integers[i] = parseBigInteger(u8, start, length) ?? 0n;
    }
    integers.sort();
    const first = integers[0] ?? 0n;
    const last = integers.at(-1) ?? 0n;
    const width = isWithin(first, last, 16) ? 2 : isWithin(first, last, 32) ? 4 : 8;
    const bytes = new Uint8Array(INTSET_HEAD_BYTES + integers.length * width);
    const dv = new DataView(bytes.buffer);
    dv.setUint32(0, width, true);
    dv.setUint32(4, integers.length, true);
    integers.forEach((integer, i) => {
      const at = INTSET_HEAD_BYTES + i * width;
      if (width === 8) dv.setBigInt64(at, integer, true);
      else if (width === 4) dv.setInt32(at, Number(integer), true);
      else dv.setInt16(at, Number(integer), true);
    });
    return bytes;
  }
}

function isWithin(first: bigint, last: bigint, bits: number): boolean {
  return BigInt.asIntN(bits, first) === first && BigInt.asIntN(bits, last) === last;
}
