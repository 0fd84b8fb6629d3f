import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { type End, popMembers } from './pop-members.ts';

function popCommand(name: Uppercase<string>, end: End, summary: string): Command {
  const one = { end, count: 1, shape: 'flat' } as const;
  return defineCommand({
    name,
    arity: -2,
    flags: ['write', 'fast'],
    categories: ['sortedset'],
    keys: [keyAt(1, 'RW', 'access', 'delete')],
    loggable: [1, 2],
    docs: {
      group: 'sorted-set',
      since: '5.0.0',
      summary,
      complexity: 'O(log(N)*M) for M of N members',
      arguments: [KEY, { name: 'count', type: 'integer', flags: ['optional'] }],
    },
    run(call) {
      const { reply } = call;
      if (call.count > 3) throw Errors.syntax;
      const count = call.count === 3 ? call.integer(2, Errors.mustBePositive) : 1;
      if (count < 0) throw Errors.mustBePositive;
      const address = call.writeEntry(1, ValueType.zset);
      if (address === 0 || count === 0) reply.array(0);
      else if (call.count === 2) popMembers(call, address, one);
      // Before RESP3 members and scores follow each other flatly.
      else popMembers(call, address, { end, count, shape: reply.resp3 ? 'pairs' : 'flat' });
    },
  });
}

export const zpopmin = popCommand(
  'ZPOPMIN',
  'lowest',
  'Returns the members with the lowest scores and removes them.',
);
export const zpopmax = popCommand(
  'ZPOPMAX',
  'highest',
  'Returns the members with the highest scores and removes them.',
);
