import { fromLatin1 } from '../../base/bytes.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keysCounted } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { isPropagated } from '../propagation.ts';
import { type End, popManyWithKey } from './pop-members.ts';

const NO_KEYS_GIVEN = new CommandError('ERR numkeys should be greater than 0');
const NO_COUNT = new CommandError('ERR count should be greater than 0');
const ZPOPMIN = fromLatin1('ZPOPMIN');
const ZPOPMAX = fromLatin1('ZPOPMAX');

/** What ZMPOP and BZMPOP are asked for. */
export interface PopRequest {
  /** The first key's word, and how many there are. */
  readonly first: number;
  readonly keys: number;
  readonly end: End;
  readonly count: number;
}

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
    const request = readPopRequest(call, 1);
    const { first, keys } = request;
    for (let word = first; word < first + keys; word++) {
      const address = call.writeEntry(word, ValueType.zset);
      if (address === 0) continue;
      popFrom(call, address, { ...request, keyWord: word });
      return;
    }
    call.reply.nullArray();
  },
});

/** Reads `numkeys key … MIN|MAX [COUNT count]` from a word on. */
export function readPopRequest(call: Call, numkeysWord: number): PopRequest {
  const keys = call.integer(numkeysWord, NO_KEYS_GIVEN);
  if (keys < 1) throw NO_KEYS_GIVEN;
  const where = numkeysWord + keys + 1;
  if (where >= call.count) throw Errors.syntax;
  const isMin = call.is(where, 'min');
  if (!isMin && !call.is(where, 'max')) throw Errors.syntax;
  let count = 0;
  for (let word = where + 1; word < call.count; word += 2) {
    if (count !== 0 || !call.is(word, 'count') || word + 1 === call.count) throw Errors.syntax;
    count = call.integer(word + 1, NO_COUNT);
    if (count < 1) throw NO_COUNT;
  }
  return {
    first: numkeysWord + 1,
    keys,
    end: isMin ? 'lowest' : 'highest',
    count: Math.max(1, count),
  };
}

/** Pops from a set and answers; replicas hear of the one key only. ZMPOP and BZMPOP. */
export function popFrom(
  call: Call,
  address: number,
  how: { readonly keyWord: number; readonly end: End; readonly count: number },
): void {
  const taken = popManyWithKey(call, address, how);
  if (!isPropagated(call)) return;
  const name = how.end === 'lowest' ? ZPOPMIN : ZPOPMAX;
  call.propagateAs([name, call.args.copy(how.keyWord), fromLatin1(String(taken))]);
}
