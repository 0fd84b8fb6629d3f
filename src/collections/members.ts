import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { HEADER_BYTES, headBytes, headWord, keyLength, LONG_KEY } from '../keyspace/entry.ts';
import { randomMember } from '../keyspace/random-entry.ts';
import { type EntryVisitor, SCAN_END, scanTable, walkStep, walkTable } from '../keyspace/scan.ts';
import type { Segment } from '../keyspace/segment.ts';
import type { ElementSink, PinnedStructure } from '../keyspace/structures.ts';
import { Table } from '../keyspace/table.ts';
import type { World } from '../keyspace/world.ts';
import type { Slabs } from '../memory/slabs.ts';

/**
 * What stands beside each member: nothing (a set), a double in the place of access clock and value length (a sorted
 * set), or bytes (a hash's values).
 */
export type Beside = 'nothing' | 'score' | 'bytes';

/** Bits 11-15 of a member's head: the last pin that passed it, or during which it came or changed. */
const PHASE_SHIFT = 11;
const PHASE_BITS = 31 << PHASE_SHIFT;
const PHASES = 32;
/** Segments with fewer members for their slots give slots back. */
const SPARSE = 8;

/**
 * The members of a big set, hash or sorted set: blocks in the slabs laid out like entries (keyspace/entry.ts, without
 * expiry), behind the same table as keys have. So growth splits one segment at a time, a hash is a cursor (scan.ts), and
 * what is there throughout a walk is visited once.
 *
 * A pin is the same walk with a barrier, as the keyspace's snapshot is (docs/decisions/0005): a member that is about to
 * change or go, and that the walk hasn't passed, is saved for it first.
 */
export class Members {
  readonly #world: World;
  readonly #slabs: Slabs;
  readonly #table: Table;
  readonly #beside: Beside;
  readonly #key = new ByteRange();
  readonly #value = new ByteRange();
  #hash = 0;
  #blockBytes = 0;
  #pin: Pin | undefined;
  /** Counts pins; modulo 32 it is the phase. */
  #pins = 0;
  /** No member carries a phase from before this pin. */
  #oldestPin = 0;
  #freedTo = 0;

  constructor(world: World, beside: Beside) {
    this.#world = world;
    this.#slabs = world.slabs;
    this.#table = new Table(world.slabs, world.segmentSlotsMax);
    this.#beside = beside;
  }

  get size(): number {
    return this.#table.count;
  }

  /** What blocks and index occupy. */
  get bytes(): number {
    return this.#blockBytes + this.#table.indexBytes;
  }

  /** A snapshot reads it. */
  get pinned(): boolean {
    return this.#pin !== undefined;
  }

  /** The member's address, 0 when there is none. Leaves behind where `add` would put it. */
  find(text: ByteRange): number {
    this.#hash = this.#world.hasher.hash(text.dv, text.start, text.length);
    return this.#table.find(this.#hash, text.dv, text.start, text.length);
  }

