import { mayListen } from './pubsub-hub.ts';
import type { Session } from './session.ts';
import type { Revocation } from './session-registry.ts';
import { SessionState } from './session-state.ts';

/**
 * A session has logged in, maybe as somebody else: what it is fed without asking is judged as if rights had been taken. Otherwise
 * a feed would outlive its user, in whose name nobody looks for it any more.
 */
export function judgeFeeds(session: Session, { endsMonitors }: Revocation): void {
  const { user } = session;
  if (!mayListen(session, user) || (session.is(SessionState.monitor) && endsMonitors(user)))
    session.link.close('after-replies');
}
