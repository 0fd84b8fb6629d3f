import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { moveEntry } from '../../keyspace/transfer.ts';
import { readDatabase } from './database-argument.ts';

export const move = defineCommand({
  name: 'MOVE',
  arity: 3,
  flags: ['write', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Takes a key to another database, unless one of its name is there.',
    complexity: 'O(1)',
    arguments: [KEY, { name: 'db', type: 'integer' }],
  },
  run(call) {
    const { args, db, reply } = call;
    const target = readDatabase(call, 2);
    if (target === db) throw Errors.sameObject;
    const address = db.write(args, 1);
    if (address === 0 || target.write(args, 1) !== 0) {
      reply.integer(0);
      return;
    }
    moveEntry(db, address, target);
    reply.integer(1);
  },
});
