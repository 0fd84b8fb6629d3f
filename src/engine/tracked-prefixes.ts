import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { type Named, NameMap } from '../base/name-map.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { Session } from './session.ts';

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
 * All prefixes. A key is looked up by its beginnings, of the lengths that prefixes have: what a change costs depends on
 * the key and not on how many prefixes clients have thought of.
 */
export class TrackedPrefixes {
  readonly #prefixes: NameMap<TrackedPrefix>;
  /** Lengths of prefixes, ascending, and how many have each. */
  #lengths: number[] = [];
  readonly #counts = new Map<number, number>();
  readonly #window = new ByteRange();

  constructor(hasher: HalfSipHash) {
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
    for (const length of this.#lengths) {
      if (length > key.length) return false;
      if (this.#prefixes.find(this.#beginning(key, length)) !== undefined) return true;
    }
    return false;
  }

  /** Those that the key begins with, the shortest first. */
  *of(key: ByteRange): Generator<TrackedPrefix> {
    for (const length of this.#lengths) {
      if (length > key.length) return;
      const prefix = this.#prefixes.find(this.#beginning(key, length));
      if (prefix !== undefined) yield prefix;
    }
  }

  #beginning(key: ByteRange, length: number): ByteRange {
    const window = this.#window;
    window.u8 = key.u8;
    window.dv = key.dv;
    window.start = key.start;
    window.length = length;
    return window;
  }

  #count(length: number, change: 1 | -1): void {
    const count = (this.#counts.get(length) ?? 0) + change;
    if (count === 0) this.#counts.delete(length);
    else this.#counts.set(length, count);
    this.#lengths = [...this.#counts.keys()].sort((left, right) => left - right);
  }
}
