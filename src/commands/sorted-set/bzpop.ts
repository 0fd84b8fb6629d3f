import { fromLatin1 } from '../../base/bytes.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { keysFrom } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { nothingCame, readBlockingTimeout } from '../blocking-timeout.ts';
import { isPropagated } from '../propagation.ts';
import { type End, popWithKey } from './pop-members.ts';

function blockingPop(name: Uppercase<string>, end: End, summary: string): Command {
  const withoutWaiting = fromLatin1(name.slice(1));
  return defineCommand({
    name,
    arity: -3,
    flags: ['write', 'blocking', 'fast'],
    traits: ['may-block'],
    categories: ['sortedset'],
    keys: [keysFrom(1, { last: -2, step: 1 }, 'RW', 'access', 'delete')],
    loggable: [],
    docs: {
      group: 'sorted-set',
      since: '5.0.0',
      summary,
      complexity: 'O(log(N)) for N members',
      history: [['6.0.0', 'The timeout may have a fraction.']],
      arguments: [
        { name: 'key', type: 'key', keySpec: 0, flags: ['multiple'] },
        { name: 'timeout', type: 'double' },
      ],
    },
    run(call) {
      const timeoutWord = call.count - 1;
      const timeoutMs = readBlockingTimeout(call, timeoutWord);
      for (let word = 1; word < timeoutWord; word++) {
        const address = call.writeEntry(word, ValueType.zset);
        if (address === 0) continue;
        popWithKey(call, address, { keyWord: word, end });
        if (isPropagated(call)) call.propagateAs([withoutWaiting, call.args.copy(word)]);
        return;
      }
      const keys = { first: 1, count: timeoutWord - 1, type: ValueType.zset };
      call.block({ keys, timeoutMs, onTimeout: nothingCame });
    },
  });
}

export const bzpopmin = blockingPop(
  'BZPOPMIN',
  'lowest',
  'Returns the member with the lowest score of the first of several sorted sets that exists and removes it, or waits for one.',
);
export const bzpopmax = blockingPop(
  'BZPOPMAX',
  'highest',
  'Returns the member with the highest score of the first of several sorted sets that exists and removes it, or waits for one.',
);
