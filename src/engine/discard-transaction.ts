import type { Session } from './session.ts';
import { SessionState } from './session-state.ts';
import type { Watch } from './watch.ts';

/** Ends a transaction without running it, and with it what was watched for it. */
export function discardTransaction(session: Session, watch: Watch): void {
  session.transaction = undefined;
  session.leave(SessionState.transaction);
  watch.forget(session);
}
