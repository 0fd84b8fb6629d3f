import { ByteRange } from '../../base/byte-range.ts';
import { BigList } from '../../collections/big-list.ts';
import { List } from '../../collections/list.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { KeyFlagBit, type KeySpec, keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { gatherAll, gatherStretch, sizeOf } from './gather.ts';
import { KeyPattern } from './key-pattern.ts';
import { orderIntegers } from './order-integers.ts';
import { sortedIndexes } from './sort-order.ts';
import { readSortRequest, type SortKind, type SortRequest } from './sort-request.ts';
import { type Sorted, SortedIntegers, SortedTexts } from './sorted.ts';

const TYPE_BITS = 15;
const KEY_WORD = 1;
const list = new List();
const nothing = new ByteRange();

const BY_OR_GET: KeySpec = {
  begin: 0,
  find: 'unknown',
  access: ['RO', 'access'],
  notes:
    "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort",
};
const STORE: KeySpec = {
  begin: 0,
  find: 'unknown',
  access: ['OW', 'update'],
  notes:
    "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear anywhere in the argument array",
};

const ARGUMENTS: readonly ArgumentDoc[] = [
  KEY,
  {
    name: 'by-pattern',
    display: 'pattern',
    type: 'pattern',
    keySpec: 1,
    token: 'BY',
    flags: ['optional'],
  },
  {
    name: 'limit',
    type: 'block',
    token: 'LIMIT',
    flags: ['optional'],
    arguments: [
      { name: 'offset', type: 'integer' },
      { name: 'count', type: 'integer' },
    ],
  },
  {
    name: 'get-pattern',
    display: 'pattern',
    type: 'pattern',
    keySpec: 1,
    token: 'GET',
    flags: ['optional', 'multiple', 'multiple_token'],
  },
  {
    name: 'order',
    type: 'oneof',
    flags: ['optional'],
    arguments: [
      { name: 'asc', type: 'pure-token', token: 'ASC' },
      { name: 'desc', type: 'pure-token', token: 'DESC' },
    ],
  },
  { name: 'sorting', type: 'pure-token', token: 'ALPHA', flags: ['optional'] },
];
const COMPLEXITY = 'O(N+M*log(M)) at most, for N elements of which M are returned';

export const sort = defineCommand({
  name: 'SORT',
  arity: -2,
  flags: ['write', 'denyoom', 'movablekeys', 'dangerous'],
  categories: ['set', 'sortedset', 'list'],
  keys: [keyAt(KEY_WORD, 'RO', 'access'), BY_OR_GET, STORE],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '1.0.0',
    summary: 'Returns or stores the elements of a list, a set or a sorted set in another order.',
    complexity: COMPLEXITY,
    arguments: [
      ...ARGUMENTS,
      { name: 'destination', type: 'key', keySpec: 2, token: 'STORE', flags: ['optional'] },
    ],
  },
  findKeys(args, into) {
    into.add(KEY_WORD, KeyFlagBit.RO | KeyFlagBit.access);
    let store = 0;
    for (let word = 2; word + 1 < args.count; word++) {
      if (args.is(word, 'limit')) word += 2;
      else if (args.is(word, 'get') || args.is(word, 'by')) word++;
      else if (args.is(word, 'store')) store = ++word;
    }
    if (store !== 0) into.add(store, KeyFlagBit.OW | KeyFlagBit.update);
  },
  run(call) {
    runSort(call, 'may-store');
  },
});

export const sortRo = defineCommand({
  name: 'SORT_RO',
  arity: -2,
  flags: ['readonly', 'movablekeys', 'dangerous'],
  categories: ['set', 'sortedset', 'list'],
  keys: [keyAt(KEY_WORD, 'RO', 'access'), BY_OR_GET],
  loggable: [1],
  docs: {
    group: 'generic',
    since: '7.0.0',
    summary: 'Returns the elements of a list, a set or a sorted set in another order.',
    complexity: COMPLEXITY,
    arguments: ARGUMENTS,
  },
  findKeys(_args, into) {
    into.add(KEY_WORD, KeyFlagBit.RO | KeyFlagBit.access);
  },
  run(call) {
    runSort(call, 'read-only');
  },
});

