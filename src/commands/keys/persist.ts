import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';

export const persist = defineCommand({
  name: 'PERSIST',
  arity: 2,
  flags: ['write', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RW', 'update')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '2.2.0',
    summary: 'Makes a key stay that was to expire.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const { db, reply } = call;
    const address = db.write(call.args, 1);
    if (address === 0 || db.expiryMs(address) === Infinity) {
      reply.integer(0);
      return;
    }
    db.changed(db.clearExpiry(address), Events.persist);
    reply.integer(1);
  },
});
