import { type Command, defineCommand } from '../../command/command.ts';
import { CommandError } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import type { Keyspace } from '../../keyspace/keyspace.ts';
import { databaseAt } from './database-argument.ts';

const invalidFirst = new CommandError('ERR invalid first DB index');
const invalidSecond = new CommandError('ERR invalid second DB index');

export function swapdb(keyspace: Keyspace): Command {
  return defineCommand({
    name: 'SWAPDB',
    arity: 3,
    flags: ['write', 'fast'],
    categories: ['keyspace', 'dangerous'],
    keys: NO_KEYS,
    loggable: [1, 2],
    docs: {
      group: 'server',
      since: '4.0.0',
      summary: 'Exchanges two databases: clients of one see the data of the other.',
      complexity: 'O(N) for N clients that watch keys of either',
      arguments: [
        { name: 'index1', type: 'integer' },
        { name: 'index2', type: 'integer' },
      ],
    },
    run(call) {
      // Both words must be numbers before either is looked for, as in Redis.
      const first = call.integer32(1, invalidFirst);
      const second = call.integer32(2, invalidSecond);
      keyspace.swap(databaseAt(call, first), databaseAt(call, second));
      call.reply.ok();
    },
  });
}
