import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { ServerServices } from '../services.ts';
import { requireAtMost } from '../wrong-use.ts';

const BAD_REASON = new CommandError('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR');

/** CLIENT UNBLOCK: ends a blocking call of another client. */
export function clientUnblock(services: ServerServices): Command {
  return defineCommand({
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
      requireAtMost(call, 4);
      const isError = call.is(3, 'error');
      if (call.count === 4 && !isError && !call.is(3, 'timeout')) throw BAD_REASON;
      const session = services.sessions.get(call.integer(2));
      const isEnded =
        session !== undefined &&
        services.engine.blocking.unblock(session, isError ? 'error' : 'timeout');
      call.reply.integer(isEnded ? 1 : 0);
    },
  });
}
