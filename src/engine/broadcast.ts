import { REPLY_BYTES_MAX } from '../base/limits.ts';
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

/** What a session may be sent by its own call. */
export interface HeldLimit {
  /** The hard output limit of subscribers; 0 for none. */
  readonly hardBytes: () => number;
  /** Ends a session that has gone beyond it. */
  readonly cutOff: (session: Session) => void;
}

/** Holds where no limit is set: what is held must fit behind a reply. */
const HELD_BYTES_MAX = REPLY_BYTES_MAX / 4;

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
  #heldBytes = 0;
  /** The running session has been cut off: nothing is written for it any more. */
  #isCutOff = false;
  readonly #limit: HeldLimit;

  constructor(writers: PushWriters, limit: HeldLimit) {
    this.writers = writers;
    this.#limit = limit;
  }

  /** A call begins; what its session is sent meanwhile is held until `finish`. */
  begin(session: Session): void {
    this.#running = session;
    // Left behind by a call that ended with a bug of ours: nobody else may get it.
    if (this.#held.length > 0) this.#held = [];
    this.#heldBytes = 0;
    this.#isCutOff = false;
  }

  /** The reply of the call that began stands in `reply`: what was held comes behind it. */
  finish(reply: Reply): void {
    const session = this.#running;
    this.#running = undefined;
    if (this.#held.length === 0) return;
    const held = this.#held;
    this.#held = [];
    if (session !== undefined && reply.at + this.#heldBytes > REPLY_BYTES_MAX) {
      this.#limit.cutOff(session);
      return;
    }
    for (const bytes of held) reply.raw(bytes);
  }

  /** Keeps a copy of bytes for the session whose call is running. */
  hold(bytes: Uint8Array): void {
    const session = this.#running;
    if (session === undefined || this.#isCutOff) return;
    if (this.#heldBytes + bytes.length > (this.#limit.hardBytes() || HELD_BYTES_MAX)) {
      this.#isCutOff = true;
      this.#held = [];
      this.#limit.cutOff(session);
      return;
    }
    this.#heldBytes += bytes.length;
    this.#held.push(bytes.slice());
  }

  /** Whose call is running, if it can be one that gets messages. */
  get running(): Session | undefined {
    return this.#running;
  }

  /** Whether it makes sense to write a message for a session: not when its own call has got it cut off. */
  reaches(session: Session): boolean {
    return !this.#isCutOff || session !== this.#running;
  }

  /** What a writer holds behind `from` goes to a session. */
  deliver(session: Session, writer: Reply, from: number): void {
    if (session !== this.#running) session.link.push(writer, from);
    // Behind the answer to QUIT comes nothing.
    else if (!session.is(SessionState.closing)) this.hold(writer.u8.subarray(from, writer.at));
  }

  /**
   * The same for messages of which the limit of subscribers must hold though the receiver needn't be one, and his
   * replies are not to be judged by it: what he has been sent since he had read everything.
   */
  deliverUnasked(session: Session, writer: Reply, from: number): void {
    if (!this.reaches(session)) return;
    if (session.link.outputBytes === 0) session.unaskedBytes = 0;
    session.unaskedBytes += writer.at - from;
    if (session.unaskedBytes > (this.#limit.hardBytes() || Infinity)) this.#limit.cutOff(session);
    else this.deliver(session, writer, from);
  }
}
