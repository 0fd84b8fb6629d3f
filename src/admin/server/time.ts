import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

/** TIME: seconds and microseconds since 1970. All calls of one poll phase share a moment. */
export const time = defineCommand({
  name: 'TIME',
  arity: 1,
  flags: ['loading', 'stale', 'fast'],
  categories: [],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '2.6.0',
    summary: 'Tells the time of the server.',
    complexity: 'O(1)',
    tips: ['nondeterministic_output'],
  },
  run({ reply, nowMs }) {
    reply.array(2);
    reply.bulkInteger(Math.floor(nowMs / 1000));
    reply.bulkInteger((nowMs % 1000) * 1000);
  },
});
