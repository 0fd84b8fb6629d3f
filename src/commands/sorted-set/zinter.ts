import { defineCommand } from '../../command/command.ts';
import { keysCounted } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { answeringCommand, type Combination, storingCommand } from './combination-command.ts';
import { inputArguments } from './combination-docs.ts';
import { type CombinationForm, CombinationRequest } from './combination-request.ts';
import { countCommon, intersect } from './combine-sets.ts';

const INTERSECTION: Omit<Combination, 'docs'> = { combine: intersect, weights: 'with weights' };
const COMPLEXITY =
  'O(N*K)+O(M*log(M)) for K sets, N members of the smallest and M members of the result';

export const zinter = answeringCommand('ZINTER', {
  ...INTERSECTION,
  docs: {
    since: '6.2.0',
    summary: 'Returns the members that all of several sorted sets have.',
    complexity: COMPLEXITY,
  },
});

export const zinterstore = storingCommand('ZINTERSTORE', {
  ...INTERSECTION,
  event: Events.zinterStore,
  docs: {
    since: '2.0.0',
    summary: 'Stores the members that all of several sorted sets have under a key.',
    complexity: COMPLEXITY,
  },
});

const CARD_FORM: CombinationForm = { numkeys: 1, weights: 'without weights', last: 'limit' };
const request = new CombinationRequest();

export const zintercard = defineCommand({
  name: 'ZINTERCARD',
  arity: -3,
  flags: ['readonly', 'movablekeys'],
  categories: ['sortedset'],
  keys: [keysCounted(1, 'RO', 'access')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '7.0.0',
    summary: 'Counts the members that all of several sorted sets have.',
    complexity: 'O(N*K) for K sets and N members of the smallest',
    arguments: [
      ...inputArguments(0),
      { name: 'limit', type: 'integer', token: 'LIMIT', flags: ['optional'] },
    ],
  },
  run(call) {
    const { sources, limit } = request.read(call, CARD_FORM);
    call.reply.integer(countCommon(call, sources, limit));
    request.close();
  },
});
