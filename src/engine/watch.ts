import type { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { Session } from './session.ts';

/** Rough size of a watched key beside its name. */
const WATCH_BYTES = 700;

/** Which sessions watch which keys. A watched key that changes breaks the transactions of all its watchers. */
export class Watch {
  readonly #watchers = new Map<string, Set<Session>>();

  /** While `databaseChanged` looks at keys. */
  #deaf = false;
  /** Told when the first watcher comes or the last one goes. */
  onActivity: () => void = () => undefined;

  /** True while anybody watches anything: the change record asks only then. */
  get active(): boolean {
    return this.#watchers.size > 0;
  }

  add(session: Session, database: number, key: Uint8Array): void {
    const name = nameOf(database, key);
    session.watches ??= new Set();
    if (session.watches.has(name)) return;
    session.watches.add(name);
    session.watchBytes += WATCH_BYTES + name.length;
    const watchers = this.#watchers.get(name);
    if (watchers !== undefined) watchers.add(session);
    else {
      this.#watchers.set(name, new Set([session]));
      if (this.#watchers.size === 1) this.onActivity();
    }
  }

  /** UNWATCH, EXEC, DISCARD, the end of the session. */
  forget(session: Session): void {
    const { active } = this;
    for (const name of session.watches ?? []) {
      const watchers = this.#watchers.get(name);
      watchers?.delete(session);
      if (watchers?.size === 0) this.#watchers.delete(name);
    }
    session.watches = undefined;
    session.watchBytes = 0;
    session.watchBroken = false;
    if (active && !this.active) this.onActivity();
  }

  keyChanged(database: number, key: ByteRange): void {
    if (this.#deaf) return;
    const watchers = this.#watchers.get(nameOf(database, key.view()));
    for (const session of watchers ?? []) session.watchBroken = true;
  }

  /**
   * FLUSHDB, FLUSHALL and SWAPDB: breaks the watchers of those keys that were there (`leaving`) or are there now
   * (`arrived`). An expired key that arrives is as good as none; `isThere` may remove it, and that breaks nothing.
   */
  databaseChanged(database: number, isThere: (key: Uint8Array) => boolean): void {
    this.#deaf = true;
    const broken: Session[] = [];
    const prefix = `${database}:`;
    for (const [name, watchers] of this.#watchers) {
      if (!name.startsWith(prefix)) continue;
      if (!isThere(fromLatin1(name.slice(prefix.length)))) continue;
      for (const session of watchers) if (!session.watchBroken) broken.push(session);
    }
    this.#deaf = false;
    for (const session of broken) session.watchBroken = true;
  }

  /** How many keys this session watches, for CLIENT LIST. */
  static count(session: Session): number {
    return session.watches?.size ?? 0;
  }
}

/** Database and key as one string, a character per byte: a Map key that no client data can confuse. */
function nameOf(database: number, key: Uint8Array): string {
  return `${database}:${toLatin1(key)}`;
}
