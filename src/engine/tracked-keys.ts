import type { Arguments } from '../base/arguments.ts';
import type { ByteRange } from '../base/byte-range.ts';
import { Events } from '../keyspace/changes.ts';
import { Database } from '../keyspace/database.ts';
import { randomEntry } from '../keyspace/random-entry.ts';
import { World } from '../keyspace/world.ts';
import { Slabs } from '../memory/slabs.ts';

/** A value is how many have read the key, then their CLIENT IDs in ascending order, with room for as many again. */
const COUNT_BYTES = 4;
const ID_BYTES = 8;

/**
 * Who has read which key: names of keys and CLIENT IDs. Kept as data is, in slabs of its own, so that a million keys
 * are nothing on the JavaScript heap and all of them are forgotten at once. What it takes counts as used memory.
 */
export class TrackedKeys {
  readonly #world: World;
  /** Stays when the keys go: to map its first slab takes far longer than all that is done with it. */
  readonly #own: World;
  #keys: Database | undefined;
  /** What all of it takes. */
  bytes = 0;
  /** Readers of all keys together. */
  items = 0;

  constructor(world: World) {
    this.#world = world;
    this.#own = new World(new Slabs(), world.hasher);
  }

  get size(): number {
    return this.#keys?.size ?? 0;
  }

  /** The word is a key that this client has read. Throws `OutOfMemory` when there is no room. */
  add(args: Arguments, word: number, id: number): void {
    const keys = (this.#keys ??= this.#make());
    const known = keys.peek(args, word);
    if (known !== 0) this.#addReader(keys, known, id);
    else {
      const { dv, start } = keys.value(keys.create(args, word, 0, COUNT_BYTES + ID_BYTES));
      dv.setUint32(start, 1, true);
      dv.setFloat64(start + COUNT_BYTES, id, true);
      this.items++;
    }
    this.#account();
  }

  /** Forgets that they have read a key, and gives them: all but those who are to stay. */
  take(key: ByteRange, stays: (id: number) => boolean = nobody): readonly number[] {
    const keys = this.#keys;
    const address = keys?.peekKey(key) ?? 0;
    if (keys === undefined || address === 0) return [];
    const { dv, start } = keys.value(address);
    const count = dv.getUint32(start, true);
    const taken: number[] = [];
    let staying = 0;
    for (let i = 0; i < count; i++) {
      const id = dv.getFloat64(start + COUNT_BYTES + i * ID_BYTES, true);
      // Where it is, or before: the entry gets no longer, and so this can't fail.
      if (stays(id)) dv.setFloat64(start + COUNT_BYTES + staying++ * ID_BYTES, id, true);
      else taken.push(id);
    }
    this.items -= taken.length;
    if (staying > 0) dv.setUint32(start, staying, true);
    else {
      keys.remove(address, Events.untold);
      this.#account();
    }
    return taken;
  }

  /** Any key's name, in a range that the next call reuses. */
  random(): ByteRange | undefined {
    const keys = this.#keys;
    const address = keys === undefined ? 0 : randomEntry(keys);
    return keys === undefined || address === 0 ? undefined : keys.key(address);
  }

  clear(): void {
    const keys = this.#keys;
    if (keys === undefined) return;
    // Every block belongs to an entry that is gone.
    keys.table.forgetAll();
    this.#own.slabs.clear();
    this.#keys = undefined;
    this.items = 0;
    this.#account();
  }

  #make(): Database {
    this.#own.random.seed(this.#world.random.bits());
    return new Database(0, this.#own);
  }

  #addReader(keys: Database, known: number, id: number): void {
    let value = keys.value(known);
    const count = value.dv.getUint32(value.start, true);
    const place = placeOf(value, count, id);
    if (place < 0) return;
    const bytes = COUNT_BYTES + count * ID_BYTES;
    if (bytes === value.length) value = keys.value(keys.resize(known, bytes + count * ID_BYTES));
    const { u8, dv, start } = value;
    const at = start + COUNT_BYTES + place * ID_BYTES;
    u8.copyWithin(at + ID_BYTES, at, start + bytes);
    dv.setFloat64(at, id, true);
    dv.setUint32(start, count + 1, true);
    this.items++;
  }

  #account(): void {
    const bytes = this.#own.slabs.usedBytes;
    this.#world.slabs.countIndex(bytes - this.bytes);
    this.bytes = bytes;
  }
}

function nobody(): boolean {
  return false;
}

/** Where an id belongs; -1 when it is there. */
function placeOf({ dv, start }: ByteRange, count: number, id: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = dv.getFloat64(start + COUNT_BYTES + middle * ID_BYTES, true);
    if (there === id) return -1;
    if (there < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