  /**
   * After a `find` of the same text that gave 0. `valueBytes` only beside bytes; the caller fills value or score in. Throws
   * `OutOfMemory` with nothing changed.
   */
  add(text: ByteRange, valueBytes = 0): number {
    const { length } = text;
    const head = headWord(0, length) | ((this.#pins % PHASES) << PHASE_SHIFT);
    const size = headBytes(head) + length + valueBytes;
    this.#table.reserve(this.#hash);
    const slabs = this.#slabs;
    const address = slabs.allocate(size);
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    dv.setInt32(at, head, true);
    dv.setUint32(at + 8, valueBytes, true);
    if ((head & LONG_KEY) !== 0) dv.setUint32(at + HEADER_BYTES, length, true);
    copyBytes(text.u8, text.dv, text.start, slabs.bytes(address), dv, at + headBytes(head), length);
    this.#table.insert(this.#hash, address);
    this.#blockBytes += slabs.occupiedBytes(address, size);
    return address;
  }

  /** The member's text, in a range that the next call reuses. */
  key(address: number): ByteRange {
    const slabs = this.#slabs;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const range = this.#key;
    range.u8 = slabs.bytes(address);
    range.dv = dv;
    range.start = at + headBytes(head);
    range.length = keyLength(dv, at, head);
    return range;
  }

  /** What stands beside it (a score as 8 bytes, little-endian), in a range that the next call reuses. */
  value(address: number): ByteRange {
    const slabs = this.#slabs;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const range = this.#value;
    range.u8 = slabs.bytes(address);
    range.dv = dv;
    if (this.#beside === 'score') {
      range.start = at + 4;
      range.length = 8;
      return range;
    }
    const head = dv.getInt32(at, true);
    range.start = at + headBytes(head) + keyLength(dv, at, head);
    range.length = this.#valueBytes(dv, at);
    return range;
  }

  score(address: number): number {
    return this.#slabs.view(address).getFloat64(this.#slabs.offset(address) + 4, true);
  }

  /** For a member that was just added or announced with `beforeChange`. */
  writeScore(address: number, score: number): void {
    this.#slabs.view(address).setFloat64(this.#slabs.offset(address) + 4, score, true);
  }

  /** Before a member's value or score is written over in place. */
  beforeChange(address: number): void {
    if (this.#pin !== undefined) this.#saveFor(this.#pin, address);
  }

  /**
   * After a `find` of the member: makes its value `length` bytes long; what was there is not kept. Returns where it is
   * now; the caller fills the value in.
   */
  replaceValue(address: number, length: number): number {
    this.beforeChange(address);
    const slabs = this.#slabs;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const keyBytes = keyLength(dv, at, head);
    const before = headBytes(head) + keyBytes;
    const old = before + this.#valueBytes(dv, at);
    if (slabs.fits(old, before + length)) {
      // A big block has slack for a value that is a little longer, and none of its bytes is anybody else's.
      if (!slabs.isBig(address) || slabs.bytes(address).length >= before + length) {
        dv.setUint32(at + 8, length, true);
        return address;
      }
    }
    const moved = slabs.allocate(before + length);
    const view = slabs.view(moved);
    const to = slabs.offset(moved);
    copyBytes(slabs.bytes(address), dv, at, slabs.bytes(moved), view, to, before);
    view.setUint32(to + 8, length, true);
    this.#blockBytes += slabs.occupiedBytes(moved, before + length);
    this.#blockBytes -= slabs.occupiedBytes(address, old);
    this.#table.replace(moved);
    slabs.free(address, old);
    return moved;
  }

  /** After a `find` that gave this member. */
  remove(address: number): void {
    this.beforeChange(address);
    this.#table.remove();
    this.#freeBlock(address);
    const { segment } = this.#table;
    if (segment.count * SPARSE < segment.size) this.#table.tidy(segment);
  }

  /** Removes a member that was not just looked up. */
  removeAt(address: number): void {
    this.find(this.key(address));
    this.remove(address);
  }

  /** Any member, each as likely as another; 0 when there is none. */
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
    if (this.#pins + 1 - this.#oldestPin >= PHASES) this.#stampAll();
    this.#pins++;
    this.#pin = new Pin(this.size, {
      step: (cursor, homes, pass) => walkStep(this.#table, { cursor, homes }, pass),
      pass: (address, sink) => this.#passFor(address, sink),
      done: (isComplete) => {
        if (isComplete) this.#oldestPin = this.#pins;
        this.#pin = undefined;
      },
    });
    return this.#pin;
  }

  /** Members that are not freed yet. */
  get objects(): number {
    return this.#table.count;
  }

  /** Frees one segment of members, which nobody can reach any more. */
  freePortion(): void {
    const table = this.#table;
    const segment = table.segmentAt(this.#freedTo);
    const { slots } = segment;
    for (let i = 1; i < slots.length; i += 2) {
      const address = slots[i]! >>> 0;
      if (address === 0) continue;
      this.beforeChange(address);
      this.#freeBlock(address);
    }
    table.forgetMembers(segment);
    this.#freedTo = segment.end % SCAN_END;
    if (table.count === 0) table.forgetAll();
  }

  /** All blocks have been taken back at once. */
  forget(): void {
    this.#table.forgetAll();
    this.#blockBytes = 0;
  }

  #valueBytes(dv: DataView, at: number): number {
    return this.#beside === 'bytes' ? dv.getUint32(at + 8, true) : 0;
  }

  #freeBlock(address: number): void {
    const slabs = this.#slabs;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const size = headBytes(head) + keyLength(dv, at, head) + this.#valueBytes(dv, at);
    this.#blockBytes -= slabs.occupiedBytes(address, size);
    slabs.free(address, size);
  }

  #phase(address: number): number {
    return (
      (this.#slabs.view(address).getInt32(this.#slabs.offset(address), true) & PHASE_BITS) >>>
      PHASE_SHIFT
    );
  }

  #stamp(address: number): void {
    const dv = this.#slabs.view(address);
    const at = this.#slabs.offset(address);
    const phase = (this.#pins % PHASES) << PHASE_SHIFT;
    dv.setInt32(at, (dv.getInt32(at, true) & ~PHASE_BITS) | phase, true);
  }

  #saveFor(pin: Pin, address: number): void {
    if (this.#phase(address) === this.#pins % PHASES) return;
    pin.save(this.key(address), this.value(address));
    this.#stamp(address);
  }

  #passFor(address: number, sink: ElementSink): boolean {
    if (this.#phase(address) === this.#pins % PHASES) return false;
    sink(this.key(address), this.value(address));
    this.#stamp(address);
    return true;
  }

  /** Pins that were broken off have left members with phases that are about to come round again. */
  #stampAll(): void {
    walkTable(this.#table, (address) => this.#stamp(address));
    this.#oldestPin = this.#pins;
  }
}

interface PinWalk {
  step(cursor: number, homes: number, pass: EntryVisitor): number;
  /** Hands a member over unless it is newer than the pin. */
  pass(address: number, sink: ElementSink): boolean;
  done(isComplete: boolean): void;
}

class Pin implements PinnedStructure {
  readonly size: number;
  readonly #walk: PinWalk;
  readonly #saved: { readonly key: Uint8Array; readonly value: Uint8Array }[] = [];
  readonly #key = new ByteRange();
  readonly #value = new ByteRange();
  #cursor = 0;
  #ended = false;

  constructor(size: number, walk: PinWalk) {
    this.size = size;
    this.#walk = walk;
  }

  save(key: ByteRange, value: ByteRange): void {
    this.#saved.push({ key: key.copy(), value: value.copy() });
  }

  step(elements: number, sink: ElementSink): boolean {
    let left = elements;
    for (let saved = this.#saved.pop(); saved !== undefined; saved = this.#saved.pop()) {
      sink(this.#key.set(saved.key), this.#value.set(saved.value));
      if (--left <= 0) return false;
    }
    while (this.#cursor < SCAN_END && left > 0) {
      const homes = left;
      this.#cursor = this.#walk.step(this.#cursor, homes, (address) =>
        this.#walk.pass(address, sink),
      );
      left -= homes;
    }
    if (this.#cursor < SCAN_END || this.#saved.length > 0) return false;
    this.end();
    return true;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#saved.length = 0;
    this.#walk.done(this.#cursor >= SCAN_END);
  }
}
