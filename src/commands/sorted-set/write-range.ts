import type { SortedSet } from '../../collections/sorted-set.ts';
import type { Reply } from '../../resp/reply.ts';
import type { RangeRequest } from './range-request.ts';

/** Answers a range that has been selected: members, or members with their scores (in RESP3 as pairs). */
export function writeRange(reply: Reply, set: SortedSet, request: RangeRequest): void {
  const { count, withScores, isDown } = request;
  const isNested = withScores && reply.resp3;
  reply.array(withScores && !isNested ? count * 2 : count);
  if (count === 0) return;
  set.seekRank(request.from);
  for (let left = count; ; ) {
    if (isNested) reply.array(2);
    reply.bulk(set.text);
    if (withScores) reply.score(set.score);
    if (--left === 0) return;
    if (isDown) set.previous();
    else set.next();
  }
}
