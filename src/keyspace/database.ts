import type { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { Events, Interest, type KeyEvent } from './changes.ts';
import {
  entryBytes,
  expiryMs,
  HAS_EXPIRY,
  HEADER_BYTES,
  headBytes,
  headWord,
  keyLength,
  LONG_KEY,
  valueLength,
  writeExpiryMs,
} from './entry.ts';
import { frequencyTouched, newFrequency } from './frequency.ts';
import type { BarrierSite } from './snapshot-barrier.ts';
import { Table } from './table.ts';
import type { World } from './world.ts';

const EXPIRY_BYTES = 8;

/**
 * One numbered keyspace. Lookups give an entry's address in the slabs (0: no such key); changes take it back.
 * Every change passes here: the snapshot's barrier before it, the change record after it.
 */
export class Database {
  readonly index: number;
  readonly world: World;
  table: Table;
  /** Keys that will expire. */
  expires = 0;
  readonly #key = new ByteRange();
  readonly #value = new ByteRange();

  constructor(index: number, world: World) {
    this.index = index;
    this.world = world;
    this.table = new Table(world.slabs);
  }

  get size(): number {
    return this.table.count;
  }

  // ---- lookups

  /** For a command that reads: counts a hit or a miss and marks the key as used. */
  read(args: Arguments, word: number): number {
    const address = this.write(args, word);
    const { stats, changes } = this.world;
    if (address !== 0) {
      stats.hits++;
      return address;
    }
    stats.misses++;
    if ((changes.interest & Interest.events) !== 0) {
      changes.observer?.keyEvent(this.index, args.range(word, this.#key), Events.keyMiss);
    }
    return 0;
  }

  /** For a command that only asks about a key (EXISTS, TTL, TYPE): counts as `read` does, but leaves its clock alone. */
  inspect(args: Arguments, word: number): number {
    const address = this.peek(args, word);
    const { stats, changes } = this.world;
    if (address !== 0) {
      stats.hits++;
      return address;
    }
    stats.misses++;
    if ((changes.interest & Interest.events) !== 0) {
      changes.observer?.keyEvent(this.index, args.range(word, this.#key), Events.keyMiss);
    }
    return 0;
  }

  /** For a command that writes: marks the key as used, counts nothing. */
  write(args: Arguments, word: number): number {
    const address = this.peek(args, word);
    if (address === 0) return 0;
    const { world } = this;
    const dv = world.slabs.view(address);
    const at = world.slabs.offset(address) + 4;
    const access = dv.getInt32(at, true);
    if (((access ^ world.accessWord) & ~0xff) !== 0 && !world.leavesNoTouch) {
      const touched = world.countsFrequency ? frequencyTouched(access, world) : world.accessWord;
      dv.setInt32(at, (touched & ~0xff) | (access & 0xff), true);
    }
    return address;
  }

  /** Leaves no trace, but an expired key is gone after it. */
  peek(args: Arguments, word: number): number {
    const start = args.start(word);
    const length = args.length(word);
    const hash = args.hashedWord === word ? args.hash : this.world.hasher.hash(args.dv, start, length);
    const address = this.table.find(hash, args.dv, start, length);
    return address !== 0 && this.#isExpired(address) ? this.#expire(address) : address;
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

  // ---- changes

  /**
   * Makes room for a whole new value of `length` bytes under the key and returns the entry; the caller fills
   * `value(address)` in. An expiry is dropped. Says nothing to the change record: call `changed` when it is filled.
   */
  place(args: Arguments, word: number, kind: number, length: number): number {
    const old = this.peek(args, word);
    return old === 0 ? this.#create(args, word, kind, length) : this.#overwrite(old, kind, length);
  }

  /** The same, but a key that expires goes on expiring at its time. */
  placeKeepingExpiry(args: Arguments, word: number, kind: number, length: number): number {
    const old = this.peek(args, word);
    if (old === 0) return this.#create(args, word, kind, length);
    const address = this.resize(old, length);
    this.#setKind(address, kind);
    return address;
  }

  /** A string as the bytes of another word of the same request. The whole of SET's hot path. */
  setString(args: Arguments, word: number, valueWord: number): void {
    const length = args.length(valueWord);
    const address = this.place(args, word, 0, length);
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const to = at + headBytes(head) + keyLength(dv, at, head);
    copyBytes(args.u8, args.dv, args.start(valueWord), slabs.bytes(address), dv, to, length);
    this.changed(address, Events.set);
  }

  /** Gives the value another length, keeping its bytes as far as they go. Returns where the entry is now. */
  resize(address: number, length: number): number {
    this.#barrier(address, 'resize');
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const old = entryBytes(dv, at);
    const bytes = old - valueLength(dv, at) + length;
    if (slabs.fits(old, bytes)) {
      dv.setUint32(at + 8, length, true);
      return address;
    }
    const moved = slabs.allocate(bytes);
    const to = slabs.offset(moved);
    const view = slabs.view(moved);
    copyBytes(slabs.bytes(address), dv, at, slabs.bytes(moved), view, to, Math.min(old, bytes));
    view.setUint32(to + 8, length, true);
    this.#swap(address, moved);
    slabs.free(address, old);
    return moved;
  }

  /** Before a command writes into `value(address)` without changing its length. */
  beforeWriteInPlace(address: number): void {
    this.#barrier(address, 'inPlace');
  }

  /** Says that the value under an entry is new; `event` is what subscribers hear. */
  changed(address: number, event: KeyEvent): void {
    const { changes } = this.world;
    changes.dirty++;
    if (changes.interest !== 0) this.#tell(address, event);
  }

  /** One more event of a change that `changed` has counted: SET with EX is one change and two events. */
  alsoChanged(address: number, event: KeyEvent): void {
    if (this.world.changes.interest !== 0) this.#tell(address, event);
  }

  setKind(address: number, kind: number): void {
    this.#barrier(address, 'inPlace');
    this.#setKind(address, kind);
  }

  /** Sets when the key expires. Returns where the entry is now. */
  setExpiry(address: number, whenMs: number | bigint): number {
    this.#barrier(address, 'setExpiry');
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const segment = this.#locate(address);
    segment.expiresFromMs = Math.min(segment.expiresFromMs, Number(whenMs));
    if ((dv.getInt32(at, true) & HAS_EXPIRY) !== 0) {
      writeExpiryMs(dv, at, whenMs);
      return address;
    }
    this.expires++;
    const moved = this.#shiftHead(address, EXPIRY_BYTES);
    writeExpiryMs(slabs.view(moved), slabs.offset(moved), whenMs);
    return moved;
  }

  /** Makes the key stay. Returns where the entry is now. */
  clearExpiry(address: number): number {
    const { slabs } = this.world;
    if ((slabs.view(address).getInt32(slabs.offset(address), true) & HAS_EXPIRY) === 0) return address;
    this.#barrier(address, 'clearExpiry');
    this.expires--;
    return this.#shiftHead(address, -EXPIRY_BYTES);
  }

  /** Removes a key; `event` is what subscribers hear. */
  remove(address: number, event: KeyEvent): void {
    this.#barrier(address, 'remove');
    const { changes } = this.world;
    changes.dirty++;
    if (changes.interest !== 0) this.#tell(address, event);
    this.#unlink(address);
  }

  // ---- inside

  #isExpired(address: number): boolean {
    const { slabs, nowMs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    return (dv.getInt32(at, true) & HAS_EXPIRY) !== 0 && expiryMs(dv, at) < nowMs;
  }

  /** Removes a key whose time is up; always 0, so that a lookup can end with it. */
  #expire(address: number): number {
    if (!this.world.keepsExpired) this.drop(address, Events.expired);
    return 0;
  }

  /** Removes a key that nobody asked to remove: expired or evicted. */
  drop(address: number, why: KeyEvent): void {
    const { changes, stats } = this.world;
    this.#barrier(address, 'remove');
    changes.dirty++;
    if (why === Events.expired) stats.expired++;
    else stats.evicted++;
    if (changes.interest !== 0) {
      if ((changes.interest & Interest.drops) !== 0) {
        changes.observer?.keyDropped(this.index, this.key(address), why);
      }
      this.#tell(address, why);
    }
    this.#unlink(address);
  }

  #unlink(address: number): void {
    const { slabs } = this.world;
    this.#locate(address);
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    if ((dv.getInt32(at, true) & HAS_EXPIRY) !== 0) this.expires--;
    this.table.remove();
    slabs.free(address, entryBytes(dv, at));
  }

  #tell(address: number, event: KeyEvent): void {
    const { changes } = this.world;
    if ((changes.interest & Interest.keys) !== 0) changes.observer?.keyChanged(this.index, this.key(address));
    if ((changes.eventClasses & event.eventClass) !== 0) {
      changes.observer?.keyEvent(this.index, this.key(address), event);
    }
  }

  #barrier(address: number, site: BarrierSite): void {
    const { barrier } = this.world;
    if (barrier !== undefined) barrier.beforeChange(this.table, address, site);
  }

  #create(args: Arguments, word: number, kind: number, length: number): number {
    const { slabs, hasher, changes } = this.world;
    const keyBytes = args.length(word);
    const head = headWord(kind, keyBytes);
    const address = slabs.allocate(headBytes(head) + keyBytes + length);
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    this.#writeHead(dv, at, head, length);
    if ((head & LONG_KEY) !== 0) dv.setUint32(at + HEADER_BYTES, keyBytes, true);
    const start = args.start(word);
    copyBytes(args.u8, args.dv, start, slabs.bytes(address), dv, at + headBytes(head), keyBytes);
    const hash = args.hashedWord === word ? args.hash : hasher.hash(args.dv, start, keyBytes);
    this.table.insert(hash, address);
    if ((changes.eventClasses & Events.new.eventClass) !== 0) {
      changes.observer?.keyEvent(this.index, this.key(address), Events.new);
    }
    return address;
  }

  #overwrite(address: number, kind: number, length: number): number {
    this.#barrier(address, 'overwrite');
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const old = entryBytes(dv, at);
    const keyBytes = keyLength(dv, at, head);
    const bare = (head & ~(HAS_EXPIRY | 0xff)) | kind;
    const bytes = headBytes(bare) + keyBytes + length;
    if ((head & HAS_EXPIRY) === 0 && slabs.fits(old, bytes)) {
      this.#writeHead(dv, at, bare, length);
      return address;
    }
    if ((head & HAS_EXPIRY) !== 0) this.expires--;
    const fresh = slabs.allocate(bytes);
    const view = slabs.view(fresh);
    const to = slabs.offset(fresh);
    this.#writeHead(view, to, bare, length);
    if ((bare & LONG_KEY) !== 0) view.setUint32(to + HEADER_BYTES, keyBytes, true);
    copyBytes(slabs.bytes(address), dv, at + headBytes(head), slabs.bytes(fresh), view, to + headBytes(bare), keyBytes);
    this.#swap(address, fresh);
    slabs.free(address, old);
    return fresh;
  }

  #writeHead(dv: DataView, at: number, head: number, length: number): void {
    const { world } = this;
    const access = world.countsFrequency ? newFrequency(world) : world.accessWord;
    dv.setInt32(at, head, true);
    dv.setInt32(at + 4, (access & ~0xff) | world.epoch, true);
    dv.setUint32(at + 8, length, true);
  }

  #setKind(address: number, kind: number): void {
    this.world.slabs.view(address).setUint8(this.world.slabs.offset(address), kind);
  }

  /** Inserts or takes out the bytes of the expiry, which stands between header and key. */
  #shiftHead(address: number, by: number): number {
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const old = entryBytes(dv, at);
    const moved = slabs.allocate(old + by);
    const view = slabs.view(moved);
    const to = slabs.offset(moved);
    const u8 = slabs.bytes(address);
    const target = slabs.bytes(moved);
    const before = HEADER_BYTES + ((head & LONG_KEY) >>> 7);
    copyBytes(u8, dv, at, target, view, to, before);
    const from = headBytes(head);
    copyBytes(u8, dv, at + from, target, view, to + from + by, old - from);
    view.setInt32(to, by > 0 ? head | HAS_EXPIRY : head & ~HAS_EXPIRY, true);
    this.#swap(address, moved);
    slabs.free(address, old);
    return moved;
  }

  /** The index leads to another block from now on. */
  #swap(address: number, moved: number): void {
    this.#locate(address);
    this.table.replace(moved);
  }

  /** Makes the table stand at this entry: mostly it does, because the caller has just looked it up. */
  #locate(address: number): Table['segment'] {
    if (!this.table.standsAt(address)) {
      const key = this.key(address);
      this.table.find(this.world.hasher.hash(key.dv, key.start, key.length), key.dv, key.start, key.length);
    }
    return this.table.segment;
  }
}
