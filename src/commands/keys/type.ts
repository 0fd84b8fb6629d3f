import { assert } from '../../base/assert.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { TYPE_NAMES } from './type-names.ts';

const TYPE_BITS = 15;

export const type = defineCommand({
  name: 'TYPE',
  arity: 2,
  flags: ['readonly', 'fast'],
  categories: ['keyspace'],
  keys: [keyAt(1, 'RO')],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Returns the name of the type that a key holds.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    const address = call.db.inspect(call.args, 1);
    if (address === 0) {
      call.reply.simple('none');
      return;
    }
    const name = TYPE_NAMES[call.db.kind(address) & TYPE_BITS];
    assert(name !== undefined, 'every entry has a known type');
    call.reply.simple(name);
  },
});
