import { defineCommand } from '../../command/command.ts';
import { keysCounted } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { nothingCame, readBlockingTimeout } from '../blocking-timeout.ts';
import { readPopRequest } from '../pop-request.ts';
import { popFirstSet, readEnd } from './zmpop.ts';

export const bzmpop = defineCommand({
  name: 'BZMPOP',
  arity: -5,
  flags: ['write', 'blocking', 'movablekeys'],
  traits: ['may-block'],
  categories: ['sortedset'],
  keys: [keysCounted(2, 'RW', 'access', 'delete')],
  loggable: [1, 2],
  docs: {
    group: 'sorted-set',
    since: '7.0.0',
    summary:
      'Returns the lowest or highest members of the first set that has any and removes them, or waits for one.',
    complexity: 'O(K) + O(M*log(N)) for K keys and M of N members',
    arguments: [
      { name: 'timeout', type: 'double' },
      { name: 'numkeys', type: 'integer' },
      { name: 'key', type: 'key', keySpec: 0, flags: ['multiple'] },
      {
        name: 'where',
        type: 'oneof',
        arguments: [
          { name: 'min', type: 'pure-token', token: 'MIN' },
          { name: 'max', type: 'pure-token', token: 'MAX' },
        ],
      },
      { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] },
    ],
  },
  run(call) {
    const request = readPopRequest(call, 2, readEnd);
    const timeoutMs = readBlockingTimeout(call, 1);
    if (popFirstSet(call, request)) return;
    const { first, end } = request;
    const keys = { first, count: end - first, type: ValueType.zset };
    call.block({ keys, timeoutMs, onTimeout: nothingCame });
  },
});
