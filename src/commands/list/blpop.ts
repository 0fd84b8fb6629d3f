import { fromLatin1 } from '../../base/bytes.ts';
import type { Side } from '../../collections/list.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { keysFrom } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { nothingCame, readBlockingTimeout } from '../blocking-timeout.ts';
import { isPropagated } from '../propagation.ts';
import { popOne } from './pop-elements.ts';

function blockingPop(name: Uppercase<string>, side: Side, summary: string): Command {
  const withoutWaiting = fromLatin1(name.slice(1));
  return defineCommand({
    name,
    arity: -3,
    flags: ['write', 'blocking'],
    traits: ['may-block'],
    categories: ['list'],
    keys: [keysFrom(1, { last: -2, step: 1 }, 'RW', 'access', 'delete')],
    loggable: [],
    docs: {
      group: 'list',
      since: '2.0.0',
      summary,
      complexity: 'O(N) for N keys',
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
        const address = call.writeEntry(word, ValueType.list);
        if (address === 0) continue;
        popFrom(call, word, { address, side, withoutWaiting });
        return;
      }
      const keys = { first: 1, count: timeoutWord - 1, type: ValueType.list };
      call.block({ keys, timeoutMs, onTimeout: nothingCame });
    },
  });
}

function popFrom(
  call: Call,
  word: number,
  how: { readonly address: number; readonly side: Side; readonly withoutWaiting: Uint8Array },
): void {
  const { args, reply } = call;
  const { address, side, withoutWaiting } = how;
  reply.array(2);
  reply.bulkFrom(args.u8, args.dv, args.start(word), args.length(word));
  popOne(call, address, side);
  if (isPropagated(call)) call.propagateAs([withoutWaiting, args.copy(word)]);
}

export const blpop = blockingPop(
  'BLPOP',
  'head',
  'Returns the first element of the first of several lists that has any and removes it, or waits for one.',
);
export const brpop = blockingPop(
  'BRPOP',
  'tail',
  'Returns the last element of the first of several lists that has any and removes it, or waits for one.',
);
