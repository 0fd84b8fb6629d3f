import type { Session } from '../engine/session.ts';
import type { ServerStats } from '../observe/server-stats.ts';
import type { LogSink } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';

/** A connection as far as its limits go. */
export interface LimitedConnection {
  readonly session: Session;
  readonly address: string;
  readonly outputBytes: number;
  readonly queryBytes: number;
  /** Since when the soft output limit has been exceeded; 0 when it isn't. */
  overSoftLimitSinceMs: number;
  close(when: 'now'): void;
}

/** What one connection may make the server keep for it, in and out. Whoever asks for more is cut off, and it is logged. */
export class ConnectionLimits {
  readonly #settings: Settings;
  readonly #stats: ServerStats;
  readonly #log: LogSink;

  constructor(settings: Settings, stats: ServerStats, log: LogSink) {
    this.#settings = settings;
    this.#stats = stats;
    this.#log = log;
  }

  /** Attack row "unauthenticated memory", and `client-query-buffer-limit`. */
  checkQuery(connection: LimitedConnection): void {
    const { limits, protocol } = this.#settings;
    const limit = connection.session.authenticated
      ? protocol.clientQueryBufferLimitBytes
      : limits.preauthQueryBytes;
    if (connection.queryBytes <= limit) return;
    this.#stats.queryBufferDisconnections++;
    this.#log.line(
      'warning',
      `Closing client that reached max query buffer length: ${describe(connection)}`,
    );
    connection.close('now');
  }

  /** Attack row "unauthenticated output growth", and `client-output-buffer-limit` with its hard and soft halves. */
  checkOutput(connection: LimitedConnection, nowMs: number): void {
    const { limits, protocol } = this.#settings;
    const pending = connection.outputBytes;
    const { session } = connection;
    if (!session.authenticated) {
      if (pending > limits.preauthOutputBytes) this.#cutOff(connection);
      return;
    }
    const { hardBytes, softBytes, softSeconds } = protocol.outputBufferLimits[session.outputClass];
    if (softBytes === 0 || pending <= softBytes) connection.overSoftLimitSinceMs = 0;
    else if (connection.overSoftLimitSinceMs === 0) connection.overSoftLimitSinceMs = nowMs;
    const since = connection.overSoftLimitSinceMs;
    const overSoft = since !== 0 && nowMs - since > softSeconds * 1000;
    if (overSoft || (hardBytes !== 0 && pending > hardBytes)) this.#cutOff(connection);
  }

  #cutOff(connection: LimitedConnection): void {
    this.#stats.outputBufferDisconnections++;
    this.#log.line(
      'warning',
      `Client ${describe(connection)} closed for overcoming of output buffer limits.`,
    );
    connection.close('now');
  }
}

function describe(connection: LimitedConnection): string {
  const { session } = connection;
  return `id=${session.id} addr=${connection.address} user=${session.userName}`;
}
