import type { Reply } from '../resp/reply.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';

/** Where messages are written once for all who get them; what they hold is valid until the end of the turn. */
export interface PushWriters {
  readonly resp2: Reply;
  readonly resp3: Reply;
  /** Sends what has been queued if it has become much. Only between two messages. */
  relieve(): void;
}

/**
 * Messages that nobody asked for by a request of his own: published ones, the lines of MONITOR. Their bytes are written
 * once and shared by all receivers. Whoever brings one about for himself gets it behind the reply of his call, as in
 * Redis 7.2: in the middle of EXEC's reply it would break the protocol.
 */
export class Broadcast {
  readonly writers: PushWriters;
  /** Whose call is running, if it can be one that gets messages. */
  #running: Session | undefined;
  #held: Uint8Array[] = [];

  constructor(writers: PushWriters) {
    this.writers = writers;
  }

  /** A call begins; what its session is sent meanwhile is held until `finish`. */
  begin(session: Session): void {
    this.#running = session;
    // Left behind by a call that ended with a bug of ours: nobody else may get it.
    if (this.#held.length > 0) this.#held = [];
  }

  /** The reply of the call that began stands in `reply`: what was held comes behind it. */
  finish(reply: Reply): void {
    this.#running = undefined;
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    for (const bytes of held) reply.raw(bytes);
  }

  /** Keeps a copy of bytes for the session whose call is running. */
  hold(bytes: Uint8Array): void {
    this.#held.push(bytes.slice());
  }

  /** What a writer holds behind `from` goes to a session. */
  deliver(session: Session, writer: Reply, from: number): void {
    if (session !== this.#running) session.link.push(writer, from);
    // Behind the answer to QUIT comes nothing.
    else if (!session.is(SessionState.closing)) this.hold(writer.u8.subarray(from, writer.at));
  }
}
