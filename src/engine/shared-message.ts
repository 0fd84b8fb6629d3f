import type { Reply } from '../resp/reply.ts';
import type { Broadcast } from './broadcast.ts';
import type { Session } from './session.ts';

/** Writes a message in the writer's protocol. */
export type MessageWriter = (writer: Reply) => void;

/** A message for many, written once for each protocol: at the first receiver who speaks it. Used again for the next one. */
export class SharedMessage {
  readonly #broadcast: Broadcast;
  readonly #write: MessageWriter;
  #from2 = -1;
  #from3 = -1;

  constructor(broadcast: Broadcast, write: MessageWriter) {
    this.#broadcast = broadcast;
    this.#write = write;
  }

  /** The next message begins; what has waited long enough is sent first. */
  begin(): void {
    this.#broadcast.writers.relieve();
    this.#from2 = -1;
    this.#from3 = -1;
  }

  deliver(session: Session): void {
    if (!this.#broadcast.reaches(session)) return;
    const from = this.#from(session);
    this.#broadcast.deliver(session, this.#writer(session), from);
  }

  /** To who needn't be a subscriber: see Broadcast. */
  deliverUnasked(session: Session): void {
    const from = this.#from(session);
    this.#broadcast.deliverUnasked(session, this.#writer(session), from);
  }

  #writer({ resp3 }: Session): Reply {
    const { writers } = this.#broadcast;
    return resp3 ? writers.resp3 : writers.resp2;
  }

  /** Where it begins in the writer of the session's protocol. */
  #from(session: Session): number {
    if (session.resp3) {
      if (this.#from3 < 0) this.#from3 = this.#written(this.#writer(session));
      return this.#from3;
    }
    if (this.#from2 < 0) this.#from2 = this.#written(this.#writer(session));
    return this.#from2;
  }

  /** Gives where it begins. A message too large for a reply leaves nothing behind. */
  #written(writer: Reply): number {
    const from = writer.at;
    try {
      this.#write(writer);
    } catch (thrown) {
      writer.at = from;
      throw thrown;
    }
    return from;
  }
}
