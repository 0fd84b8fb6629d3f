import type { MemberWalk } from '../../collections/member-walk.ts';
import type { Reply } from '../../resp/reply.ts';

/** What finds members one after the other: how many is known only at the end. */
interface Finder {
  readonly walk: MemberWalk;
  next(): boolean;
}

/** Answers all members that are still to be found. */
export function writeFound(reply: Reply, finder: Finder): void {
  const { walk } = finder;
  const mark = reply.mark();
  let size = 0;
  for (; finder.next(); size++) reply.bulk(walk.text);
  reply.insertAt(mark, () => {
    reply.set(size);
  });
}
