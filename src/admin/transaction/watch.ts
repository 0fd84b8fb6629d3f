import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { keysFrom, NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';
import type { ServerServices } from '../services.ts';

const INSIDE_MULTI = new CommandError('ERR WATCH inside MULTI is not allowed');

/** WATCH: the next EXEC runs only if these keys are as they are now. */
export function watch(services: ServerServices): Command {
  return defineCommand({
    name: 'WATCH',
    arity: -2,
    flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
    traits: ['acts-on-transaction'],
    categories: ['transaction'],
    keys: [keysFrom(1, { last: -1, step: 1 }, 'RO')],
    loggable: [1],
    docs: {
      group: 'transactions',
      since: '2.2.0',
      summary: 'Lets the next EXEC run only if these keys have not changed.',
      complexity: 'O(1) for every key',
      arguments: [{ name: 'key', type: 'key', keySpec: 0, flags: ['multiple'] }],
    },
    run(call) {
      const { args, db, reply } = call;
      const session = sessionOf(call);
      if (session.is(SessionState.transaction)) throw INSIDE_MULTI;
      reply.ok();
      if (session.watchBroken) return;
      const { engine } = services;
      const before = session.watchBytes;
      for (let word = 1; word < args.count; word++) {
        // A key that has expired goes now: its removal later would look like a change.
        db.peek(args, word);
        engine.watch.add(session, db.index, args.view(word));
      }
      engine.clientBytes += session.watchBytes - before;
    },
  });
}

/** UNWATCH: forgets all watched keys. */
export function unwatch(services: ServerServices): Command {
  return defineCommand({
    name: 'UNWATCH',
    arity: 1,
    flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
    categories: ['transaction'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'transactions',
      since: '2.2.0',
      summary: 'Forgets all watched keys.',
      complexity: 'O(1)',
    },
    run(call) {
      services.engine.watch.forget(sessionOf(call));
      call.reply.ok();
    },
  });
}
