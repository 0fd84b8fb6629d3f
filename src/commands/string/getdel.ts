import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { propagateRemoval } from '../propagation.ts';

export const getdel = defineCommand({
  name: 'GETDEL',
  arity: 2,
  flags: ['write', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'access', 'delete')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '6.2.0',
    summary: 'Returns the string that a key holds and removes the key.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const old = call.readString(1);
    if (old === undefined) {
      call.reply.null();
      return;
    }
    call.reply.bulk(old);
    call.db.remove(call.db.peek(call.args, 1), Events.del);
    propagateRemoval(call);
  },
});
