import { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { copyBytes } from '../base/copy-bytes.ts';
import { Events, Interest, type KeyEvent } from './changes.ts';
import {
  EXPIRY_ROOM,
  entryBytes,
  forgetExpiry,
  HAS_EXPIRY,
  headBytes,
  keyLength,
  ValueType,
  valueLength,
  writeExpiryMs,
} from './entry.ts';
import { EntryStore } from './entry-store.ts';
import { frequencyTouched } from './frequency.ts';
import { ownsStructure } from './structures.ts';
import { Table } from './table.ts';

/** What `readString` gives for a key of another type. */
export const NOT_A_STRING = new ByteRange();

/** Keys of one request whose slots and entries load side by side. */
const AHEAD_MAX = 16;

/**
 * One numbered keyspace. Lookups give an entry's address in the slabs (0: no such key); changes take it back.
 * Every change passes here: the snapshot's barrier before it, the change record after it.
 */
export class Database extends EntryStore {
  readonly #missed = new ByteRange();
  readonly #string = new ByteRange();
  /** A key that comes as bytes takes the place of a word. Word 0 is never looked up: it would pass for hashed. */
  readonly #words = new Arguments(new Int32Array(2), new Int32Array(2));

  readonly #hashes = new Int32Array(AHEAD_MAX);
  readonly #addresses = new Int32Array(AHEAD_MAX);
  /** Keeps the touching loads alive: V8 drops reads whose result nobody uses. */
  touched = 0;

  /**
   * For a command whose keys are every `step`th word from 1 on, before the lookup of each in turn. Hashes 16 of them at
   * a time and loads what their lookups will need, as the pipeline does for the first keys of requests (measured: a
   * quarter of MSET with ten keys).
   */
  reach(args: Arguments, word: number, step: number): void {
    const ahead = ((word - 1) / step) % AHEAD_MAX;
    if (ahead === 0) {
      // Nothing to load beside it.
      if (word + step >= args.count) return;
      this.#touchAhead(args, word, step);
    }
    args.hash = this.#hashes[ahead]!;
    args.hashedWord = word;
  }

  /** For a command that reads: counts a hit or a miss and marks the key as used. */
  read(args: Arguments, word: number): number {
    const address = this.write(args, word);
    if (address === 0) return this.#missing(args, word);
    this.world.stats.hits++;
    return address;
  }

  /**
   * The string under a key, in a range that the next call reuses: what `read`, `kind` and `value` do, in one pass over
   * the entry (measured: 15% of a GET). NOT_A_STRING for any other type.
   */
  readString(args: Arguments, word: number): ByteRange | undefined {
    const { world } = this;
    const start = args.start(word);
    const length = args.length(word);
    const hash = args.hashedWord === word ? args.hash : world.hasher.hash(args.dv, start, length);
    const address = this.table.find(hash, args.dv, start, length);
    if (address === 0) {
      this.#missing(args, word);
      return undefined;
    }
    const { slabs } = world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    if ((head & HAS_EXPIRY) !== 0 && this.isExpired(address)) {
      this.#expire(address);
      this.#missing(args, word);
      return undefined;
    }
    world.stats.hits++;
    this.touch(dv, at);
    if ((head & 15) !== ValueType.string) return NOT_A_STRING;
    const range = this.#string;
    range.u8 = slabs.bytes(address);
    range.dv = dv;
    range.start = at + headBytes(head) + keyLength(dv, at, head);
    range.length = valueLength(dv, at);
    return range;
  }

  /** For a command that only asks about a key (EXISTS, TTL, TYPE): counts as `read` does, but leaves its clock alone. */
  inspect(args: Arguments, word: number): number {
    const address = this.peek(args, word);
    if (address === 0) return this.#missing(args, word);
    this.world.stats.hits++;
    return address;
  }

  /** For a command that writes: marks the key as used, counts nothing. */
  write(args: Arguments, word: number): number {
    const { world } = this;
    const start = args.start(word);
    const length = args.length(word);
    const hash = args.hashedWord === word ? args.hash : world.hasher.hash(args.dv, start, length);
    const address = this.table.find(hash, args.dv, start, length);
    if (address === 0) return 0;
    const dv = world.slabs.view(address);
    const at = world.slabs.offset(address);
    if ((dv.getInt32(at, true) & HAS_EXPIRY) !== 0 && this.isExpired(address))
      return this.#expire(address);
    const access = dv.getInt32(at + 4, true);
    if (((access ^ world.accessWord) & ~0xff) !== 0 && !world.leavesNoTouch) {
      const touched = world.countsFrequency ? frequencyTouched(access, world) : world.accessWord;
      dv.setInt32(at + 4, (touched & ~0xff) | (access & 0xff), true);
    }
    return address;
  }

  /** Leaves no trace, but an expired key is gone after it. */
  peek(args: Arguments, word: number): number {
    const start = args.start(word);
    const length = args.length(word);
    const hash =
      args.hashedWord === word ? args.hash : this.world.hasher.hash(args.dv, start, length);
    const address = this.table.find(hash, args.dv, start, length);
    return address !== 0 && this.isExpired(address) ? this.#expire(address) : address;
  }

  /** Whether there is such a key, expired or not. Changes nothing. */
  holds(key: ByteRange): boolean {
    const hash = this.world.hasher.hash(key.dv, key.start, key.length);
    return this.table.find(hash, key.dv, key.start, key.length) !== 0;
  }

  /** `peek` for a key that is no word of a request. */
  peekKey(key: ByteRange): number {
    return this.peek(this.#asWord(key), 1);
  }

  /**
   * Makes room for a whole new value of `length` bytes under the key and returns the entry; the caller fills
   * `value(address)` in. An expiry is dropped. Says nothing to the change record: call `changed` when it is filled.
   * With `EXPIRY_ROOM` in its kind the entry need not move when `setExpiry` follows.
   */
  place(args: Arguments, word: number, kind: number, length: number): number {
    const old = this.peek(args, word);
    return old === 0 ? this.create(args, word, kind, length) : this.overwrite(old, kind, length);
  }

  /** `place` for a key that is no word of a request. */
  placeKey(key: ByteRange, kind: number, length: number): number {
    return this.place(this.#asWord(key), 1, kind, length);
  }

  /** The same as `place`, but a key that expires goes on expiring at its time. */
  placeKeepingExpiry(args: Arguments, word: number, kind: number, length: number): number {
    const old = this.peek(args, word);
    if (old === 0) return this.create(args, word, kind, length);
    this.barrier(old, 'resize');
    const { slabs } = this.world;
    const dv = slabs.view(old);
    const at = slabs.offset(old);
    const head = dv.getInt32(at, true);
    this.touch(dv, at);
    const address =
      (kind & ~head & EXPIRY_ROOM) === 0 && !ownsStructure(head)
        ? this.resize(old, length)
        : this.rebuild(old, head | (kind & EXPIRY_ROOM), length, 0);
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
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const oldLength = valueLength(dv, at);
    // Counters mostly keep their number of digits.
    if (length === oldLength) {
      this.barrier(address, 'inPlace');
      return address;
    }
    this.barrier(address, 'resize');
    const old = entryBytes(dv, at);
    if (slabs.resizeInPlace(address, old, old - oldLength + length)) {
      slabs.view(address).setUint32(at + 8, length, true);
      return address;
    }
    return this.rebuild(address, dv.getInt32(at, true), length, Math.min(length, oldLength));
  }

  /**
   * Before a command writes into a value without changing its length. Ask for `value(address)` after it: a big
   * value that a snapshot still has to write is copied here.
   */
  beforeWriteInPlace(address: number): void {
    this.barrier(address, 'inPlace');
  }

  /** Whether a value of this kind may be written over where it is, nobody having to hear of it before. */
  canRewrite(address: number, kind: number): boolean {
    return this.world.barrier === undefined && this.kind(address) === kind;
  }

  /** Says that the value under an entry is new; `event` is what subscribers hear. */
  changed(address: number, event: KeyEvent): void {
    const { changes } = this.world;
    changes.dirty++;
    if (changes.interest !== 0) this.tell(address, event);
  }

  /** One more event of a change that `changed` has counted: SET with EX is one change and two events. */
  alsoChanged(address: number, event: KeyEvent): void {
    if (this.world.changes.interest !== 0) this.tell(address, event);
  }

  setKind(address: number, kind: number): void {
    this.barrier(address, 'inPlace');
    this.#setKind(address, kind);
  }

  /** Sets when the key expires. Returns where the entry is now. */
  setExpiry(address: number, whenMs: number | bigint): number {
    this.barrier(address, 'setExpiry');
    const { slabs } = this.world;
    const dv = slabs.view(address);
    const at = slabs.offset(address);
    const head = dv.getInt32(at, true);
    const length = valueLength(dv, at);
    const placed =
      (head & EXPIRY_ROOM) !== 0
        ? address
        : this.rebuild(address, head | EXPIRY_ROOM, length, length);
    if ((head & HAS_EXPIRY) === 0) this.table.expires++;
    this.expiresFrom(this.locate(placed), Number(whenMs));
    writeExpiryMs(slabs.view(placed), slabs.offset(placed), whenMs);
    return placed;
  }

  /** Makes the key stay. Returns where the entry is now. */
  clearExpiry(address: number): number {
    const { slabs } = this.world;
    const at = slabs.offset(address);
    if ((slabs.view(address).getInt32(at, true) & HAS_EXPIRY) === 0) return address;
    this.barrier(address, 'clearExpiry');
    this.table.expires--;
    forgetExpiry(slabs.view(address), at);
    return address;
  }

  /** Removes a key; `event` is what subscribers hear. */
  remove(address: number, event: KeyEvent): void {
    this.barrier(address, 'remove');
    const { changes } = this.world;
    changes.dirty++;
    if (changes.interest !== 0) this.tell(address, event);
    this.unlink(address);
  }

  /** Removes a key that nobody asked to remove: expired or evicted. */
  drop(address: number, why: KeyEvent): void {
    const { changes, stats } = this.world;
    this.barrier(address, 'remove');
    changes.dirty++;
    if (why === Events.expired) stats.expired++;
    else stats.evicted++;
    if (changes.interest !== 0) {
      if ((changes.interest & Interest.drops) !== 0) {
        changes.observer?.keyDropped(this.index, this.key(address), why);
      }
      this.tell(address, why);
    }
    this.unlink(address);
  }

  /** One for `detach`. Throws `OutOfMemory`. */
  emptyTable(): Table {
    return new Table(this.world.slabs, this.world.segmentSlotsMax);
  }

  /** An empty table takes the place of this one, which is returned with all its entries. */
  detach(empty: Table): Table {
    const { table } = this;
    this.table = empty;
    return table;
  }

  #touchAhead(args: Arguments, from: number, step: number): void {
    const { hasher } = this.world;
    const { dv, count } = args;
    const hashes = this.#hashes;
    let keys = 0;
    for (let word = from; word < count && keys < AHEAD_MAX; word += step) {
      hashes[keys++] = hasher.hash(dv, args.start(word), args.length(word));
    }
    this.touched = this.table.touch(hashes, this.#addresses, keys);
  }

  #asWord(key: ByteRange): Arguments {
    const words = this.#words;
    words.u8 = key.u8;
    words.dv = key.dv;
    words.starts[1] = key.start;
    words.lengths[1] = key.length;
    return words;
  }

  #missing(args: Arguments, word: number): number {
    const { stats, changes } = this.world;
    stats.misses++;
    if ((changes.eventClasses & Events.keyMiss.eventClass) !== 0) {
      changes.observer?.keyEvent(this.index, args.range(word, this.#missed), Events.keyMiss);
    }
    return 0;
  }

  /** Removes a key whose time is up; always 0, so that a lookup can end with it. */
  #expire(address: number): number {
    if (!this.world.isFrozen) this.drop(address, Events.expired);
    return 0;
  }

  #setKind(address: number, kind: number): void {
    this.world.slabs.view(address).setUint8(this.world.slabs.offset(address), kind);
  }
}
