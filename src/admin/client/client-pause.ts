import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { ServerServices } from '../services.ts';
import { readTimeoutMs } from '../timeout-argument.ts';
import { requireAtMost } from '../wrong-use.ts';

const BAD_MODE = new CommandError('ERR CLIENT PAUSE mode must be WRITE or ALL');

/** CLIENT PAUSE: requests wait for so many milliseconds. */
export function clientPause(services: ServerServices): Command {
  return defineCommand({
    name: 'PAUSE',
    arity: -3,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [2, 3],
    docs: {
      group: 'connection',
      since: '3.0.0',
      summary: 'Makes all clients wait, or those that write.',
      complexity: 'O(1)',
      arguments: [
        { name: 'timeout', type: 'integer' },
        {
          name: 'mode',
          type: 'oneof',
          since: '6.2.0',
          flags: ['optional'],
          arguments: [
            { name: 'write', type: 'pure-token', token: 'WRITE' },
            { name: 'all', type: 'pure-token', token: 'ALL' },
          ],
        },
      ],
    },
    run(call) {
      requireAtMost(call, 4);
      const onlyWrites = call.is(3, 'write');
      if (call.count === 4 && !onlyWrites && !call.is(3, 'all')) throw BAD_MODE;
      const timeoutMs = readTimeoutMs(call, 2);
      services.pause.begin(onlyWrites ? 'writes' : 'all', call.nowMs + timeoutMs);
      call.reply.ok();
    },
  });
}

/** CLIENT UNPAUSE. */
export function clientUnpause(services: ServerServices): Command {
  return defineCommand({
    name: 'UNPAUSE',
    arity: 2,
    flags: ['admin', 'noscript', 'loading', 'stale'],
    traits: ['ends-pause'],
    categories: ['connection'],
    keys: NO_KEYS,
    loggable: [],
    docs: {
      group: 'connection',
      since: '6.2.0',
      summary: 'Ends a pause.',
      complexity: 'O(N) Where N is the number of paused clients',
    },
    run(call) {
      services.pause.end();
      call.reply.ok();
    },
  });
}
