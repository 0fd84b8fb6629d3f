import { defineCommand } from '../../command/command.ts';
import { keysCounted } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { nothingCame, readBlockingTimeout } from '../blocking-timeout.ts';
import { readPopRequest } from '../pop-request.ts';
import { popFirstList } from './lmpop.ts';
import { readSide, sideDoc } from './side-argument.ts';

export const blmpop = defineCommand({
  name: 'BLMPOP',
  arity: -5,
  flags: ['write', 'blocking', 'movablekeys'],
  traits: ['may-block'],
  categories: ['list'],
  keys: [keysCounted(2, 'RW', 'access', 'delete')],
  loggable: [1, 2],
  docs: {
    group: 'list',
    since: '7.0.0',
    summary:
      'Returns elements from an end of the first of some lists that exists and removes them, or waits for one.',
    complexity: 'O(N+M) for N keys and M elements returned',
    arguments: [
      { name: 'timeout', type: 'double' },
      { name: 'numkeys', type: 'integer' },
      { name: 'key', type: 'key', keySpec: 0, flags: ['multiple'] },
      sideDoc('where'),
      { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] },
    ],
  },
  run(call) {
    const request = readPopRequest(call, 2, readSide);
    const timeoutMs = readBlockingTimeout(call, 1);
    if (popFirstList(call, request)) return;
    const { first, end } = request;
    const keys = { first, count: end - first, type: ValueType.list };
    call.block({ keys, timeoutMs, onTimeout: nothingCame });
  },
});
