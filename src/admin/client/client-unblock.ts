import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

const BAD_REASON = new CommandError('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR');

/** CLIENT UNBLOCK: always 0, because no command of this server waits for keys. */
export const clientUnblock = defineCommand({
  name: 'UNBLOCK',
  arity: -3,
  flags: ['admin', 'noscript', 'loading', 'stale'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [2, 3],
  docs: {
    group: 'connection',
    since: '5.0.0',
    summary: 'Ends the waiting of a blocked client.',
    complexity: 'O(log N) where N is the number of client connections',
    arguments: [
      { name: 'client-id', type: 'integer' },
      {
        name: 'unblock-type',
        type: 'oneof',
        flags: ['optional'],
        arguments: [
          { name: 'timeout', type: 'pure-token', token: 'TIMEOUT' },
          { name: 'error', type: 'pure-token', token: 'ERROR' },
        ],
      },
    ],
  },
  run(call) {
    if (call.count > 4) throw Errors.syntax;
    if (call.count === 4 && !call.is(3, 'timeout') && !call.is(3, 'error')) throw BAD_REASON;
    call.integer(2);
    call.reply.integer(0);
  },
});
