import { defineCommand } from '../../command/command.ts';
import { Errors } from '../../command/errors.ts';
import { NO_KEYS } from '../../command/key-spec.ts';
import { sessionOf } from '../../engine/session-of.ts';

/** SELECT: the database of what follows on this connection. */
export const select = defineCommand({
  name: 'SELECT',
  arity: 2,
  flags: ['loading', 'stale', 'fast'],
  traits: ['selects-database'],
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
    const database = call.databases[call.integer32(1)];
    if (database === undefined) throw Errors.databaseIndex;
    sessionOf(call).db = database;
    call.reply.ok();
  },
});
