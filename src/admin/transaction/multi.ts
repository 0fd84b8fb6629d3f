import { defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import { SessionState } from '../../engine/session-state.ts';
import { Transaction } from '../../engine/transaction.ts';

const NESTED = new CommandError('ERR MULTI calls can not be nested');

/** MULTI: what follows is queued until EXEC. */
export const multi = defineCommand({
  name: 'MULTI',
  arity: 1,
  flags: ['noscript', 'loading', 'stale', 'fast', 'allow_busy'],
  traits: ['acts-on-transaction'],
  categories: ['transaction'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'transactions',
    since: '1.2.0',
    summary: 'Begins a transaction: what follows waits for EXEC.',
    complexity: 'O(1)',
  },
  run(call) {
    const session = sessionOf(call);
    if (session.is(SessionState.transaction)) throw NESTED;
    session.transaction = new Transaction();
    session.enter(SessionState.transaction);
    call.reply.ok();
  },
});
