import type { LogSink } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';
import type { Connection } from './connection.ts';
import type { ConnectionLimits } from './connection-limits.ts';

/** What one sweep found. */
export interface SweepResult {
  /** Memory that connections hold: input not yet complete, output not yet read. */
  readonly clientBytes: number;
}

/** Looks after connections once a second: deadlines before AUTH, idle timeouts, output that nobody reads. */
export class ConnectionSweep {
  readonly #settings: Settings;
  readonly #limits: ConnectionLimits;
  readonly #log: LogSink;

  constructor(settings: Settings, limits: ConnectionLimits, log: LogSink) {
    this.#settings = settings;
    this.#limits = limits;
    this.#log = log;
  }

  run(connections: Iterable<Connection>, nowMs: number): SweepResult {
    let clientBytes = 0;
    for (const connection of connections) {
      this.#checkTime(connection, nowMs);
      const pending = connection.outputBytes;
      if (pending > 0) this.#limits.checkOutput(connection, nowMs);
      clientBytes += pending + connection.queryBytes;
    }
    return { clientBytes };
  }

  #checkTime(connection: Connection, nowMs: number): void {
    const { limits } = this.#settings;
    const { session } = connection;
    if (!session.authenticated) {
      // Attack row "slow loris": a stranger's time is bounded whatever he sends.
      if (limits.preauthDeadlineMs > 0 && nowMs - session.createdMs > limits.preauthDeadlineMs) {
        this.#log.line(
          'verbose',
          `Closing a client that has not authenticated in time: ${connection.address}`,
        );
        connection.close('now');
      }
      return;
    }
    if (
      limits.timeoutSeconds > 0 &&
      session.mayIdleOut &&
      nowMs - session.lastActiveMs > limits.timeoutSeconds * 1000
    ) {
      this.#log.line('verbose', 'Closing idle client');
      connection.close('now');
    }
  }
}
