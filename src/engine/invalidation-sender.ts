import type { Reply } from '../resp/reply.ts';
import type { Broadcast } from './broadcast.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';
import { type MessageWriter, SharedMessage } from './shared-message.ts';

/** Where RESP2 clients hear of it. */
const CHANNEL = '__redis__:invalidate';

/** Who gets the messages of others, and of how many. */
interface Target {
  readonly session: Session;
  redirectors: number;
}

/** Tells those who track that what they know of keys is no longer true. A message is written once for each protocol. */
export class InvalidationSender {
  readonly #broadcast: Broadcast;
  readonly #message: SharedMessage;
  /** By CLIENT ID. */
  readonly #targets = new Map<number, Target>();
  readonly #mayFeed: (tracker: Session, target: Session) => boolean;
  #writeKeys: MessageWriter = () => undefined;

  constructor(broadcast: Broadcast, mayFeed: (tracker: Session, target: Session) => boolean) {
    this.#broadcast = broadcast;
    this.#mayFeed = mayFeed;
    this.#message = new SharedMessage(broadcast, (writer) => this.#write(writer));
  }

  /** Messages for one more session go to this one from now on, or nowhere. */
  redirectTo(session: Session): void {
    const target = this.#targets.get(session.id) ?? { session, redirectors: 0 };
    target.redirectors++;
    this.#targets.set(session.id, target);
    // Its own calls must not take the short way: what comes meanwhile has to wait for the end of the reply.
    session.enter(SessionState.redirectedTo);
  }

  /** Messages for one session go to this CLIENT ID no more. */
  redirectNoMore(id: number): void {
    const target = this.#targets.get(id);
    if (target === undefined) return;
    target.redirectors--;
    if (target.redirectors > 0) return;
    target.session.leave(SessionState.redirectedTo);
    this.#targets.delete(id);
  }

  forget(session: Session): void {
    this.#targets.delete(session.id);
  }

  /** Who gets the messages for a session; undefined when he is gone, or is nobody whom it may feed any more. */
  receiverOf(tracker: Session): Session | undefined {
    const redirectId = tracker.tracking?.redirectId ?? 0;
    if (redirectId === 0) return tracker;
    const target = this.#targets.get(redirectId)?.session;
    return target !== undefined && this.#mayFeed(tracker, target) ? target : undefined;
  }

  /** `writeKeys` writes which keys are meant. */
  send(trackers: Iterable<Session>, writeKeys: MessageWriter): void {
    const message = this.#message;
    this.#writeKeys = writeKeys;
    message.begin();
    const stranded: Session[] = [];
    for (const tracker of trackers) {
      const receiver = this.receiverOf(tracker);
      if (receiver === undefined) stranded.push(tracker);
      else if (receiver.resp3 || (isRedirected(tracker) && receiver.is(SessionState.subscribed)))
        message.deliverUnasked(receiver);
    }
    for (const tracker of stranded) this.#tellBroken(tracker);
  }

  #tellBroken(tracker: Session): void {
    const { tracking } = tracker;
    if (tracking === undefined) return;
    tracking.isBroken = true;
    if (!tracker.resp3) return;
    const writer = this.#broadcast.writers.resp3;
    const from = writer.at;
    writer.push(2);
    writer.bulkLatin1('tracking-redir-broken');
    writer.integer(tracking.redirectId);
    this.#broadcast.deliverUnasked(tracker, writer, from);
  }

  #write(writer: Reply): void {
    if (writer.resp3) {
      writer.push(2);
      writer.bulkLatin1('invalidate');
    } else {
      writer.array(3);
      writer.bulkLatin1('message');
      writer.bulkLatin1(CHANNEL);
    }
    this.#writeKeys(writer);
  }
}

/** Maybe to itself: a RESP2 client may subscribe after it has read. */
function isRedirected({ tracking }: Session): boolean {
  return tracking !== undefined && tracking.redirectId !== 0;
}
