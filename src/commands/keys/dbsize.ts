import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';

export const dbsize = defineCommand({
  name: 'DBSIZE',
  arity: 1,
  flags: ['readonly', 'fast'],
  categories: ['keyspace'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'server',
    since: '1.0.0',
    summary: 'Returns how many keys the selected database has.',
    complexity: 'O(1)',
    tips: ['request_policy:all_shards', 'response_policy:agg_sum'],
  },
  run(call) {
    call.reply.integer(call.db.size);
  },
});
