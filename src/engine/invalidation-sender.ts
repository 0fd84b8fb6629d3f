import type { Reply } from '../resp/reply.ts';
import type { Broadcast } from './broadcast.ts';
import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';

/** Where RESP2 clients hear of it. */
const CHANNEL = '__redis__:invalidate';

/** Writes which keys are meant. */
export type KeysWriter = (writer: Reply) => void;

/** Tells those who track that what they know of keys is no longer true. A message is written once for each protocol. */
export class InvalidationSender {
  readonly #broadcast: Broadcast;
  /** Those to whom others have redirected their messages, by CLIENT ID. */
  readonly #targets = new Map<number, Session>();

  constructor(broadcast: Broadcast) {
    this.#broadcast = broadcast;
  }

  /** Messages for others go to this session from now on, or nowhere. */
  redirectTo(target: Session): void {
    this.#targets.set(target.id, target);
    // Its own calls must not take the short way: what comes meanwhile has to wait for the end of the reply.
    target.enter(SessionState.redirectedTo);
  }

  forget(session: Session): void {
    this.#targets.delete(session.id);
  }

  send(trackers: Iterable<Session>, writeKeys: KeysWriter): void {
    const { writers } = this.#broadcast;
    writers.relieve();
    let from2 = -1;
    let from3 = -1;
    const stranded: Session[] = [];
    for (const tracker of trackers) {
      const redirectId = tracker.tracking?.redirectId ?? 0;
      const receiver = redirectId === 0 ? tracker : this.#targets.get(redirectId);
      if (receiver === undefined) stranded.push(tracker);
      else if (receiver.resp3) {
        if (from3 < 0) from3 = writePush(writers.resp3, writeKeys);
        this.#broadcast.deliverUnasked(receiver, writers.resp3, from3);
      } else if (redirectId !== 0 && receiver.is(SessionState.subscribed)) {
        if (from2 < 0) from2 = writeMessage(writers.resp2, writeKeys);
        this.#broadcast.deliverUnasked(receiver, writers.resp2, from2);
      }
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
}

function writePush(writer: Reply, writeKeys: KeysWriter): number {
  const from = writer.at;
  writer.push(2);
  writer.bulkLatin1('invalidate');
  writeKeys(writer);
  return from;
}

function writeMessage(writer: Reply, writeKeys: KeysWriter): number {
  const from = writer.at;
  writer.array(3);
  writer.bulkLatin1('message');
  writer.bulkLatin1(CHANNEL);
  writeKeys(writer);
  return from;
}
