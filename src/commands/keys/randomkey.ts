import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { randomEntry } from '../../keyspace/random-entry.ts';

export const randomkey = defineCommand({
  name: 'RANDOMKEY',
  arity: 1,
  flags: ['readonly'],
  categories: ['keyspace'],
  keys: NO_KEYS,
  loggable: [],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Returns the name of any key.',
    complexity: 'O(1)',
    tips: ['request_policy:all_shards', 'response_policy:special', 'nondeterministic_output'],
  },
  run(call) {
    const address = randomEntry(call.db);
    if (address === 0) call.reply.null();
    else call.reply.bulk(call.db.key(address));
  },
});
