import { Events } from '../../keyspace/changes.ts';
import { answeringCommand, type Combination, storingCommand } from './combination-command.ts';
import { subtract } from './combine-sets.ts';

const DIFFERENCE: Omit<Combination, 'docs'> = {
  combine: (call, { sources }, into) => {
    subtract(call, sources, into);
  },
  weights: 'without weights',
};
const COMPLEXITY =
  'O(N*K)+O(M*log(M)) for K sets, N members of the first and M members of the result';

export const zdiff = answeringCommand('ZDIFF', {
  ...DIFFERENCE,
  docs: {
    since: '6.2.0',
    summary: 'Returns the members of a sorted set that no other of several sets has.',
    complexity: COMPLEXITY,
  },
});

export const zdiffstore = storingCommand('ZDIFFSTORE', {
  ...DIFFERENCE,
  event: Events.zdiffStore,
  docs: {
    since: '6.2.0',
    summary: 'Stores the members of a sorted set that no other of several sets has under a key.',
    complexity: COMPLEXITY,
  },
});
