import { fromUtf8 } from '../../base/bytes.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';
import type { ServerServices } from '../services.ts';
import { renderInfo } from './render-info.ts';

/** INFO: the server's numbers, by section. */
export function info(services: ServerServices): Command {
  return defineCommand({
    name: 'INFO',
    arity: -1,
    flags: ['loading', 'stale'],
    categories: ['dangerous'],
    keys: NO_KEYS,
    loggable: [1, 2, 3],
    docs: {
      group: 'server',
      since: '1.0.0',
      summary: 'Tells how the server is doing.',
      complexity: 'O(1)',
      arguments: [{ name: 'section', type: 'string', flags: ['optional', 'multiple'] }],
      tips: ['nondeterministic_output', 'request_policy:all_shards', 'response_policy:special'],
    },
    run(call) {
      const { args, reply } = call;
      const names: string[] = [];
      for (let word = 1; word < args.count; word++) names.push(args.latin1(word));
      reply.verbatim('txt', fromUtf8(renderInfo(services, names, sessionOf(call))));
    },
  });
}
