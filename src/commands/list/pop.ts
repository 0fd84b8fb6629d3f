import type { Side } from '../../collections/list-nodes.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors, wrongArity } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { popOne, popSome } from './pop-elements.ts';

function popCommand(name: Uppercase<string>, side: Side, summary: string): Command {
  return defineCommand({
    name,
    arity: -2,
    flags: ['write', 'fast'],
    categories: ['list'],
    keys: [keyAt(1, 'RW', 'access', 'delete')],
    loggable: [1, 2],
    docs: {
      group: 'list',
      since: '1.0.0',
      summary,
      complexity: 'O(N) for N elements returned',
      history: [['6.2.0', 'Takes a count.']],
      arguments: [KEY, { name: 'count', type: 'integer', since: '6.2.0', flags: ['optional'] }],
    },
    run(call) {
      const { reply } = call;
      if (call.count === 2) {
        const address = call.writeEntry(1, ValueType.list);
        if (address === 0) reply.null();
        else popOne(call, address, side);
        return;
      }
      if (call.count > 3) throw wrongArity(call.row.fullName);
      const count = call.integer(2, Errors.mustBePositive);
      if (count < 0) throw Errors.mustBePositive;
      const address = call.writeEntry(1, ValueType.list);
      if (address === 0) reply.nullArray();
      else if (count === 0) reply.array(0);
      else popSome(call, address, { side, count });
    },
  });
}

export const lpop = popCommand(
  'LPOP',
  'head',
  'Returns the first elements of a list and removes them.',
);
export const rpop = popCommand(
  'RPOP',
  'tail',
  'Returns the last elements of a list and removes them.',
);
