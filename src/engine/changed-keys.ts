import type { ByteRange } from '../base/byte-range.ts';
import { toLatin1 } from '../base/bytes.ts';
import { type Named, NameMap } from '../base/name-map.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { Session } from './session.ts';

/** A key that has changed, and who did it last: nobody when it went by itself. */
export class ChangedKey implements Named<ChangedKey> {
  readonly name: string;
  /** Where it has changed. */
  readonly databases: number[] = [];
  author: Session | undefined;
  hash = 0;
  next: ChangedKey | undefined;

  constructor(name: string) {
    this.name = name;
  }
}

/** Keys that have changed and of which nobody has been told yet, each once. */
export class ChangedKeys {
  readonly #hasher: HalfSipHash;
  #keys: NameMap<ChangedKey>;
  /** What their names take. */
  bytes = 0;

  constructor(hasher: HalfSipHash) {
    this.#hasher = hasher;
    this.#keys = new NameMap(hasher);
  }

  get size(): number {
    return this.#keys.size;
  }

  note(database: number, name: ByteRange, author: Session | undefined): void {
    let key = this.#keys.find(name);
    if (key === undefined) {
      key = new ChangedKey(toLatin1(name.view()));
      this.#keys.add(name, key);
      this.bytes += name.length;
    }
    key.author = author;
    if (!key.databases.includes(database)) key.databases.push(database);
  }

  /** All of them, by name, as they come in Redis; then there are none. */
  take(): readonly ChangedKey[] {
    const keys = [...this.#keys];
    this.#keys = new NameMap(this.#hasher);
    this.bytes = 0;
    return keys.sort(byName);
  }
}

/** Orders what has a name of one character per byte as its bytes would be. */
export function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : Number(left.name > right.name);
}
