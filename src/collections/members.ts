import type { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { inverseOf } from '../base/odd-inverse.ts';
import { headBytes, keyLength } from '../keyspace/entry.ts';
import { randomMember } from '../keyspace/random-entry.ts';
import { type EntryVisitor, SCAN_END, scanTable, walkStep, walkTable } from '../keyspace/scan.ts';
import type { Segment } from '../keyspace/segment.ts';
import type { PinnedStructure, Structure } from '../keyspace/structures.ts';
import { type MemberRun, Table } from '../keyspace/table.ts';
import type { World } from '../keyspace/world.ts';
import { type Beside, MemberBlocks, PHASES } from './member-blocks.ts';
import { MemberPin } from './member-pin.ts';

/** Segments with fewer members for their slots give slots back. */
const SPARSE = 8;

/** Odd, so that no two hashes become one; not small, so that they are spread. */
const SALT_BITS = 0x40000001;

/**
 * The members of a big set, hash or sorted set: blocks in the slabs laid out like entries (keyspace/entry.ts, without
 * expiry), behind the same table as keys have. So growth splits one segment at a time, a hash is a cursor (scan.ts), and
 * what is there throughout a walk is visited once. With nothing or bytes beside, it is all there is of a set or a hash.
 *
 * A pin is the same walk with a barrier, as the keyspace's snapshot is (docs/decisions/0005): the block of a member that
 * is about to change or go, and that the walk hasn't passed, is left to the pin.
 */
export class Members extends MemberBlocks implements Structure {
  readonly #world: World;
  readonly #table: Table;
  /**
   * Hashes are multiplied by a number of each table's own. Members that come in the order of another table (SUNIONSTORE, a
   * client that adds what SMEMBERS gave) would else fill it from one end, in one long run of slots.
   */
  readonly #salt: number;
  readonly #inverse: number;
  #hash = 0;
  #pin: MemberPin | undefined;
  /** No member carries a phase from before this pin. */
  #oldestPin = 0;
  #freedTo = 0;

  constructor(world: World, beside: Beside, salt = world.random.bits() | SALT_BITS) {
    super(world.slabs, beside);
    this.#world = world;
    this.#table = new Table(world.slabs, world.segmentSlotsMax);
    this.#salt = salt;
    this.#inverse = inverseOf(salt);
  }

  get size(): number {
    return this.#table.count;
  }

  /** What blocks and index occupy. */
  get bytes(): number {
    return this.blockBytes + this.#table.indexBytes;
  }

  /** A snapshot reads it. */
  get held(): boolean {
    return this.#pin !== undefined;
  }

  /** The member's address, 0 when there is none. Leaves behind where `add` would put it. */
  find(text: ByteRange): number {
    return this.findHashed(this.#world.hasher.hash(text.dv, text.start, text.length), text);
  }

  /** `find` with the hash of the text, which `hashIn` gave of other members of the same world. */
  findHashed(hash: number, text: ByteRange): number {
    const salted = Math.imul(hash, this.#salt);
    this.#hash = salted;
    return this.#table.find(salted, text.dv, text.start, text.length);
  }

  /** The hash of a member's text, from what stands in its slot. */
  hashIn(slot: number): number {
    return Math.imul(slot, this.#inverse);
  }

  /**
   * After a `find` of the same text that gave 0. `valueBytes` only beside bytes; the caller fills value or score in. Throws
   * `OutOfMemory` with nothing changed.
   */
  add(text: ByteRange, valueBytes = 0): number {
    this.#table.reserve(this.#hash);
    const address = this.makeBlock(text, valueBytes);
    this.#table.insert(this.#hash, address);
    return address;
  }

  /** `add` without a `find`, of a text that is known not to be there and its hash. */
  addNew(hash: number, text: ByteRange): void {
    this.#put(Math.imul(hash, this.#salt), this.makeBlock(text, 0));
  }

  /** Whether a text with this hash may be a member; nothing but the index is read. */
  mayHave(hash: number): boolean {
    return this.#table.mayHold(Math.imul(hash, this.#salt));
  }

  /** Before about so many come to no members: the index needn't grow step by step. */
  expect(count: number): void {
    this.#table.expect(count);
  }

  /** Before a member's value or score is written over in place. Throws `OutOfMemory` when a pin needs a copy and has none. */
  beforeChange(address: number): void {
    if (this.#pin === undefined || this.phase(address) === this.pins % PHASES) return;
    this.#pin.save(this.copyBlock(address));
    this.stamp(address);
  }

  /**
   * After a `find` of the member: makes its value `length` bytes long; what was there is not kept. Returns where it is
   * now; the caller fills the value in.
   */
  replaceValue(address: number, length: number): number {
    const slabs = this.slabs;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const keyBytes = keyLength(dv, at, head);
    const before = headBytes(head) + keyBytes;
    const old = before + this.valueBytes(dv, at);
    const size = before + length;
    const isWanted = this.#pin !== undefined && this.phase(address) !== this.pins % PHASES;
    // A big block has slack for a value that is a little longer, and none of its bytes is anybody else's.
    if (!isWanted && slabs.fits(old, size)) {
      if (!slabs.isBig(address) || slabs.bytes(address).length >= size) {
        dv.setUint32(at + 8, length, true);
        return address;
      }
    }
    const moved = slabs.allocate(size);
    const view = slabs.view(moved);
    const to = slabs.offset(moved);
    copyBytes(slabs.bytes(address), dv, at, slabs.bytes(moved), view, to, before);
    view.setUint32(to + 8, length, true);
    this.blockBytes += slabs.occupiedBytes(moved, size);
    this.stamp(moved);
    this.#table.replace(moved);
    this.#leave(address);
    return moved;
  }

  /** After a `find` or a `random` that gave this member. */
  remove(address: number): void {
    this.#table.remove();
    this.#leave(address);
    const { segment } = this.#table;
    if (segment.count * SPARSE < segment.size) this.#table.tidy(segment);
  }

  /** Removes a member that was not just looked up. */
  removeAt(address: number): void {
    this.find(this.key(address));
    this.remove(address);
  }

  /** Any member, each as likely as another; 0 when there is none. It may be removed without a `find`. */
  random(): number {
    return randomMember(this.#table, this.#world.random);
  }

  /** SSCAN and the like: visits about `count` members from a cursor on, 0 to begin. Returns the next cursor, 0 at the end. */
  scan(from: { readonly cursor: number; readonly count: number }, visit: EntryVisitor): number {
    return scanTable(this.#table, from, visit);
  }

  /** Visits all members at once; the visitor must not change them. */
  walk(visit: EntryVisitor): void {
    walkTable(this.#table, visit);
  }

  /** The segments in order, for walks that must not pay a call for each member. */
  segmentAt(hash: number): Segment {
    return this.#table.segmentAt(hash);
  }

  /** From here on what there is stays readable through the pin. */
  pin(): PinnedStructure {
    if (this.pins + 1 - this.#oldestPin >= PHASES) this.#stampAll();
    this.pins++;
    this.#pin = new MemberPin({
      size: this.size,
      step: (cursor, homes, pass) => walkStep(this.#table, { cursor, homes }, pass),
      mark: (address) => this.#mark(address),
      hand: (address, sink) => {
        sink(this.key(address), this.value(address));
      },
      free: (address) => {
        this.freeBlock(address);
      },
      done: (how) => {
        if (how === 'complete') this.#oldestPin = this.pins;
        this.#pin = undefined;
      },
    });
    return this.#pin;
  }

  /** Others with the same texts and what is beside them. Throws `OutOfMemory` with nothing kept. */
  copy(): Members {
    const copy = this.copyIndex();
    try {
      copy.#table.takeAll(this.#table, (address) => copy.copyBlock(address));
    } catch (thrown) {
      copy.release();
      throw thrown;
    }
    return copy;
  }

  /** Others with the same index and none in it yet: for `copyMember`, and only for that. Throws `OutOfMemory`. */
  copyIndex(): Members {
    const copy = new Members(this.#world, this.beside, this.#salt);
    try {
      copy.#table.shapeAs(this.#table);
    } catch (thrown) {
      copy.release();
      throw thrown;
    }
    return copy;
  }

  /**
   * Copies some members of those that `copyIndex` made these after: `run` leads to the copies then. Throws `OutOfMemory`
   * with none of them kept. In three rounds, so that the processor waits for many cache lines at a time.
   */
  copyRun(other: Members, run: MemberRun): void {
    const { addresses, copies, hashes, count } = run;
    let made = 0;
    try {
      for (; made < count; made++) copies[made] = this.copyBlock(addresses[made]!);
    } catch (thrown) {
      while (made > 0) this.freeBlock(copies[--made]!);
      throw thrown;
    }
    const { hasher } = this.#world;
    for (let i = 0; i < count; i++) {
      const { dv, start, length } = this.key(copies[i]!);
      hashes[i] = Math.imul(hasher.hash(dv, start, length), this.#salt);
    }
    this.#table.takeRun(other.#table, run);
  }

  /** Frees everything at once: for members that never got anywhere. */
  release(): void {
    do this.freePortion();
    while (this.size > 0);
  }

  /** Members that are not freed yet. */
  get objects(): number {
    return this.#table.count;
  }

  get freeEffort(): number {
    return this.objects;
  }

  /** Frees one segment of members, which nobody can reach any more. */
  freePortion(): number {
    const table = this.#table;
    const segment = table.segmentAt(this.#freedTo);
    const { slots, count } = segment;
    for (let i = 1; i < slots.length; i += 2) {
      const address = slots[i]! >>> 0;
      if (address !== 0) this.#leave(address);
    }
    table.forgetMembers(segment);
    this.#freedTo = segment.end % SCAN_END;
    if (table.count === 0) table.forgetAll();
    return count;
  }

  /** All blocks have been taken back at once. */
  forget(): void {
    this.#pin?.forget();
    this.#table.forgetAll();
    this.blockBytes = 0;
  }

  /** A member that is known to be new. */
  #put(hash: number, block: number): void {
    this.stamp(block);
    try {
      this.#table.put(hash, block);
    } catch (thrown) {
      this.freeBlock(block);
      throw thrown;
    }
  }

  /** The index leads to the block no more: it is freed, unless the pin still wants it. */
  #leave(address: number): void {
    if (this.#pin === undefined || this.phase(address) === this.pins % PHASES) {
      this.freeBlock(address);
    } else this.#pin.save(address);
  }

  #mark(address: number): boolean {
    if (this.phase(address) === this.pins % PHASES) return false;
    this.stamp(address);
    return true;
  }

  /** Pins that were broken off have left members with phases that are about to come round again. */
  #stampAll(): void {
    walkTable(this.#table, (address) => this.stamp(address));
    this.#oldestPin = this.pins;
  }
}
