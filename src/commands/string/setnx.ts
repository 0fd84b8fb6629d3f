import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';

export const setnx = defineCommand({
  name: 'SETNX',
  arity: 3,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'OW', 'insert')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Makes a key hold a string unless it exists.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '2.6.12',
    replacedBy: '`SET` with the `NX` argument',
    arguments: [KEY, { name: 'value', type: 'string' }],
  },
  run(call) {
    if (call.db.write(call.args, 1) !== 0) {
      call.reply.integer(0);
      return;
    }
    call.db.setString(call.args, 1, 2);
    call.reply.integer(1);
  },
});
