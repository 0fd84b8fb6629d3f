import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { isPropagated, Words } from '../propagation.ts';

export const getset = defineCommand({
  name: 'GETSET',
  arity: 3,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Makes a key hold a string and returns the one it held before.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '6.2.0',
    replacedBy: '`SET` with the `!GET` argument',
    arguments: [KEY, { name: 'value', type: 'string' }],
  },
  run(call) {
    const old = call.readString(1);
    if (old === undefined) call.reply.null();
    else call.reply.bulk(old);
    call.db.setString(call.args, 1, 2);
    if (isPropagated(call)) call.propagateAs([Words.set, call.args.copy(1), call.args.copy(2)]);
  },
});
