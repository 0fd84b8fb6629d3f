import { MemberWalk } from '../../collections/member-walk.ts';
import { SetResult } from '../../collections/set-result.ts';
import { defineCommand } from '../../command/command.ts';
import { keyAt, keysFrom } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { DESTINATION_AND_KEYS, KEYS } from './member-docs.ts';
import { openOperands } from './operands.ts';
import { storeResult } from './store-result.ts';
import { Union } from './union.ts';
import { writeFound } from './write-found.ts';

const union = new Union();
const walk = new MemberWalk();

export const sunion = defineCommand({
  name: 'SUNION',
  arity: -2,
  flags: ['readonly'],
  categories: ['set'],
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Returns the members of several sets.',
    complexity: 'O(N) for N members in all sets',
    arguments: KEYS,
    tips: ['nondeterministic_output_order'],
  },
  run(call) {
    const { db, reply } = call;
    union.open(db, openOperands(call, 1, call.count));
    try {
      writeFound(reply, union);
    } finally {
      union.close();
    }
  },
});

export const sunionstore = defineCommand({
  name: 'SUNIONSTORE',
  arity: -3,
  flags: ['write', 'denyoom'],
  categories: ['set'],
  keys: [keyAt(1, 'OW', 'update'), keysFrom(2, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Makes a key hold the members of several sets.',
    complexity: 'O(N) for N members in all sets',
    arguments: DESTINATION_AND_KEYS,
  },
  run(call) {
    const sets = openOperands(call, 2, call.count);
    const largest = sets.reduce((size, set) => Math.max(size, set?.size ?? 0), 0);
    const result = new SetResult(call.db.world, largest);
    storeResult(call, result, {
      event: Events.sunionstore,
      gather: () => {
        for (const set of new Set(sets)) {
          if (set === undefined) continue;
          walk.open(call.db, set.address);
          while (walk.next()) result.addWalked(walk);
        }
      },
    });
  },
});
