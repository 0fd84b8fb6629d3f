import type { BigSortedSet } from '../../collections/big-sorted-set.ts';
import { BLOCK_MEMBERS_MAX } from '../../collections/score-blocks.ts';
import type { SortedSet } from '../../collections/sorted-set.ts';
import type { Reply } from '../../resp/reply.ts';
import type { RangeRequest } from './range-request.ts';

/** Addresses of a run of members: as many as a block holds. */
const run = new Uint32Array(BLOCK_MEMBERS_MAX);

/** Answers a range that has been selected: members, or members with their scores (in RESP3 as pairs). */
export function writeRange(reply: Reply, set: SortedSet, request: RangeRequest): void {
  const { count, withScores } = request;
  reply.array(withScores && !reply.resp3 ? count * 2 : count);
  if (count === 0) return;
  if (set.big === undefined) writeSmall(reply, set, request);
  else writeBig(reply, set.big, request);
}

function writeSmall(reply: Reply, set: SortedSet, request: RangeRequest): void {
  const { withScores, isDown } = request;
  const isNested = withScores && reply.resp3;
  set.seekRank(request.from);
  for (let left = request.count; ; ) {
    if (isNested) reply.array(2);
    reply.bulk(set.text);
    if (withScores) reply.score(set.score);
    if (--left === 0) return;
    if (isDown) set.previous();
    else set.next();
  }
}

function writeBig(reply: Reply, big: BigSortedSet, request: RangeRequest): void {
  const { members, index } = big;
  const { withScores, isDown } = request;
  const isNested = withScores && reply.resp3;
  index.seekRank(request.from);
  for (let left = request.count; left > 0; ) {
    const listed = isDown ? index.listBack(run, left) : index.listAhead(run, left);
    for (let i = 0; i < listed; i++) {
      const address = run[i]!;
      if (isNested) reply.array(2);
      reply.bulk(members.key(address));
      if (withScores) reply.score(members.score(address));
    }
    left -= listed;
  }
}
