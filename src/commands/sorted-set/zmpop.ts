import { fromLatin1 } from '../../base/bytes.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { Errors } from '../../command/errors.ts';
import { keysCounted } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { type PopRequest, readPopRequest } from '../pop-request.ts';
import { isPropagated } from '../propagation.ts';
import { type End, popManyWithKey } from './pop-members.ts';

const ZPOPMIN = fromLatin1('ZPOPMIN');
const ZPOPMAX = fromLatin1('ZPOPMAX');

export const zmpop = defineCommand({
  name: 'ZMPOP',
  arity: -4,
  flags: ['write', 'movablekeys'],
  categories: ['sortedset'],
  keys: [keysCounted(1, 'RW', 'access', 'delete')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '7.0.0',
    summary:
      'Returns the lowest or highest members of the first set that has any, and removes them.',
    complexity: 'O(K) + O(M*log(N)) for K keys and M of N members',
    arguments: [
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
    if (!popFirstSet(call, readPopRequest(call, 1, readEnd))) call.reply.nullArray();
  },
});

/** Which end ZMPOP and BZMPOP take from. */
export function readEnd(call: Call, word: number): End {
  if (call.is(word, 'min')) return 'lowest';
  if (call.is(word, 'max')) return 'highest';
  throw Errors.syntax;
}

/** Pops from the first key that holds a sorted set, and answers. False, with nothing written: there is none. */
export function popFirstSet(call: Call, request: PopRequest<End>): boolean {
  const { first, end, side, count } = request;
  for (let word = first; word < end; word++) {
    const address = call.writeEntry(word, ValueType.zset);
    if (address === 0) continue;
    popFrom(call, address, { keyWord: word, end: side, count });
    return true;
  }
  return false;
}

/** Pops from a set and answers; replicas hear of the one key only. */
function popFrom(
  call: Call,
  address: number,
  how: { readonly keyWord: number; readonly end: End; readonly count: number },
): void {
  const taken = popManyWithKey(call, address, how);
  if (!isPropagated(call)) return;
  const name = how.end === 'lowest' ? ZPOPMIN : ZPOPMAX;
  call.propagateAs([name, call.args.copy(how.keyWord), fromLatin1(String(taken))]);
}
