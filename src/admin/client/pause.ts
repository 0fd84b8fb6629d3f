import type { Engine } from '../../engine/engine.ts';
import { ServerState } from '../../engine/server-state.ts';
import type { Timer } from '../../ports/clock.ts';
import { afterLong } from '../long-timer.ts';

const PAUSED = ServerState.pausedAll | ServerState.pausedWrites;

export interface PauseParts {
  readonly engine: Engine;
  /** Lets the sessions go on whose requests were postponed. */
  readonly proceed: () => void;
}

/** CLIENT PAUSE: for a while all requests, or those that write, wait. */
export class Pause {
  readonly #parts: PauseParts;
  #endMs = 0;
  #timer: Timer | undefined;

  constructor(parts: PauseParts) {
    this.#parts = parts;
  }

  get isActive(): boolean {
    return this.#timer !== undefined;
  }

  /** A second pause can make the first longer or stricter, never shorter or milder. */
  begin(what: 'all' | 'writes', endMs: number): void {
    const { engine } = this.#parts;
    const stricter = what === 'all' || (engine.state & ServerState.pausedAll) !== 0;
    engine.state =
      (engine.state & ~PAUSED) | (stricter ? ServerState.pausedAll : ServerState.pausedWrites);
    // Expiry is a write: the data set of a paused server doesn't change by itself either.
    engine.world.isFrozen = true;
    this.#endMs = Math.max(this.#endMs, endMs);
    this.#timer?.cancel();
    const leftMs = Math.max(this.#endMs - engine.world.nowMs, 0);
    this.#timer = afterLong(engine.clock, leftMs, () => this.end());
  }

  end(): void {
    if (this.#timer === undefined) return;
    const { engine, proceed } = this.#parts;
    this.#timer.cancel();
    this.#timer = undefined;
    this.#endMs = 0;
    engine.state &= ~PAUSED;
    engine.world.isFrozen = false;
    proceed();
  }
}
