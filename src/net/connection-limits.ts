import type { HeldLimit } from '../engine/broadcast.ts';
import type { Session } from '../engine/session.ts';
import type { ServerStats } from '../observe/server-stats.ts';
import type { LogSink } from '../ports/log.ts';
import { ReplyTooLarge } from '../resp/reply.ts';
import type { Settings } from '../settings/settings.ts';

/** Replies of other connections that may lie in the same buffer. */
const OTHERS_BYTES_MAX = 1 << 20;

/** A connection as far as its limits go. */
export interface LimitedConnection {
  readonly session: Session;
  readonly address: string;
  readonly outputBytes: number;
  readonly queryBytes: number;
  /** Since when the soft output limit has been exceeded; 0 when it isn't. */
  overSoftLimitSinceMs: number;
  /** A reply has been broken off because it went beyond the limit. */
  isOverLimit: boolean;
  close(when: 'now'): void;
}

/** Who is meant in the log. */
type Named = Pick<LimitedConnection, 'session' | 'address'>;

/** What one connection may make the server keep for it, in and out. Whoever asks for more is cut off, and it is logged. */
export class ConnectionLimits implements HeldLimit {
  readonly #settings: Settings;
  readonly #stats: ServerStats;
  readonly #log: LogSink;

  constructor(settings: Settings, stats: ServerStats, log: LogSink) {
    this.#settings = settings;
    this.#stats = stats;
    this.#log = log;
  }

  /** What a session may send itself in one call, by the pubsub row of `client-output-buffer-limit`. */
  hardBytes(): number {
    return this.#settings.protocol.outputBufferLimits.pubsub.hardBytes;
  }

  /** A session has sent itself more than that. */
  cutOff(session: Session): void {
    const { link } = session;
    this.#cutOff({
      session,
      address: link.address,
      close: (when) => {
        link.close(when);
      },
    });
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

  /** A reply is about to leave: one beyond the hard limit goes with its client, even where the network would take it all. */
  checkReply(connection: LimitedConnection, bytes: number): void {
    const { session } = connection;
    if (!session.authenticated) return;
    const { hardBytes } = this.#settings.protocol.outputBufferLimits[session.outputClass];
    const isOver = hardBytes !== 0 && connection.outputBytes + bytes > hardBytes;
    if (isOver || connection.isOverLimit) this.#cutOff(connection);
  }

  /** A call that goes on writing far beyond the hard limit is ended: nobody will get what it writes. */
  checkGrowing(connection: LimitedConnection, bytes: number): void {
    const { session } = connection;
    const { hardBytes } = this.#settings.protocol.outputBufferLimits[session.outputClass];
    if (hardBytes === 0 || bytes <= hardBytes + OTHERS_BYTES_MAX) return;
    // A transaction is run to its end all the same.
    if (session.executing) connection.isOverLimit = true;
    else this.#cutOff(connection);
    throw new ReplyTooLarge();
  }

  #cutOff(connection: Named & Pick<LimitedConnection, 'close'>): void {
    this.#stats.outputBufferDisconnections++;
    this.#log.line(
      'warning',
      `Client ${describe(connection)} closed for overcoming of output buffer limits.`,
    );
    connection.close('now');
  }
}

function describe({ session, address }: Named): string {
  return `id=${session.id} addr=${address} user=${session.userName}`;
}
