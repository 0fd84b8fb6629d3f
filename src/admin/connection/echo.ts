import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

/** ECHO: sends its argument back. */
export const echo = defineCommand({
  name: 'ECHO',
  arity: 2,
  flags: ['loading', 'stale', 'fast'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'connection',
    since: '1.0.0',
    summary: 'Sends its argument back.',
    complexity: 'O(1)',
    arguments: [{ name: 'message', type: 'string' }],
  },
  run({ args, reply }) {
    reply.bulkBytes(args.view(1));
  },
});
