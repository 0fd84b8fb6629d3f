import type { Timer } from '../ports/clock.ts';
import { ConnectionSweep } from '../net/connection-sweep.ts';
import type { Instance } from './instance.ts';

const TICK_MS = 100;
const SWEEP_EVERY_TICKS = 10;

/** Work that nobody asked for: deadlines, rates, expiry. Everything in slices, so that no turn gets long. */
export class Background {
  readonly #instance: Instance;
  readonly #sweep: ConnectionSweep;
  #timer: Timer | undefined;
  #ticks = 0;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#sweep = new ConnectionSweep(instance.settings, instance.limits, instance.ports.log);
  }

  start(): void {
    this.#timer = this.#instance.ports.clock.every(TICK_MS, () => { this.#tick(); });
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #tick(): void {
    const { clock } = this.#instance.ports;
    const nowMs = clock.wallMs();
    this.#instance.world.startTurn(nowMs);
    this.#sample(nowMs);
    this.#ticks++;
    if (this.#ticks % SWEEP_EVERY_TICKS !== 0) return;
    const { clientBytes } = this.#sweep.run([...this.#instance.doorman.connections], nowMs);
    this.#instance.engine.clientBytes = clientBytes;
  }

  #sample(nowMs: number): void {
    const { stats, registry, table, world } = this.#instance;
    let inputBytes = 0;
    let outputBytes = 0;
    for (const session of registry.byId.values()) {
      inputBytes += session.inputBytes;
      outputBytes += session.outputBytesTotal;
    }
    let commands = 0;
    for (const row of table.rows) commands += row.calls;
    stats.sample({ ...stats.traffic({ inputBytes, outputBytes }), commands }, nowMs);
    stats.sawMemory(world.slabs.usedBytes, nowMs);
  }
}
