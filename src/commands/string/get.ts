import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';

export const get = defineCommand({
  name: 'GET',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Returns the string that a key holds.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const value = call.readString(1);
    if (value === undefined) call.reply.null();
    else call.reply.bulk(value);
  },
});
