import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { lowerBound } from '../base/lower-bound.ts';
import { type Named, NameMap } from '../base/name-map.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { Session } from './session.ts';

const FIRST_LENGTHS = 16;

/** A prefix of keys, and who hears of changes to them. There is one as long as anybody does. */
export class TrackedPrefix implements Named<TrackedPrefix> {
  readonly name: string;
  readonly sessions = new Set<Session>();
  hash = 0;
  next: TrackedPrefix | undefined;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * All prefixes. A key is looked up by its beginnings, of the lengths that prefixes have, and these are hashed in one pass:
 * what a change costs grows with the key's length and not with how many prefixes clients have thought of.
 */
export class TrackedPrefixes {
  readonly #hasher: HalfSipHash;
  readonly #prefixes: NameMap<TrackedPrefix>;
  /** Lengths of prefixes, ascending, and how many have each. */
  readonly #lengths: number[] = [];
  readonly #counts = new Map<number, number>();
  /** Of the beginnings of the key that is being looked up. */
  #hashes = new Int32Array(FIRST_LENGTHS);
  readonly #window = new ByteRange();

  constructor(hasher: HalfSipHash) {
    this.#hasher = hasher;
    this.#prefixes = new NameMap(hasher);
  }

  get size(): number {
    return this.#prefixes.size;
  }

  add(session: Session, bytes: Uint8Array): void {
    const name = this.#window.set(bytes);
    let prefix = this.#prefixes.find(name);
    if (prefix === undefined) {
      prefix = new TrackedPrefix(toLatin1(bytes));
      this.#prefixes.add(name, prefix);
      this.#count(bytes.length, 1);
    }
    if (prefix.sessions.has(session)) return;
    prefix.sessions.add(session);
    session.tracking?.add(prefix.name);
  }

  remove(session: Session): void {
    for (const name of session.tracking?.prefixes ?? []) {
      const prefix = this.#prefixes.find(this.#window.set(fromLatin1(name)));
      if (prefix?.sessions.delete(session) !== true || prefix.sessions.size > 0) continue;
      this.#prefixes.remove(prefix);
      this.#count(prefix.name.length, -1);
    }
  }

  /** Whether anybody hears of changes to this key. */
  matches(key: ByteRange): boolean {
    const count = this.#hasher.hashBeginnings(key, this.#lengths, this.#hashes);
    for (let i = 0; i < count; i++) if (this.#beginning(key, i) !== undefined) return true;
    return false;
  }

  /** Those that the key begins with, the shortest first. */
  of(key: ByteRange): readonly TrackedPrefix[] {
    const found: TrackedPrefix[] = [];
    const count = this.#hasher.hashBeginnings(key, this.#lengths, this.#hashes);
    for (let i = 0; i < count; i++) {
      const prefix = this.#beginning(key, i);
      if (prefix !== undefined) found.push(prefix);
    }
    return found;
  }

  /** The prefix that is the beginning of the key with the length at this index. */
  #beginning(key: ByteRange, index: number): TrackedPrefix | undefined {
    const window = this.#window.sameAs(key);
    window.length = this.#lengths[index]!;
    return this.#prefixes.findHashed(this.#hashes[index]!, window);
  }

  #count(length: number, change: 1 | -1): void {
    const before = this.#counts.get(length) ?? 0;
    const count = before + change;
    if (count === 0) this.#counts.delete(length);
    else this.#counts.set(length, count);
    if (before > 0 && count > 0) return;
    const lengths = this.#lengths;
    const at = lowerBound(lengths, length);
    if (count === 0) lengths.splice(at, 1);
    else lengths.splice(at, 0, length);
    if (lengths.length > this.#hashes.length) this.#hashes = new Int32Array(2 * lengths.length);
  }
}
