import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { scanMembers } from '../collection-scan.ts';
import { SCAN_ARGUMENTS } from '../scan-docs.ts';

export const sscan = defineCommand({
  name: 'SSCAN',
  arity: -3,
  flags: ['readonly'],
  categories: ['set'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3, 4, 5, 6],
  docs: {
    group: 'set',
    since: '2.8.0',
    summary: 'Returns some of the members of a set and a cursor to ask for more with.',
    complexity: 'O(1) a call, O(N) for the calls that visit all N members',
    arguments: [KEY, ...SCAN_ARGUMENTS],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    scanMembers(call, ValueType.set);
  },
});
