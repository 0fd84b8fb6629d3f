import { SessionState } from '../engine/session-state.ts';
import type { LogSink } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';
import type { Connection } from './connection.ts';
import type { ConnectionLimits } from './connection-limits.ts';

/** How long a connection that is being ended may take to read its last replies. */
const CLOSING_MS_MAX = 10_000;

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

  run(connections: Iterable<Connection>, nowMs: number): void {
    for (const connection of connections) {
      this.#checkTime(connection, nowMs);
      if (connection.outputBytes > 0) this.#limits.checkOutput(connection, nowMs);
    }
  }

  #checkTime(connection: Connection, nowMs: number): void {
    const { limits } = this.#settings;
    const { session } = connection;
    // Who doesn't read his last replies must not keep his place for ever.
    if (connection.isClosing) {
      if (connection.closingSeenMs === 0) connection.closingSeenMs = nowMs;
      else if (nowMs - connection.closingSeenMs > CLOSING_MS_MAX) connection.close('now');
      return;
    }
    if (!session.authenticated) {
      // While a login is judged the wait is ours, and comes on top. But guesses of one source wait for each other, and
      // must not keep places for all that time when their senders have long gone (attack row "connection flood").
      const waitMs = session.is(SessionState.suspended) ? limits.authThrottleMaxMs : 0;
      // Attack row "slow loris": a stranger's time is bounded whatever he sends.
      const waitedMs = nowMs - session.strangerSinceMs;
      if (limits.preauthDeadlineMs > 0 && waitedMs > limits.preauthDeadlineMs + waitMs) {
        this.#log.line(
          'verbose',
          `Closing a client that has not authenticated in time: ${connection.address}`,
        );
        connection.close('now');
      }
      return;
    }
    const { user } = session;
    // In every mode: Redis has no `expires=` to be equal to (attack row "revoked user stays connected").
    if (user.hasExpired(nowMs)) {
      this.#log.line('notice', `Closing a connection of user '${user.name}', which has expired`);
      connection.close('after-replies');
      return;
    }
    const idleSeconds = user.limits.idleSeconds || limits.timeoutSeconds;
    if (
      idleSeconds > 0 &&
      session.mayIdleOut &&
      nowMs - session.lastActiveMs > idleSeconds * 1000
    ) {
      this.#log.line('verbose', 'Closing idle client');
      connection.close('now');
    }
  }
}
