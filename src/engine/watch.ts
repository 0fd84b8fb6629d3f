import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { NameMap } from '../base/name-map.ts';
import type { HalfSipHash } from '../base/siphash.ts';
import type { Session } from './session.ts';
import type { WatchedKey, Watcher } from './watched-key.ts';

/** Rough size of a watched key beside its name. */
const WATCH_BYTES = 700;

/** Which sessions watch which keys. A watched key that changes breaks the transactions of all its watchers. */
export class Watch {
  readonly #hasher: HalfSipHash;
  /** By database: a flush of one asks for none of the others' keys. */
  readonly #keys: NameMap<WatchedKey>[] = [];
  #count = 0;
  readonly #name = new ByteRange();

  /** While `databaseChanged` looks at keys. */
  #deaf = false;
  /** Told when the first watcher comes or the last one goes. */
  onActivity: () => void = () => undefined;

  constructor(hasher: HalfSipHash) {
    this.#hasher = hasher;
  }

  /** True while anybody watches anything: the change record asks only then. */
  get active(): boolean {
    return this.#count > 0;
  }

  add(session: Session, database: number, key: Uint8Array): void {
    const watched = this.#keyOf(database, this.#name.set(key));
    session.watches ??= new Set();
    if (session.watches.has(watched)) return;
    session.watches.add(watched);
    session.watchBytes += WATCH_BYTES + watched.name.length;
    watched.watchers.add(session);
    if (watched.watchers.size === 1 && ++this.#count === 1) this.onActivity();
  }

  /** UNWATCH, EXEC, DISCARD, the end of the session. */
  forget(session: Session): void {
    const { active } = this;
    for (const watched of session.watches ?? []) {
      watched.watchers.delete(session);
      if (watched.watchers.size > 0) continue;
      this.#keys[watched.database]?.remove(watched);
      this.#count--;
    }
    session.watches = undefined;
    session.watchBytes = 0;
    session.watchBroken = false;
    if (active && !this.active) this.onActivity();
  }

  keyChanged(database: number, key: ByteRange): void {
    if (this.#deaf) return;
    const watched = this.#keys[database]?.find(key);
    for (const watcher of watched?.watchers ?? []) watcher.watchBroken = true;
  }

  /**
   * FLUSHDB, FLUSHALL and SWAPDB: breaks the watchers of those keys that were there (`leaving`) or are there now
   * (`arrived`). An expired key that arrives is as good as none; `isThere` may remove it, and that breaks nothing.
   */
  databaseChanged(database: number, isThere: (key: Uint8Array) => boolean): void {
    this.#deaf = true;
    const broken: Watcher[] = [];
    for (const { name, watchers } of this.#keys[database] ?? []) {
      if (!isThere(fromLatin1(name))) continue;
      for (const watcher of watchers) if (!watcher.watchBroken) broken.push(watcher);
    }
    this.#deaf = false;
    for (const watcher of broken) watcher.watchBroken = true;
  }

  /** How many keys this session watches, for CLIENT LIST. */
  static count(session: Session): number {
    return session.watches?.size ?? 0;
  }

  #keyOf(database: number, name: ByteRange): WatchedKey {
    while (this.#keys.length <= database) this.#keys.push(new NameMap(this.#hasher));
    const keys = this.#keys[database]!;
    const known = keys.find(name);
    if (known !== undefined) return known;
    const made: WatchedKey = {
      database,
      name: toLatin1(name.view()),
      watchers: new Set(),
      hash: 0,
      next: undefined,
    };
    keys.add(name, made);
    return made;
  }
}
