import type { Call } from '../../command/call.ts';
import { CommandError, Errors } from '../../command/errors.ts';

const STAR = 0x2a;

const byDenied = new CommandError(
  'ERR BY option of SORT denied due to insufficient ACL permissions.',
);
const getDenied = new CommandError(
  'ERR GET option of SORT denied due to insufficient ACL permissions.',
);

/** What SORT is asked for; of options that come twice the last counts. Words are positions, 0 for none. */
export interface SortRequest {
  descending: boolean;
  alpha: boolean;
  offset: number;
  /** Negative: all. */
  count: number;
  by: number;
  /** BY names no key for each element, so nothing is sorted. */
  unsorted: boolean;
  readonly gets: number[];
  store: number;
}

/** SORT_RO has no STORE. */
export type SortKind = 'may-store' | 'read-only';

export function readSortRequest(call: Call, kind: SortKind): SortRequest {
  const request: SortRequest = {
    descending: false,
    alpha: false,
    offset: 0,
    count: -1,
    by: 0,
    unsorted: false,
    gets: [],
    store: 0,
  };
  for (let word = 2; word < call.count; ) word += readOption(call, word, { request, kind });
  return request;
}

/** Returns how many words the option takes. */
function readOption(
  call: Call,
  word: number,
  into: { readonly request: SortRequest; readonly kind: SortKind },
): number {
  const { request, kind } = into;
  const left = call.count - word - 1;
  if (call.is(word, 'asc')) request.descending = false;
  else if (call.is(word, 'desc')) request.descending = true;
  else if (call.is(word, 'alpha')) request.alpha = true;
  else if (call.is(word, 'limit') && left >= 2) {
    request.offset = call.integer(word + 1);
    request.count = call.integer(word + 2);
    return 3;
  } else if (kind === 'may-store' && call.is(word, 'store') && left >= 1) {
    request.store = word + 1;
    return 2;
  } else if (call.is(word, 'by') && left >= 1) {
    readBy(call, word + 1, request);
    return 2;
  } else if (call.is(word, 'get') && left >= 1) {
    if (!call.readsEveryKey()) throw getDenied;
    request.gets.push(word + 1);
    return 2;
  } else throw Errors.syntax;
  return 1;
}

function readBy(call: Call, word: number, request: SortRequest): void {
  request.by = word;
  // As Redis: once unsorted, a later pattern doesn't sort again.
  if (!call.args.view(word).includes(STAR)) request.unsorted = true;
  else if (!call.readsEveryKey()) throw byDenied;
}
