import type { Settings } from '../settings/settings.ts';

/** A change of CONFIG SET on its way. */
export interface Change {
  /** A copy of the values as they were. */
  readonly before: Settings;
  /** A copy with the new values; the live settings are written after every hook agreed. */
  readonly next: Settings;
  /** The directives whose values change, by their own names. */
  readonly names: ReadonlySet<string>;
}

/** What a part does when one of its directives changes. */
export interface ChangeHook {
  /**
   * Gets everything ready that may fail (opens the new listener, reads the new certificate) and keeps the old in use.
   * A text refuses the whole CONFIG SET and is what the client reads.
   */
  readonly prepare?: (change: Change) => string | undefined | Promise<string | undefined>;
  /** All agreed and the live settings hold the new values: take the new into use. Must not fail. */
  readonly commit?: (change: Change) => void;
  /** Another hook refused: undo `prepare`. */
  readonly rollback?: (change: Change) => void | Promise<void>;
}

type Refusal<E> = (name: string, reason: string) => E;

/** Leads one change through its hooks: all prepare, then all commit; or those that prepared roll back. */
export class ChangeRun {
  readonly #hooks: readonly (readonly [ChangeHook, string])[];
  readonly #change: Change;
  readonly #write: () => void;

  /** Each hook comes with the argument that it is first related to; `write` makes the change live. */
  constructor(
    hooks: readonly (readonly [ChangeHook, string])[],
    change: Change,
    write: () => void,
  ) {
    this.#hooks = hooks;
    this.#change = change;
    this.#write = write;
  }

  /** Stays synchronous as long as the hooks do. */
  start<E>(refusal: Refusal<E>): E | undefined | Promise<E | undefined> {
    return this.#prepareFrom(0, refusal);
  }

  #prepareFrom<E>(first: number, refusal: Refusal<E>): E | undefined | Promise<E | undefined> {
    for (const [at, [hook, name]] of this.#hooks.entries()) {
      if (at < first) continue;
      const answer = hook.prepare?.(this.#change);
      if (answer instanceof Promise) {
        return answer.then((reason) =>
          reason === undefined
            ? this.#prepareFrom(at + 1, refusal)
            : this.#rollBack(at, refusal(name, reason)),
        );
      }
      if (answer !== undefined) return this.#rollBack(at, refusal(name, answer));
    }
    this.#write();
    for (const [hook] of this.#hooks) hook.commit?.(this.#change);
    return undefined;
  }

  /** Undoes the hooks before this one, the last first. */
  #rollBack<E>(end: number, error: E): E | Promise<E> {
    const waits = this.#hooks
      .slice(0, end)
      .reverse()
      .map(([hook]) => hook.rollback?.(this.#change))
      .filter((result) => result instanceof Promise);
    return waits.length === 0 ? error : Promise.all(waits).then(() => error);
  }
}
