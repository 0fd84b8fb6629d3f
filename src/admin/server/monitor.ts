import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';
import type { ServerServices } from '../services.ts';

const NOT_WITHIN = new CommandError("ERR MONITOR isn't allowed for DENY BLOCKING client");

/** MONITOR: shows every call that is served, until RESET or the end of the connection. */
export function monitor(services: ServerServices): Command {
  return defineCommand({
    name: 'MONITOR',
    arity: 1,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: [],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'server',
      since: '1.0.0',
      summary: 'Shows every call that is served.',
      complexity: 'O(1), and O(N) for every call with N bytes from then on',
    },
    run(call) {
      const session = sessionOf(call);
      if (session.denyBlocking) throw NOT_WITHIN;
      // Whoever monitors already gets no second answer, as in Redis.
      if (session.is(SessionState.monitor)) return;
      services.engine.monitors.add(session);
      call.reply.ok();
    },
  });
}
