import type { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { Events, Interest, type KeyEvent } from './changes.ts';
import {
  accessWord,
  EXPIRY_ROOM,
  entryBytes,
  expiryMs,
  HAS_EXPIRY,
  HEADER_BYTES,
  headBytes,
  headWord,
  keyLength,
  LONG_KEY,
  type ValueType,
  valueLength,
  WIDE_ENTRY_BYTES,
} from './entry.ts';
import { frequencyTouched, newFrequency } from './frequency.ts';
import type { Segment } from './segment.ts';
import type { BarrierSite } from './snapshot-barrier.ts';
import { ownsStructure } from './structures.ts';
import { Table } from './table.ts';
import type { World } from './world.ts';

/**
 * Entries as blocks behind a table: what a database builds its commands' changes from. Only src/keyspace uses more of
 * it than its readings.
 */
export class EntryStore {
  readonly index: number;
  readonly world: World;
  table: Table;
  readonly #key = new ByteRange();
  readonly #value = new ByteRange();

  constructor(index: number, world: World) {
    this.index = index;
    this.world = world;
    this.table = new Table(world.slabs, world.segmentSlotsMax);
  }

  get size(): number {
    return this.table.count;
  }

  /** Keys that will expire. */
  get expires(): number {
    return this.table.expires;
  }

  /** Type in bits 0-3, encoding in 4-7. */
  kind(address: number): number {
    return this.world.slabs.view(address).getUint8(this.world.slabs.offset(address));
  }

  /** The value's bytes, in a range that the next call reuses. */
  value(address: number): ByteRange {
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const range = this.#value;
    range.u8 = slabs.bytes(address);
    range.dv = dv;
    range.start = at + headBytes(head) + keyLength(dv, at, head);
    range.length = valueLength(dv, at);
    return range;
  }

  /** The key's bytes, in a range that the next call reuses. */
  key(address: number): ByteRange {
    const { slabs } = this.world;
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

  /** Milliseconds since 1970, Infinity when the key stays. */
  expiryMs(address: number): number {
    return expiryMs(this.world.slabs.view(address), this.world.slabs.offset(address));
  }

  /** Whether an entry's time is up, so that it must be passed over as if it were gone. */
  isExpired(address: number): boolean {
    const { slabs, nowMs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    return (dv.getInt32(at, true) & HAS_EXPIRY) !== 0 && expiryMs(dv, at) < nowMs;
  }

  /** Before anything of an entry changes. */
  barrier(address: number, site: BarrierSite): void {
    const { barrier } = this.world;
    if (barrier !== undefined) barrier.beforeChange(this.table, address, site);
  }

  tell(address: number, event: KeyEvent): void {
    const { changes } = this.world;
    if ((changes.interest & Interest.keys) !== 0) {
      changes.observer?.keyChanged(this.index, this.key(address), event);
    }
    if (changes.waitedTypes !== 0) {
      const type = (this.kind(address) & 15) as ValueType;
      if ((changes.waitedTypes & (1 << type)) !== 0)
        changes.observer?.valueChanged(this.index, this.key(address), type);
    }
    if ((changes.eventClasses & event.eventClass) !== 0) {
      changes.observer?.keyEvent(this.index, this.key(address), event);
    }
  }

  /** Makes the table stand at this entry: mostly it does, because the caller has just looked it up. */
  locate(address: number): Segment {
    if (!this.table.standsAt(address)) {
      const key = this.key(address);
      const hash = this.world.hasher.hash(key.dv, key.start, key.length);
      this.table.find(hash, key.dv, key.start, key.length);
    }
    return this.table.segment;
  }

  /** Notes that a member of the segment will expire. */
  expiresFrom(segment: Segment, whenMs: number): void {
    if (whenMs < segment.expiresFromMs) segment.expiresFromMs = whenMs;
    if (whenMs < segment.walkFromMs) segment.walkFromMs = whenMs;
  }

  /** Takes an entry out and frees it, without a word to anybody. */
  unlink(address: number): void {
    const { slabs } = this.world;
    this.locate(address);
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    if ((head & HAS_EXPIRY) !== 0) this.table.expires--;
    if (ownsStructure(head)) this.releaseStructure(address);
    this.table.remove();
    slabs.free(address, entryBytes(dv, at));
  }

  /** After a lookup that found nothing. */
  create(args: Arguments, word: number, kind: number, length: number): number {
    const { world } = this;
    const { slabs, hasher, changes } = world;
    // An expired key that nobody may remove now is written over.
    if (world.isFrozen && this.table.current !== 0) {
      return this.overwrite(this.table.current, kind, length);
    }
    const keyBytes = args.length(word);
    const room = keyBytes + length > WIDE_ENTRY_BYTES ? EXPIRY_ROOM : 0;
    const head = headWord(kind | room, keyBytes);
    const start = args.start(word);
    const hash = args.hashedWord === word ? args.hash : hasher.hash(args.dv, start, keyBytes);
    // First all that can run out of memory.
    this.table.reserve(hash);
    const address = slabs.allocate(headBytes(head) + keyBytes + length);
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const access = world.countsFrequency ? newFrequency(world) : world.accessWord;
    dv.setInt32(at, head, true);
    dv.setInt32(at + 4, (access & ~0xff) | world.epoch, true);
    dv.setUint32(at + 8, length, true);
    if ((head & LONG_KEY) !== 0) dv.setUint32(at + HEADER_BYTES, keyBytes, true);
    copyBytes(args.u8, args.dv, start, slabs.bytes(address), dv, at + headBytes(head), keyBytes);
    this.table.insert(hash, address);
    if ((changes.eventClasses & Events.new.eventClass) !== 0) {
      changes.observer?.keyEvent(this.index, this.key(address), Events.new);
    }
    return address;
  }

  /** A whole new value under an old key, which stays from now on. Throws `OutOfMemory`: then the old value is there. */
  overwrite(address: number, kind: number, length: number): number {
    this.barrier(address, 'overwrite');
    const { slabs, barrier } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const old = entryBytes(dv, at);
    this.touch(dv, at);
    const kept = (head & ~(HAS_EXPIRY | 0xff)) | kind;
    const bytes = headBytes(kept) + keyLength(dv, at, head) + length;
    // What a snapshot has been lent is not written over: another block is cheaper than a copy of the old bytes.
    if (
      ((kept ^ head) & EXPIRY_ROOM) === 0 &&
      slabs.fits(old, bytes) &&
      (barrier === undefined || !slabs.isBig(address))
    ) {
      if ((head & HAS_EXPIRY) !== 0) this.table.expires--;
      if (ownsStructure(head)) this.releaseStructure(address);
      dv.setInt32(at, kept, true);
      dv.setUint32(at + 8, length, true);
      return address;
    }
    return this.rebuild(address, (kept & ~EXPIRY_ROOM) | (kind & EXPIRY_ROOM), length, 0);
  }

  /**
   * The same entry in another block: with another header (`head`), another length of value, and as much of its old
   * value as is to be kept. An expiry that the header lacks is over, and so is a structure of which nothing is kept.
   * Throws `OutOfMemory` with nothing changed.
   */
  rebuild(address: number, head: number, length: number, kept: number): number {
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const oldHead = dv.getInt32(at, true);
    const old = entryBytes(dv, at);
    const keyBytes = keyLength(dv, at, oldHead);
    const wide = keyBytes + length > WIDE_ENTRY_BYTES ? head | EXPIRY_ROOM : head;
    const moved = slabs.allocate(headBytes(wide) + keyBytes + length);
    const view = slabs.view(moved);
    const to = slabs.offset(moved);
    view.setInt32(to, wide, true);
    view.setInt32(to + 4, dv.getInt32(at + 4, true), true);
    view.setUint32(to + 8, length, true);
    const long = (head & LONG_KEY) >>> 7;
    if (long !== 0) view.setUint32(to + HEADER_BYTES, keyBytes, true);
    if ((wide & HAS_EXPIRY) !== 0) {
      const place = HEADER_BYTES + long;
      view.setInt32(to + place, dv.getInt32(at + place, true), true);
      view.setInt32(to + place + 4, dv.getInt32(at + place + 4, true), true);
    }
    const from = at + headBytes(oldHead);
    const start = to + headBytes(wide);
    copyBytes(slabs.bytes(address), dv, from, slabs.bytes(moved), view, start, keyBytes + kept);
    if ((oldHead & ~wide & HAS_EXPIRY) !== 0) this.table.expires--;
    if (kept === 0 && ownsStructure(oldHead)) this.releaseStructure(address);
    this.locate(address);
    this.table.replace(moved);
    slabs.free(address, old);
    return moved;
  }

  /** Marks an entry as used now. */
  touch(dv: DataView, at: number): void {
    const { world } = this;
    if (world.leavesNoTouch) return;
    const access = accessWord(dv, at);
    const touched = world.countsFrequency ? frequencyTouched(access, world) : world.accessWord;
    dv.setInt32(at + 4, (touched & ~0xff) | (access & 0xff), true);
  }

  releaseStructure(address: number): void {
    const value = this.value(address);
    this.world.structures.release(value.dv.getUint32(value.start, true));
  }
}
