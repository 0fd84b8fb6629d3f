import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { CommandRow } from '../../command/row.ts';
import { sessionOf } from '../../engine/session-of.ts';

const WITHOUT_TRACKING = new CommandError(
  'ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled',
);
const YES_WITHOUT_OPTIN = new CommandError(
  'ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.',
);
const NO_WITHOUT_OPTOUT = new CommandError(
  'ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.',
);

/** CLIENT CACHING: whether the keys of the next call, or of the transaction that it begins, are tracked. */
export const clientCaching = defineCommand({
  name: 'CACHING',
  arity: 3,
  flags: ['noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [2],
  docs: {
    group: 'connection',
    since: '6.0.0',
    summary: 'Tells whether keys of the next call are to be tracked.',
    complexity: 'O(1)',
    arguments: [
      {
        name: 'mode',
        type: 'oneof',
        arguments: [
          { name: 'yes', type: 'pure-token', token: 'YES' },
          { name: 'no', type: 'pure-token', token: 'NO' },
        ],
      },
    ],
  },
  run(call) {
    const { tracking } = sessionOf(call);
    if (tracking === undefined) throw WITHOUT_TRACKING;
    if (call.is(2, 'yes')) {
      if (tracking.mode !== 'opt-in') throw YES_WITHOUT_OPTIN;
    } else if (!call.is(2, 'no')) throw Errors.syntax;
    else if (tracking.mode !== 'opt-out') throw NO_WITHOUT_OPTOUT;
    // Calls of CLIENT may come in between.
    tracking.caching = (call.row as CommandRow).parent;
    call.reply.ok();
  },
});
