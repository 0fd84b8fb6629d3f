import { Glob } from '../../base/glob.ts';
import { defineCommand } from '../../command/command.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { walkTable } from '../../keyspace/scan.ts';

export const keys = defineCommand({
  name: 'KEYS',
  arity: 2,
  flags: ['readonly'],
  categories: ['keyspace', 'dangerous'],
  keys: NO_KEYS,
  loggable: [1],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Returns all keys whose names match a pattern.',
    complexity: 'O(N) for N keys in the database, whatever the pattern',
    arguments: [{ name: 'pattern', type: 'pattern' }],
    tips: ['request_policy:all_shards', 'nondeterministic_output_order'],
  },
  run(call) {
    const { db, reply } = call;
    const glob = new Glob(call.args.copy(1));
    const mark = reply.mark();
    let found = 0;
    walkTable(db.table, (address) => {
      const key = db.key(address);
      if (!glob.matchesAll && !glob.matches(key.u8, key.start, key.length)) return;
      // Not shown, and left for who may remove: KEYS changes nothing.
      if (db.isExpired(address)) return;
      reply.bulk(key);
      found++;
    });
    reply.insertAt(mark, () => {
      reply.array(found);
    });
  },
});
