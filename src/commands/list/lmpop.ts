import { fromLatin1 } from '../../base/bytes.ts';
import type { Side } from '../../collections/list.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keysCounted } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { isPropagated } from '../propagation.ts';
import { popSome } from './pop-elements.ts';
import { readSide, sideDoc } from './side-argument.ts';

const numkeysNotPositive = new CommandError('ERR numkeys should be greater than 0');
const countNotPositive = new CommandError('ERR count should be greater than 0');

/** What LMPOP and BLMPOP are asked for. */
export interface PopRequest {
  /** The words with the keys: from here to before `end`. */
  readonly first: number;
  readonly end: number;
  readonly side: Side;
  readonly count: number;
}

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
    const request = readPopRequest(call, 1);
    if (!popFirstList(call, request)) call.reply.nullArray();
  },
});

/** Reads everything from the number of keys on, which stands at a word. */
export function readPopRequest(call: Call, word: number): PopRequest {
  const numkeys = call.integer(word, numkeysNotPositive);
  if (numkeys < 1) throw numkeysNotPositive;
  const first = word + 1;
  const end = first + numkeys;
  if (end >= call.count) throw Errors.syntax;
  const side = readSide(call, end);
  if (end + 1 === call.count) return { first, end, side, count: 1 };
  if (!call.is(end + 1, 'count') || end + 2 >= call.count) throw Errors.syntax;
  const count = call.integer(end + 2, countNotPositive);
  if (count < 1) throw countNotPositive;
  if (end + 3 < call.count) throw Errors.syntax;
  return { first, end, side, count };
}

/** Pops from the first key that holds a list, and writes key and elements. False, with nothing written: there is none. */
export function popFirstList(call: Call, request: PopRequest): boolean {
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
