import { SetResult } from '../../collections/set-result.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt, keysCounted, keysFrom } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { readNumkeys } from '../numkeys-argument.ts';
import { Intersection } from './intersection.ts';
import { DESTINATION_AND_KEYS, KEYS } from './member-docs.ts';
import { openOperands } from './operands.ts';
import { storeResult } from './store-result.ts';
import { writeFound } from './write-found.ts';

const tooManyKeys = new CommandError("ERR Number of keys can't be greater than number of args");
const negativeLimit = new CommandError("ERR LIMIT can't be negative");

const common = new Intersection();

export const sinter = defineCommand({
  name: 'SINTER',
  arity: -2,
  flags: ['readonly'],
  categories: ['set'],
  keys: [keysFrom(1, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Returns the members that several sets have in common.',
    complexity: 'O(N*M) for M sets, the smallest of N members',
    arguments: KEYS,
    tips: ['nondeterministic_output_order'],
  },
  run(call) {
    const { db, reply } = call;
    common.open(db, openOperands(call, 1, call.count));
    writeFound(reply, common);
  },
});

export const sintercard = defineCommand({
  name: 'SINTERCARD',
  arity: -3,
  flags: ['readonly', 'movablekeys'],
  categories: ['set'],
  keys: [keysCounted(1, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'set',
    since: '7.0.0',
    summary: 'Returns how many members several sets have in common.',
    complexity: 'O(N*M) for M sets, the smallest of N members',
    arguments: [
      { name: 'numkeys', type: 'integer' },
      ...KEYS,
      { name: 'limit', type: 'integer', token: 'LIMIT', flags: ['optional'] },
    ],
  },
  run(call) {
    const keys = readNumkeys(call, 1);
    if (keys > call.count - 2) throw tooManyKeys;
    const limit = readLimit(call, 2 + keys);
    common.open(call.db, openOperands(call, 2, 2 + keys));
    let size = 0;
    while ((limit === 0 || size < limit) && common.next()) size++;
    call.reply.integer(size);
  },
});

export const sinterstore = defineCommand({
  name: 'SINTERSTORE',
  arity: -3,
  flags: ['write', 'denyoom'],
  categories: ['set'],
  keys: [keyAt(1, 'RW', 'update'), keysFrom(2, { last: -1, step: 1 }, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'set',
    since: '1.0.0',
    summary: 'Makes a key hold the members that several sets have in common.',
    complexity: 'O(N*M) for M sets, the smallest of N members',
    arguments: DESTINATION_AND_KEYS,
  },
  run(call) {
    common.open(call.db, openOperands(call, 2, call.count));
    const result = new SetResult(call.db.world);
    storeResult(call, result, {
      event: Events.sinterstore,
      gather: () => {
        while (common.next()) result.addNew(common.walk);
      },
    });
  },
});

function readLimit(call: Call, from: number): number {
  let limit = 0;
  for (let word = from; word < call.count; word += 2) {
    if (!call.is(word, 'limit') || word + 1 === call.count) throw Errors.syntax;
    limit = call.integer(word + 1, negativeLimit);
    if (limit < 0) throw negativeLimit;
  }
  return limit;
}
