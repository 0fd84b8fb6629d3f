import type { ByteRange } from './byte-range.ts';
import type { HalfSipHash } from './siphash.ts';

/** What a `NameMap` holds. `hash` and `next` belong to the map. */
export interface Named<T> {
  /** One character per byte: a string takes a fifth of an array of bytes. */
  readonly name: string;
  hash: number;
  /** Another one with the same hash. */
  next: T | undefined;
}

/**
 * Things found by names that clients choose. A `Map` of strings would do but for two gifts to an attacker: V8 hashes
 * a string of more than 16,383 characters by its length alone, and old versions hash digits as the number they mean, so
 * thousands of such names make one chain. Here the hash is keyed and reads all bytes; finding allocates nothing.
 */
export class NameMap<T extends Named<T>> {
  readonly #hasher: HalfSipHash;
  readonly #byHash = new Map<number, T>();
  #size = 0;

  constructor(hasher: HalfSipHash) {
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#size;
  }

  find(name: ByteRange): T | undefined {
    return this.findHashed(this.#hasher.hash(name.dv, name.start, name.length), name);
  }

  /** For who knows the name's hash. */
  findHashed(hash: number, name: ByteRange): T | undefined {
    let named = this.#byHash.get(hash);
    while (named !== undefined && !isCalled(named.name, name)) named = named.next;
    return named;
  }

  /** Nothing of that name may be there. */
  add(name: ByteRange, named: T): void {
    const hash = this.#hasher.hash(name.dv, name.start, name.length);
    named.hash = hash;
    named.next = this.#byHash.get(hash);
    this.#byHash.set(hash, named);
    this.#size++;
  }

  /** It must be there. */
  remove(named: T): void {
    this.#size--;
    const first = this.#byHash.get(named.hash);
    if (first !== named) {
      let before = first;
      while (before !== undefined && before.next !== named) before = before.next;
      if (before !== undefined) before.next = named.next;
    } else if (named.next === undefined) this.#byHash.delete(named.hash);
    else this.#byHash.set(named.hash, named.next);
    // It keeps its `next`: who stands on it while it goes still finds the rest.
  }

  /** The first of each chain; the others hang on it by `next`. For who must not allocate on the way. */
  chains(): IterableIterator<T> {
    return this.#byHash.values();
  }

  *[Symbol.iterator](): Generator<T> {
    for (const first of this.#byHash.values())
      for (let named: T | undefined = first; named !== undefined; named = named.next) yield named;
  }
}

/** Whether a string of one character per byte has just these bytes. */
export function isCalled(text: string, { u8, start, length }: ByteRange): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== u8[start + i]) return false;
  return true;
}
