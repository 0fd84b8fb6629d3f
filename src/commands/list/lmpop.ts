import { fromLatin1 } from '../../base/bytes.ts';
import type { Side } from '../../collections/list.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { keysCounted } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { type PopRequest, readPopRequest } from '../pop-request.ts';
import { isPropagated } from '../propagation.ts';
import { popSome } from './pop-elements.ts';
import { readSide, sideDoc } from './side-argument.ts';

export const lmpop = defineCommand({
  name: 'LMPOP',
  arity: -4,
  flags: ['write', 'movablekeys'],
  categories: ['list'],
  keys: [keysCounted(1, 'RW', 'access', 'delete')],
  loggable: [1, 2],
  docs: {
    group: 'list',
    since: '7.0.0',
    summary:
      'Returns elements from an end of the first of some lists that exists, and removes them.',
    complexity: 'O(N+M) for N keys and M elements returned',
    arguments: [
      { name: 'numkeys', type: 'integer' },
      { name: 'key', type: 'key', keySpec: 0, flags: ['multiple'] },
      sideDoc('where'),
      { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] },
    ],
  },
  run(call) {
    const request = readPopRequest(call, 1, readSide);
    if (!popFirstList(call, request)) call.reply.nullArray();
  },
});

/** Pops from the first key that holds a list, and writes key and elements. False, with nothing written: there is none. */
export function popFirstList(call: Call, request: PopRequest<Side>): boolean {
  const { first, end, side, count } = request;
  for (let word = first; word < end; word++) {
    const address = call.writeEntry(word, ValueType.list);
    if (address === 0) continue;
    popSomeWithKey(call, { address, word, side, count });
    return true;
  }
  return false;
}

/** Pops from a list that is there, and writes its key (a word) and the elements. */
function popSomeWithKey(
  call: Call,
  how: {
    readonly address: number;
    readonly word: number;
    readonly side: Side;
    readonly count: number;
  },
): void {
  const { args, reply } = call;
  const { address, word, side, count } = how;
  reply.array(2);
  reply.bulkFrom(args.u8, args.dv, args.start(word), args.length(word));
  const taken = popSome(call, address, { side, count });
  if (!isPropagated(call)) return;
  const name = side === 'head' ? 'LPOP' : 'RPOP';
  call.propagateAs([fromLatin1(name), args.copy(word), fromLatin1(String(taken))]);
}
