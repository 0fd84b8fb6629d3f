import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keysFrom } from '../../command/key-spec.ts';

const TYPE_BITS = 15;

export const mget = defineCommand({
  name: 'MGET',
  arity: -2,
  flags: ['readonly', 'fast'],
  categories: ['string'],
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Returns the strings that several keys hold.',
    complexity: 'O(N) for N keys',
    arguments: [{ ...KEY, flags: ['multiple'] }],
    tips: ['request_policy:multi_shard'],
  },
  run(call) {
    const { args, db, reply } = call;
    reply.array(args.count - 1);
    for (let word = 1; word < args.count; word++) {
      db.reach(args, word, 1);
      const address = db.read(args, word);
      // A key of another type answers as a missing one: MGET never fails for its data.
      if (address === 0 || (db.kind(address) & TYPE_BITS) !== 0) reply.null();
      else reply.bulk(db.value(address));
    }
  },
});
