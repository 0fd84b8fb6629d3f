import type { Session } from '../../engine/session.ts';
import type { Topic } from '../../engine/subscriptions.ts';
import type { Reply } from '../../resp/reply.ts';

/** What SUBSCRIBE and its kin answer for each name; without a name when there was nothing to unsubscribe from. */
export interface Confirmation {
  /** As `subscribe`. */
  readonly what: string;
  readonly topic: Topic;
  readonly name: Uint8Array | undefined;
}

/** A message to the subscriber itself: what has been done, and how many subscriptions there are now. */
export function writeSubscription(
  reply: Reply,
  session: Session,
  { what, topic, name }: Confirmation,
): void {
  reply.push(3);
  reply.bulkLatin1(what);
  if (name === undefined) reply.null();
  else reply.bulkBytes(name);
  reply.integer(session.subscriptions?.countBeside(topic) ?? 0);
}