function runSort(call: Call, kind: SortKind): void {
  const { args, db } = call;
  const request = readSortRequest(call, kind);
  const address = db.read(args, KEY_WORD);
  const type = address === 0 ? ValueType.list : db.kind(address) & TYPE_BITS;
  if (type !== ValueType.list && type !== ValueType.set && type !== ValueType.zset) {
    throw Errors.wrongType;
  }
  // What a set is stored as must not depend on how it happens to lie in memory.
  if (request.unsorted && type === ValueType.set && request.store !== 0) {
    request.unsorted = false;
    request.alpha = true;
    request.by = 0;
  }
  const size = sizeOf(db, address);
  const first = Math.min(Math.max(request.offset, 0), size);
  const count = request.count < 0 ? size - first : Math.min(request.count, size - first);
  const sorted = sortAll(call, request, { address, first, count });
  answer(call, request, sorted);
}

function sortAll(
  { args, db }: Call,
  request: SortRequest,
  from: { readonly address: number; readonly first: number; readonly count: number },
): Sorted {
  const { address, first, count } = from;
  const { alpha, descending } = request;
  if (request.unsorted) {
    return new SortedTexts(
      gatherStretch(db, address, { first, count, backwards: descending }),
      undefined,
    );
  }
  if (!alpha && request.by === 0 && address !== 0) {
    const integers = orderIntegers(db, address);
    if (integers !== undefined) {
      if (descending) integers.reverse();
      return new SortedIntegers(integers.subarray(first, first + count));
    }
  }
  const texts = gatherAll(db, address);
  const by = request.by === 0 ? undefined : new KeyPattern(db, args.copy(request.by));
  const indexes = sortedIndexes(texts, { alpha, descending, by });
  return new SortedTexts(texts, indexes.subarray(first, first + count));
}

function answer(call: Call, request: SortRequest, sorted: Sorted): void {
  const { args, db, reply } = call;
  const gets = request.gets.map((word) => new KeyPattern(db, args.copy(word)));
  if (request.store !== 0) {
    reply.integer(storeSorted(call, request.store, { sorted, gets }));
    return;
  }
  reply.array(sorted.count * Math.max(1, gets.length));
  if (gets.length === 0) sorted.writeTo(reply);
  else {
    eachValue(sorted, gets, (value) => {
      if (value === undefined) reply.null();
      else reply.bulk(value);
    });
  }
}

function eachValue(
  sorted: Sorted,
  gets: readonly KeyPattern[],
  take: (value: ByteRange | undefined) => void,
): void {
  const { count } = sorted;
  for (let i = 0; i < count; i++) {
    if (gets.length === 0) take(sorted.text(i));
    else for (const get of gets) take(get.lookUp(sorted.text(i)));
  }
}

/** Returns how long the list is that the key holds now. */
function storeSorted(
  call: Call,
  word: number,
  from: { readonly sorted: Sorted; readonly gets: readonly KeyPattern[] },
): number {
  const { args, db, settings } = call;
  if (from.sorted.count === 0) {
    const old = db.write(args, word);
    if (old !== 0) db.remove(old, Events.del);
    return 0;
  }
  const limit = settings.encoding.listMaxListpackSize;
  const big = new BigList(db.world.slabs, limit);
  try {
    eachValue(from.sorted, from.gets, (value) => {
      big.push('tail', value ?? nothing);
    });
  } catch (thrown) {
    big.freeAll();
    throw thrown;
  }
  const { size } = big;
  list.store(db, { args, word }, { big, limit });
  db.world.changes.dirty += size - 1;
  db.changed(list.address, Events.sortStore);
  return size;
}
