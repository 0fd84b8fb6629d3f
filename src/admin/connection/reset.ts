import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { discardTransaction } from '../../engine/discard-transaction.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';
import type { ServerServices } from '../services.ts';

/** What a mode leaves behind when it ends; a session that is being closed or waits stays so. */
const MODES = SessionState.transaction | SessionState.muted | SessionState.noTouch;

/** RESET: makes the connection as it was when it was new. */
export function reset(services: ServerServices): Command {
  return defineCommand({
    name: 'RESET',
    arity: 1,
    flags: ['noscript', 'loading', 'stale', 'fast', 'no_auth', 'allow_busy'],
    traits: ['acts-on-transaction', 'ends-transaction', 'while-subscribed'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'connection',
      since: '6.2.0',
      summary: 'Makes the connection as it was when it was new.',
      complexity: 'O(1)',
    },
    run(call) {
      resetSession(services, call);
      call.reply.simple('RESET');
    },
  });
}

function resetSession({ engine, users, pubsub }: ServerServices, call: Call): void {
  const session = sessionOf(call);
  discardTransaction(session, engine.watch);
  pubsub.forget(session);
  engine.monitors.remove(session);
  engine.tracking.stop(session);
  session.leave(MODES);
  session.replyMode = 'on';
  session.noEvict = false;
  session.name = '';
  session.resp3 = false;
  call.reply.resp3 = false;
  session.db = call.databases[0] ?? session.db;
  session.user = users.defaultUser;
  if (users.isOpenTo(session.link)) session.authenticate(users.defaultUser);
  else {
    session.enter(SessionState.unauthenticated);
    session.strangerSinceMs = call.nowMs;
  }
}
