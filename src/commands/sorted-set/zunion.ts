import { Events } from '../../keyspace/changes.ts';
import { answeringCommand, type Combination, storingCommand } from './combination-command.ts';
import { unite } from './combine-sets.ts';

const UNION: Omit<Combination, 'docs'> = { combine: unite, weights: 'with weights' };
const COMPLEXITY = 'O(N)+O(M*log(M)) for N members of all sets and M of the result';

export const zunion = answeringCommand('ZUNION', {
  ...UNION,
  docs: {
    since: '6.2.0',
    summary: 'Returns the members that any of several sorted sets has.',
    complexity: COMPLEXITY,
  },
});

export const zunionstore = storingCommand('ZUNIONSTORE', {
  ...UNION,
  event: Events.zunionStore,
  docs: {
    since: '2.0.0',
    summary: 'Stores the members that any of several sorted sets has under a key.',
    complexity: COMPLEXITY,
  },
});
