import type { ByteRange } from '../base/byte-range.ts';
import type { Random } from '../base/random.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { Database } from '../keyspace/database.ts';
import { SCAN_END } from '../keyspace/scan.ts';
import { BigSortedSet } from './big-sorted-set.ts';
import { IntegerText, Intset, type WideInteger } from './intset.ts';
import { PackedElement } from './listpack.ts';
import { INTSET_SET, LISTPACK_HASH, LISTPACK_SET } from './member-encoding.ts';
import { Members } from './members.ts';
import { Pack } from './pack.ts';
import { SMALL_SORTED_SET, scoreOf } from './small-sorted-set.ts';
import { structureOf } from './structure-entry.ts';

const NO_SLOTS: Int32Array = new Int32Array(0);

/**
 * Goes through the members of a set or a sorted set, or the fields of a hash, however it is kept. The collection must not change
 * meanwhile. One object serves many.
 */
export class MemberWalk {
  /** The member's address among big ones, else its index (intset) or position (listpack): no other member has it. */
  at = 0;
  /** The collection's members when it is big. */
  members: Members | undefined;
  readonly #pack = new Pack();
  readonly #ints = new Intset();
  readonly #element = new PackedElement();
  readonly #value = new PackedElement();
  readonly #digits = new IntegerText();
  #text: ByteRange = this.#element;
  /** The text is still to be found or made: not everybody wants it. */
  #isUnwritten = false;
  #kind = INTSET_SET;
  /** The next element of a listpack, index of an intset, or slot. */
  #next = 0;
  #slots = NO_SLOTS;
  #segmentEnd = 0;
  #slotHash = 0;
  #hasher: HalfSipHash | undefined;

  open(db: Database, address: number): this {
    const ownKind = db.kind(address);
    // Members with scores lie as fields with values do.
    const kind = ownKind === SMALL_SORTED_SET ? LISTPACK_HASH : ownKind;
    this.#kind = kind;
    this.members = undefined;
    this.#isUnwritten = false;
    this.#hasher = db.world.hasher;
    if (kind === INTSET_SET) {
      this.#ints.open(db, address);
      this.#next = 0;
    } else if (kind === LISTPACK_SET || kind === LISTPACK_HASH) {
      this.#next = this.#pack.open(db, address).first;
    } else this.openMembers(bigMembers(db, address));
    return this;
  }

  /** Goes through members that no entry has. */
  openMembers(members: Members): this {
    this.#kind = -1;
    this.#isUnwritten = false;
    this.members = members;
    this.#openSegment(members, 0);
    return this;
  }

  /** The hash of the member that `next` came to. */
  get hash(): number {
    if (this.members !== undefined) return this.members.hashIn(this.#slotHash);
    const { dv, start, length } = this.text;
    return this.#hasher?.hash(dv, start, length) ?? 0;
  }

  /** Goes on to the next member. False after the last. */
  next(): boolean {
    if (this.members !== undefined) return this.#nextMember(this.members);
    return this.#kind === INTSET_SET ? this.#nextInteger() : this.#nextElement();
  }

  /** The member that `next` came to; valid until the following one. */
  get text(): ByteRange {
    if (this.#isUnwritten) {
      this.#isUnwritten = false;
      this.#text =
        this.members !== undefined
          ? this.members.key(this.at)
          : this.#digits.write(this.#ints.high(this.at), this.#ints.low(this.at));
    }
    return this.#text;
  }

  /** Whether the members are integers as an intset has them. */
  get isInteger(): boolean {
    return this.#kind === INTSET_SET;
  }

  /** The integer that `next` came to. */
  takeInteger(into: WideInteger): WideInteger {
    into.high = this.#ints.high(this.at);
    into.low = this.#ints.low(this.at);
    return into;
  }

  /** Members of the collection, or fields. */
  get size(): number {
    if (this.members !== undefined) return this.members.size;
    if (this.#kind === INTSET_SET) return this.#ints.count;
    return this.#kind === LISTPACK_SET ? this.#pack.count : this.#pack.count >>> 1;
  }

  /** Goes to any member, each as likely as another. There must be one, and `next` is over then. */
  jump(random: Random): void {
    if (this.members !== undefined) {
      this.at = this.members.random();
      this.#isUnwritten = true;
    } else if (this.#kind === INTSET_SET) {
      this.#next = random.below(this.#ints.count);
      this.#nextInteger();
    } else {
      const stride = this.#kind === LISTPACK_HASH ? 2 : 1;
      this.#next = this.#pack.seek(random.below(this.size) * stride);
      this.#nextElement();
    }
  }

  /** The value of the field that `next` or `jump` came to; valid until the following one. */
  get value(): ByteRange {
    if (this.members !== undefined) return this.members.value(this.at);
    const pack = this.#pack;
    return pack.read(pack.next(this.at), this.#value);
  }

  /** The score of the member of a sorted set that `next` or `jump` came to. */
  get score(): number {
    return this.members === undefined ? scoreOf(this.value) : this.members.score(this.at);
  }

  #nextMember(members: Members): boolean {
    for (;;) {
      const slots = this.#slots;
      for (let slot = this.#next; slot < slots.length; slot += 2) {
        const address = slots[slot + 1]!;
        if (address === 0) continue;
        this.#next = slot + 2;
        this.at = address >>> 0;
        this.#slotHash = slots[slot]!;
        this.#isUnwritten = true;
        return true;
      }
      if (this.#segmentEnd >= SCAN_END) {
        this.#slots = NO_SLOTS;
        return false;
      }
      this.#openSegment(members, this.#segmentEnd);
    }
  }

  #openSegment(members: Members, lowest: number): void {
    const segment = members.segmentAt(lowest);
    this.#slots = segment.slots;
    this.#segmentEnd = segment.end;
    this.#next = 0;
  }

  #nextElement(): boolean {
    const pack = this.#pack;
    const at = this.#next;
    if (pack.isEnd(at)) return false;
    this.at = at;
    this.#text = pack.read(at, this.#element);
    const after = pack.next(at);
    this.#next = this.#kind === LISTPACK_HASH ? pack.next(after) : after;
    return true;
  }

  #nextInteger(): boolean {
    const ints = this.#ints;
    const index = this.#next;
    if (index === ints.count) return false;
    this.at = index;
    this.#isUnwritten = true;
    this.#next = index + 1;
    return true;
  }
}

/** The members of a big set, hash or sorted set. */
export function bigMembers(db: Database, address: number): Members {
  const structure = structureOf(db, address);
  if (structure instanceof Members) return structure;
  if (structure instanceof BigSortedSet) return structure.members;
  throw new Error('a big set or hash has members');
}
