import { MemberWalk } from '../../collections/member-walk.ts';
import { SetResult } from '../../collections/set-result.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { keyAt, keysFrom } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { Difference } from './difference.ts';
import { DESTINATION_AND_KEYS, KEYS } from './member-docs.ts';
import { type Operand, openOperands } from './operands.ts';
import { storeResult } from './store-result.ts';
import { writeFound } from './write-found.ts';

const difference = new Difference();
const walk = new MemberWalk();

export const sdiff = defineCommand({
  name: 'SDIFF',
  arity: -2,
  flags: ['readonly'],
  categories: ['set'],
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Returns the members that the first of several sets has and no other.',
    complexity: 'O(N) for N members in all sets',
    arguments: KEYS,
    tips: ['nondeterministic_output_order'],
  },
  run(call) {
    const { db, reply } = call;
    difference.open(db, openOperands(call, 1, call.count));
    writeFound(reply, difference);
  },
});

export const sdiffstore = defineCommand({
  name: 'SDIFFSTORE',
  arity: -3,
  flags: ['write', 'denyoom'],
  categories: ['set'],
  keys: [keyAt(1, 'OW', 'update'), keysFrom(2, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Makes a key hold the members that the first of several sets has and no other.',
    complexity: 'O(N) for N members in all sets',
    arguments: DESTINATION_AND_KEYS,
  },
  run(call) {
    const sets = openOperands(call, 2, call.count);
    difference.open(call.db, sets);
    const result = new SetResult(call.db.world);
    storeResult(call, result, {
      event: Events.sdiffstore,
      gather: () => {
        while (difference.next()) result.addNew(difference.walk);
        if (difference.isMarked) noteAll(call, result, sets[0]);
      },
    });
  },
});

/** Redis gathers the whole first set then and takes members out again, which shows in the encoding of the rest. */
function noteAll({ db }: Call, result: SetResult, first: Operand | undefined): void {
  if (first === undefined) return;
  walk.open(db, first.address);
  while (walk.next()) result.passed(walk.text, first.size);
}
