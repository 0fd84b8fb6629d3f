import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';

export const strlen = defineCommand({
  name: 'STRLEN',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '2.2.0',
    summary: 'Returns how many bytes the string under a key has.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    call.reply.integer(call.readString(1)?.length ?? 0);
  },
});
