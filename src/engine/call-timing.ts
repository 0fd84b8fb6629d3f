import type { Call } from '../command/call.ts';
import { FlagBit } from '../command/flags.ts';
import type { CommandRow } from '../command/row.ts';
import type { World } from '../keyspace/world.ts';
import type { CommandLatencies } from '../observe/command-latencies.ts';
import type { LatencyEvents } from '../observe/latency-events.ts';
import { type SlowLog, shortenWords } from '../observe/slow-log.ts';
import type { Settings } from '../settings/settings.ts';
import type { TimingSink } from './command-timer.ts';
import { maskedWord } from './masked-word.ts';
import type { Session } from './session.ts';

export interface CallTimingParts {
  readonly settings: Settings;
  readonly world: World;
  readonly latencies: CommandLatencies;
  readonly slowLog: SlowLog;
  readonly latencyEvents: LatencyEvents;
}

/** Where measured calls go: histograms, the slow log, the latency monitor. */
export class CallTiming implements TimingSink {
  readonly #parts: CallTimingParts;
  /** The call that is running or ran last; set once the engine exists. */
  call: Call | undefined;

  constructor(parts: CallTimingParts) {
    this.#parts = parts;
  }

  measured(row: CommandRow, calls: number, totalMs: number): void {
    const { settings, latencies, slowLog } = this.#parts;
    const eachUs = (totalMs * 1000) / calls;
    if (settings.latency.trackingEnabled) latencies.record(row.id, eachUs, calls);
    if (slowLog.wants(eachUs)) this.#slow(row, eachUs);
    if (settings.latency.monitorThresholdMs > 0) this.#latency(row, eachUs / 1000);
  }

  delayed(event: string, tookMs: number): void {
    const { settings, latencyEvents, world } = this.#parts;
    const { monitorThresholdMs } = settings.latency;
    if (monitorThresholdMs === 0 || tookMs < monitorThresholdMs) return;
    latencyEvents.measured(event, tookMs, world.nowMs);
  }

  #slow(row: CommandRow, durationUs: number): void {
    const { call } = this;
    if (call === undefined || (row.flags & FlagBit.skip_slowlog) !== 0) return;
    const session = call.session as Session;
    // A run of equal fast calls is measured together; which of them was slow can't be told, so no words are shown.
    const known = call.row === row;
    const words = known
      ? shortenWords(call.args.count, (word) => maskedWord(row, call.args, word))
      : [Uint8Array.from(row.name, (character) => character.charCodeAt(0))];
    this.#parts.slowLog.add({
      atSeconds: Math.floor(this.#parts.world.nowMs / 1000),
      durationUs: Math.floor(durationUs),
      words,
      clientAddress: session.link.address,
      clientName: session.name,
    });
  }

  #latency(row: CommandRow, latencyMs: number): void {
    const { latencyEvents, world, settings } = this.#parts;
    if (latencyMs < settings.latency.monitorThresholdMs) return;
    const event = (row.flags & FlagBit.fast) === 0 ? 'command' : 'fast-command';
    latencyEvents.measured(event, latencyMs, world.nowMs);
  }
}
