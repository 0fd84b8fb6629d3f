import type { Settings } from '../settings/settings.ts';
import type { LogSink } from '../ports/log.ts';
import type { Connection } from './connection.ts';

/** What one connection may make the server keep for it, in and out. Whoever asks for more is cut off, and it is logged. */
export class ConnectionLimits {
  readonly #settings: Settings;
  readonly #log: LogSink;

  constructor(settings: Settings, log: LogSink) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Attack row "unauthenticated memory", and `client-query-buffer-limit`. */
  checkQuery(connection: Connection): void {
    const { limits, protocol } = this.#settings;
    const limit = connection.session.authenticated ? protocol.clientQueryBufferLimitBytes : limits.preauthQueryBytes;
    if (connection.queryBytes <= limit) return;
    this.#log.line('warning', `Closing client that reached max query buffer length: ${describe(connection)}`);
    connection.close('now');
  }

  /** Attack row "unauthenticated output growth", and `client-output-buffer-limit` with its hard and soft halves. */
  checkOutput(connection: Connection, nowMs: number): void {
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

  #cutOff(connection: Connection): void {
    this.#log.line('warning', `Client ${describe(connection)} closed for overcoming of output buffer limits.`);
    connection.close('now');
  }
}

function describe(connection: Connection): string {
  const { session } = connection;
  return `id=${session.id} addr=${connection.address} user=${session.userName}`;
}
