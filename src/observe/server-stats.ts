import { ErrorTally } from './error-tally.ts';
import { InstantaneousRate } from './instantaneous-rate.ts';

/** What connections have moved. */
export interface Traffic {
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** What the event loop has done. */
export interface LoopTotals {
  readonly cycles: number;
  readonly activeMs: number;
}

/** The server's counters: those who do the work add to them, INFO reads them. */
export class ServerStats {
  connectionsTotal = 0;
  /** Turned away: `maxclients`, protected mode, the limits for each source. */
  connectionsRejected = 0;
  queryBufferDisconnections = 0;
  outputBufferDisconnections = 0;
  evictedClients = 0;
  /** What was in use before the first key. */
  startupBytes = 0;
  /** Time in work that nobody asked for. */
  cronMs = 0;
  /** The most memory that was ever in use, and when that was (ms since 1970). */
  peakMemoryBytes = 0;
  peakMemoryMs = 0;
  readonly errors = new ErrorTally();
  readonly commandRate = new InstantaneousRate();
  readonly inputRate = new InstantaneousRate();
  readonly outputRate = new InstantaneousRate();
  readonly cycleRate = new InstantaneousRate();
  /** Milliseconds of work a second. */
  readonly activeRate = new InstantaneousRate();
  /** Of connections that have ended; living ones know their own. */
  #endedInputBytes = 0;
  #endedOutputBytes = 0;
  #loopBefore: LoopTotals = { cycles: 0, activeMs: 0 };

  connected(): void {
    this.connectionsTotal++;
  }

  rejected(): void {
    this.connectionsRejected++;
  }

  /** A connection has ended and takes its own counts with it. */
  ended({ inputBytes, outputBytes }: Traffic): void {
    this.#endedInputBytes += inputBytes;
    this.#endedOutputBytes += outputBytes;
  }

  /** All bytes since the start or the last reset, given those of living connections. */
  traffic(living: Traffic): Traffic {
    return {
      inputBytes: living.inputBytes + this.#endedInputBytes,
      outputBytes: living.outputBytes + this.#endedOutputBytes,
    };
  }

  /** What the event loop has done since the start or the last reset. */
  loop({ cycles, activeMs }: LoopTotals): LoopTotals {
    return {
      cycles: cycles - this.#loopBefore.cycles,
      activeMs: activeMs - this.#loopBefore.activeMs,
    };
  }

  /** Every 100 ms: feeds the rates behind `instantaneous_*`. */
  sample(totals: Traffic & LoopTotals & { readonly commands: number }, nowMs: number): void {
    this.commandRate.sample(totals.commands, nowMs);
    this.inputRate.sample(totals.inputBytes, nowMs);
    this.outputRate.sample(totals.outputBytes, nowMs);
    this.cycleRate.sample(totals.cycles, nowMs);
    this.activeRate.sample(totals.activeMs, nowMs);
  }

  /** Tells how much memory is in use; who reads the peak tells it first. */
  sawMemory(bytes: number, nowMs: number): void {
    if (bytes <= this.peakMemoryBytes) return;
    this.peakMemoryBytes = bytes;
    this.peakMemoryMs = nowMs;
  }

  /** CONFIG RESETSTAT: everything from now on counts from zero, except the peak of memory, which stays as in Redis. */
  reset(living: Traffic, loop: LoopTotals): void {
    this.#loopBefore = loop;
    this.cronMs = 0;
    this.connectionsTotal = this.connectionsRejected = this.evictedClients = 0;
    this.queryBufferDisconnections = this.outputBufferDisconnections = 0;
    this.#endedInputBytes = -living.inputBytes;
    this.#endedOutputBytes = -living.outputBytes;
    this.errors.reset();
    this.commandRate.reset();
    this.inputRate.reset();
    this.outputRate.reset();
    this.cycleRate.reset();
    this.activeRate.reset();
  }
}
