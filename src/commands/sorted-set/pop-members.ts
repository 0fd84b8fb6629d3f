import { ByteRange } from '../../base/byte-range.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { Events } from '../../keyspace/changes.ts';
import type { Database } from '../../keyspace/database.ts';
import type { Reply } from '../../resp/reply.ts';
import { removeRanks } from './remove-ranks.ts';

/** Which end of the order members are taken from. */
export type End = 'lowest' | 'highest';

const sorted = new SortedSet();
const range = new ByteRange();

/** Takes up to `count` (at least 1) members off and writes them with their scores: ZPOPMIN and ZPOPMAX. */
export function popMembers(
  call: Call,
  address: number,
  how: { readonly end: End; readonly count: number; readonly shape: 'flat' | 'pairs' },
): void {
  const { db, reply } = call;
  const { end, shape } = how;
  const taken = Math.min(how.count, sorted.open(db, address).size);
  reply.array(shape === 'flat' ? taken * 2 : taken);
  writeMembers(reply, { end, taken, shape });
  remove(db, end, taken);
}

/** Takes one member off and writes the key, the member and its score: what BZPOPMIN and BZPOPMAX answer. */
export function popWithKey(
  call: Call,
  address: number,
  how: { readonly keyWord: number; readonly end: End },
): void {
  const { db, reply } = call;
  const { keyWord, end } = how;
  sorted.open(db, address);
  reply.array(3);
  reply.bulk(call.args.range(keyWord, range));
  writeMembers(reply, { end, taken: 1, shape: 'flat' });
  remove(db, end, 1);
}

/** Takes up to `count` (at least 1) members off and writes the key and their pairs, as ZMPOP does. Returns how many. */
export function popManyWithKey(
  call: Call,
  address: number,
  how: { readonly keyWord: number; readonly end: End; readonly count: number },
): number {
  const { db, reply } = call;
  const { keyWord, end } = how;
  const taken = Math.min(how.count, sorted.open(db, address).size);
  reply.array(2);
  reply.bulk(call.args.range(keyWord, range));
  reply.array(taken);
  writeMembers(reply, { end, taken, shape: 'pairs' });
  remove(db, end, taken);
  return taken;
}

function writeMembers(
  reply: Reply,
  how: { readonly end: End; readonly taken: number; readonly shape: 'flat' | 'pairs' },
): void {
  const { end, taken, shape } = how;
  sorted.seekRank(end === 'lowest' ? 0 : sorted.size - 1);
  for (let i = 0; i < taken; i++) {
    if (i > 0) step(end);
    if (shape === 'pairs') reply.array(2);
    reply.bulk(sorted.text);
    reply.score(sorted.score);
  }
}

function step(end: End): void {
  if (end === 'lowest') sorted.next();
  else sorted.previous();
}

function remove(db: Database, end: End, taken: number): void {
  removeRanks(db, sorted, {
    first: end === 'lowest' ? 0 : sorted.size - taken,
    count: taken,
    event: end === 'lowest' ? Events.zpopMin : Events.zpopMax,
  });
}
