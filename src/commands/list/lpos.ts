import { ByteRange } from '../../base/byte-range.ts';
import { INT64_MIN } from '../../base/int64.ts';
import { ElementMatcher } from '../../collections/element-matcher.ts';
import { ListReader } from '../../collections/list-reader.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { readInteger64 } from '../integer-argument.ts';
import { signedCountOutOfRange } from './signed-count.ts';

const rankZero = new CommandError(
  "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
);
const countNegative = new CommandError("ERR COUNT can't be negative");
const maxlenNegative = new CommandError("ERR MAXLEN can't be negative");

const list = new ListReader();
const matcher = new ElementMatcher();
const text = new ByteRange();

/** What to look for: the `rank`th match and those behind it, from the head or (negative) from the tail. */
interface Search {
  rank: number;
  /** Matches wanted; undefined: one, not in an array. */
  count: number | undefined;
  maxlen: number;
}

export const lpos = defineCommand({
  name: 'LPOS',
  arity: -3,
  flags: ['readonly'],
  categories: ['list'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'list',
    since: '6.0.6',
    summary: 'Returns the positions of elements that equal one.',
    complexity: 'O(N) for N elements looked at',
    arguments: [
      KEY,
      { name: 'element', type: 'string' },
      { name: 'rank', type: 'integer', token: 'RANK', flags: ['optional'] },
      { name: 'num-matches', type: 'integer', token: 'COUNT', flags: ['optional'] },
      { name: 'len', type: 'integer', token: 'MAXLEN', flags: ['optional'] },
    ],
  },
  run(call) {
    const { args, db, reply } = call;
    const search = readSearch(call);
    const address = call.readEntry(1, ValueType.list);
    if (address === 0) {
      if (search.count === undefined) reply.null();
      else reply.array(0);
      return;
    }
    list.open(db, address);
    matcher.of(args.range(2, text));
    if (search.count === undefined) {
      const found = eachMatch(search, 1, () => undefined);
      if (found.last < 0) reply.null();
      else reply.integer(found.last);
      return;
    }
    const mark = reply.mark();
    const most = search.count === 0 ? Infinity : search.count;
    const { count } = eachMatch(search, most, (index) => reply.integer(index));
    reply.insertAt(mark, () => reply.array(count));
  },
});

function readSearch(call: Call): Search {
  const search: Search = { rank: 1, count: undefined, maxlen: Infinity };
  for (let word = 3; word < call.count; word += 2) {
    if (word + 1 === call.count) throw Errors.syntax;
    if (call.is(word, 'rank')) {
      const rank = readInteger64(call, word + 1);
      if (rank === INT64_MIN) throw signedCountOutOfRange;
      if (rank === 0) throw rankZero;
      search.rank = Number(rank);
    } else if (call.is(word, 'count')) {
      search.count = call.integer(word + 1, countNegative);
      if (search.count < 0) throw countNegative;
    } else if (call.is(word, 'maxlen')) {
      const maxlen = call.integer(word + 1, maxlenNegative);
      if (maxlen < 0) throw maxlenNegative;
      search.maxlen = maxlen === 0 ? Infinity : maxlen;
    } else throw Errors.syntax;
  }
  return search;
}

function eachMatch(
  search: Search,
  most: number,
  found: (index: number) => void,
): { readonly count: number; readonly last: number } {
  const backwards = search.rank < 0;
  let skip = Math.abs(search.rank) - 1;
  let looked = 0;
  let count = 0;
  let last = -1;
  if (backwards) list.seekEnd();
  else list.openRun(0);
  while (count < most && looked < search.maxlen) {
    const left = search.maxlen - looked;
    const passed = backwards ? list.findBackwards(matcher, left) : list.find(matcher, left);
    if (passed < 0) break;
    looked += passed + 1;
    if (!backwards) list.pass();
    if (skip-- > 0) continue;
    last = backwards ? list.length - looked : looked - 1;
    count++;
    found(last);
  }
  return { count, last };
}
