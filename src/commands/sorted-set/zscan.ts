import { formatGeneral } from '../../base/general-double.ts';
import { MemberWalk } from '../../collections/member-walk.ts';
import type { Members } from '../../collections/members.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { SCAN_END } from '../../keyspace/scan.ts';
import { beginScan, type CollectionScan, readScan } from '../collection-scan.ts';
import { SCAN_ARGUMENTS } from '../scan-docs.ts';

const walk = new MemberWalk();

export const zscan = defineCommand({
  name: 'ZSCAN',
  arity: -3,
  flags: ['readonly'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3, 4, 5, 6],
  docs: {
    group: 'sorted-set',
    since: '2.8.0',
    summary:
      'Returns some members of a sorted set with their scores and a cursor to ask for more with.',
    complexity: 'O(1) a call, O(N) for the calls that visit all N members',
    arguments: [KEY, ...SCAN_ARGUMENTS],
    tips: ['nondeterministic_output'],
  },
  run(call) {
    const address = beginScan(call, ValueType.zset);
    if (address === 0) return;
    const scan = readScan(call, 'noscores');
    const mark = call.reply.mark();
    const { members } = walk.open(call.db, address);
    const { next, shown } =
      members === undefined ? showAll(call, scan) : showSome(call, scan, members);
    call.reply.insertAt(mark, () => {
      call.reply.array(2);
      call.reply.bulkInteger(next);
      call.reply.array(scan.isBare ? shown : shown * 2);
    });
  },
});

/** How many members were shown, and the cursor to go on from. */
interface Shown {
  readonly next: number;
  readonly shown: number;
}

/** Small sets at once, whatever the cursor, as in Redis, with scores as they are kept. */
function showAll({ reply }: Call, { glob, isBare }: CollectionScan): Shown {
  let shown = 0;
  while (walk.next()) {
    const { text } = walk;
    if (glob?.matches(text.u8, text.start, text.length) === false) continue;
    reply.bulk(text);
    if (!isBare) reply.bulk(walk.value);
    shown++;
  }
  return { next: 0, shown };
}

/** The scores of big ones in the digits of `%.17g`, which Redis writes nowhere else; also in RESP3 as strings. */
function showSome({ reply }: Call, scan: CollectionScan, members: Members): Shown {
  if (scan.cursor >= SCAN_END) return { next: 0, shown: 0 };
  let shown = 0;
  const next = members.scan(scan, (at) => {
    const text = members.key(at);
    if (scan.glob?.matches(text.u8, text.start, text.length) === false) return;
    reply.bulk(text);
    if (!scan.isBare) reply.bulkLatin1(formatGeneral(members.score(at)));
    shown++;
  });
  return { next, shown };
}
