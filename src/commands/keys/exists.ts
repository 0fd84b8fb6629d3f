import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { keysFrom } from '../../command/key-spec.ts';

const KEYS: readonly ArgumentDoc[] = [{ ...KEY, flags: ['multiple'] }];

export const exists = defineCommand({
  name: 'EXISTS',
  arity: -2,
  flags: ['readonly', 'fast'],
  categories: ['keyspace'],
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RO')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Counts which of the keys exist; a key named twice counts twice.',
    complexity: 'O(N) for N keys',
    history: [['3.0.3', 'More than one key is allowed.']],
    arguments: KEYS,
    tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  },
  run(call) {
    const { args, db } = call;
    let found = 0;
    for (let word = 1; word < args.count; word++) {
      db.reach(args, word, 1);
      if (db.inspect(args, word) !== 0) found++;
    }
    call.reply.integer(found);
  },
});

export const touch = defineCommand({
  name: 'TOUCH',
  arity: -2,
  flags: ['readonly', 'fast'],
  traits: ['always-touches'],
  categories: ['keyspace'],
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RO')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '3.2.1',
    summary: 'Marks keys as used and counts those that exist.',
    complexity: 'O(N) for N keys',
    arguments: KEYS,
    tips: ['request_policy:multi_shard', 'response_policy:agg_sum'],
  },
  run(call) {
    const { args, db } = call;
    let found = 0;
    for (let word = 1; word < args.count; word++) {
      db.reach(args, word, 1);
      if (db.read(args, word) !== 0) found++;
    }
    call.reply.integer(found);
  },
});
