import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';

const NO_INT32 = new CommandError(
  'ERR value is out of range, value must between -2147483648 and 2147483647',
);

/** SELECT: the database of what follows on this connection. */
export const select = defineCommand({
  name: 'SELECT',
  arity: 2,
  flags: ['loading', 'stale', 'fast'],
  categories: ['connection'],
  keys: NO_KEYS,
  loggable: [1],
  docs: {
    group: 'connection',
    since: '1.0.0',
    summary: 'Chooses the database.',
    complexity: 'O(1)',
    arguments: [{ name: 'index', type: 'integer' }],
  },
  run(call) {
    const index = call.integer(1);
    if (index !== (index | 0)) throw NO_INT32;
    const database = call.databases[index];
    if (database === undefined) throw Errors.databaseIndex;
    sessionOf(call).db = database;
    call.reply.ok();
  },
});
