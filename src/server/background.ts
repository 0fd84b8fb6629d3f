import { sampleStats } from '../admin/info/server-totals.ts';
import { IndexTidy } from '../keyspace/index-tidy.ts';
import { ConnectionSweep } from '../net/connection-sweep.ts';
import type { Timer } from '../ports/clock.ts';
import type { Instance } from './instance.ts';

const TICK_MS = 100;
const SWEEP_EVERY_TICKS = 10;
/** Objects freed in a slice: well under a millisecond. */
const FREED_PER_SLICE = 2000;
/** Index slots behind which an aborted snapshot's epochs are evened out in a slice: under half a millisecond. */
const SWEPT_PER_SLICE = 2000;
/** Keys that clients must not cache any more, because too many are cached. */
const UNTRACKED_PER_SLICE = 500;
/** Index segments looked at in a tick. */
const TIDIED_PER_TICK = 16;

/** Work that nobody asked for: deadlines, rates, expiry. Everything in slices, so that no turn gets long. */
export class Background {
  readonly #instance: Instance;
  readonly #sweep: ConnectionSweep;
  #timer: Timer | undefined;
  readonly #tidy: IndexTidy;
  #ticks = 0;
  /** A slice is waiting for its turn. */
  #sliceDue = false;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#tidy = new IndexTidy(instance.databases);
    instance.onEvictionUnfinished = () => {
      this.#continue();
    };
    this.#sweep = new ConnectionSweep(instance.settings, instance.limits, instance.ports.log);
  }

  start(): void {
    this.#timer = this.#instance.ports.clock.every(TICK_MS, () => {
      this.#timed(() => {
        this.#tick();
      });
    });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #timed(work: () => void): void {
    const { stats, ports } = this.#instance;
    const beganMs = ports.clock.monotonicMs();
    work();
    stats.cronMs += ports.clock.monotonicMs() - beganMs;
  }

  #tick(): void {
    const { clock } = this.#instance.ports;
    const nowMs = clock.wallMs();
    this.#instance.world.startTurn(nowMs);
    sampleStats(this.#instance);
    this.#instance.expiryCycle.startPeriod(TICK_MS);
    this.#tidy.step(TIDIED_PER_TICK);
    // At once, and not in a round of the event loop of its own: an idle server is to wake seldom.
    if (!this.#sliceDue) this.#slice();
    this.#ticks++;
    if (this.#ticks % SWEEP_EVERY_TICKS !== 0) return;
    const { doorman, clientMemory } = this.#instance;
    this.#sweep.run([...doorman.connections], nowMs);
    clientMemory.sweep();
  }

  /** One slice of each unfinished work; the next one after others had their turn. */
  #continue(): void {
    if (this.#sliceDue) return;
    this.#sliceDue = true;
    this.#instance.ports.clock.soon(() => {
      this.#sliceDue = false;
      this.#timed(() => {
        this.#slice();
      });
    });
  }

  #slice(): void {
    const { expiryCycle, lazyFree, engine, keyspace } = this.#instance;
    const expiring = engine.timer.apart('expire-cycle', () => expiryCycle.step());
    const freeing = lazyFree.step(FREED_PER_SLICE);
    const { snapshot } = keyspace;
    const untracking = engine.tracking.evict(UNTRACKED_PER_SLICE);
    const sweeping = snapshot.state === 'sweeping' && !snapshot.step(SWEPT_PER_SLICE);
    if (engine.overMemoryLimit()) engine.makeRoom();
    // Keys that went by themselves may be what somebody waited for.
    engine.settle();
    if (expiring || freeing || sweeping || untracking) this.#continue();
  }
}
