import type { ByteRange } from '../base/byte-range.ts';
import { fromLatin1 } from '../base/bytes.ts';
import type { ChangedKey } from './changed-keys.ts';
import type { Session } from './session.ts';

/*
 * Users and their rights change while a session tracks. So all of this is asked when a message is sent, of the user that the
 * session has then, and nothing of it is remembered.
 */

/** Whether its calls would be looked at: it makes none that could be refused. */
function mayAct(session: Session): boolean {
  const { user } = session;
  return (
    session.authenticated && !user.hasExpired(session.nowMs) && user.allowsOrigin(session.link)
  );
}

/** Whether a session may learn that this key is there. */
export function mayKnow(session: Session, key: ByteRange, database: number): boolean {
  const { user } = session;
  if (user.plain) return session.authenticated;
  return mayAct(session) && user.mayKnow(key.view(), database);
}

/** Whether a session may read the key in one of the databases in which it has changed. */
export function mayRead(
  session: Session,
  { name, databases }: Pick<ChangedKey, 'name' | 'databases'>,
): boolean {
  const { user } = session;
  if (user.plain) return session.authenticated;
  if (!mayAct(session)) return false;
  const bytes = fromLatin1(name);
  return databases.some((database) => user.mayRead(bytes, database));
}

/**
 * Whether messages for one session may go to another. Who is fed with what he doesn't read is cut off at last: of others'
 * connections that is for those to decide who may end them. `kill`: the row of CLIENT KILL.
 */
export function mayFeed({ user }: Session, target: Session, kill: number | undefined): boolean {
  return target.user === user || (kill !== undefined && user.mayRun(kill));
}
