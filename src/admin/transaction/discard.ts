import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { discardTransaction } from '../../engine/discard-transaction.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';
import type { ServerServices } from '../services.ts';

const WITHOUT_MULTI = new CommandError('ERR DISCARD without MULTI');

/** DISCARD: forgets what was queued. */
export function discard(services: ServerServices): Command {
  return defineCommand({
    name: 'DISCARD',
    arity: 1,
    flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
    traits: ['acts-on-transaction', 'ends-transaction'],
    categories: ['transaction'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'transactions',
      since: '2.0.0',
      summary: 'Forgets the transaction and what was watched for it.',
      complexity: 'O(N), when N is the number of queued commands',
    },
    run(call) {
      const session = sessionOf(call);
      if (!session.is(SessionState.transaction)) throw WITHOUT_MULTI;
      discardTransaction(session, services.engine.watch);
      call.reply.ok();
    },
  });
}
