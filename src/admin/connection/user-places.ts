import type { User } from '../../access/user.ts';
import type { Session } from '../../engine/session.ts';

/** Whether others hold all the connections that the user may have (`maxconn=`). */
export function isFull(
  sessions: ReadonlyMap<number, Session>,
  session: Session,
  user: User,
): boolean {
  const { connectionsMax } = user.limits;
  if (connectionsMax === 0) return false;
  let others = 0;
  for (const other of sessions.values()) {
    if (other !== session && other.authenticated && other.user === user) others++;
  }
  return others >= connectionsMax;
}
