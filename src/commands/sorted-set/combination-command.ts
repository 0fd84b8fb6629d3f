import { BigSortedSet } from '../../collections/big-sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import type { CommandDocs } from '../../command/docs.ts';
import { keyAt, keysCounted } from '../../command/key-spec.ts';
import type { KeyEvent } from '../../keyspace/changes.ts';
import { DESTINATION, inputArguments, WEIGHT_ARGUMENTS } from './combination-docs.ts';
import { type CombinationForm, CombinationRequest } from './combination-request.ts';
import { WITH_SCORES } from './range-arguments.ts';
import { storeResult } from './store-result.ts';

/** Makes the members of the result, without an order yet. */
type Combine = (call: Call, request: CombinationRequest, into: BigSortedSet) => void;

export interface Combination {
  readonly combine: Combine;
  readonly weights: CombinationForm['weights'];
  readonly docs: Pick<CommandDocs, 'since' | 'summary' | 'complexity'>;
}

const request = new CombinationRequest();

/** ZUNION and its kin: answers the result. */
export function answeringCommand(name: Uppercase<string>, what: Combination): Command {
  const form: CombinationForm = { numkeys: 1, weights: what.weights, last: 'withscores' };
  return defineCommand({
    name,
    arity: -3,
    flags: ['readonly', 'movablekeys'],
    categories: ['sortedset'],
    keys: [keysCounted(1, 'RO', 'access')],
    loggable: [1],
    docs: {
      group: 'sorted-set',
      ...what.docs,
      arguments: [...inputArguments(0), ...weightArguments(what), WITH_SCORES],
    },
    run(call) {
      const made = combined(call, what, form);
      try {
        answer(call, made);
      } finally {
        made.release();
      }
    },
  });
}

/** ZUNIONSTORE and its kin: keeps the result under another key. */
export function storingCommand(
  name: Uppercase<string>,
  what: Combination & { readonly event: KeyEvent },
): Command {
  const form: CombinationForm = { numkeys: 2, weights: what.weights, last: 'nothing' };
  return defineCommand({
    name,
    arity: -4,
    flags: ['write', 'denyoom', 'movablekeys'],
    categories: ['sortedset'],
    keys: [keyAt(1, 'OW', 'update'), keysCounted(2, 'RO', 'access')],
    loggable: [1, 2],
    docs: {
      group: 'sorted-set',
      ...what.docs,
      arguments: [DESTINATION, ...inputArguments(1), ...weightArguments(what)],
    },
    run(call) {
      storeResult(call, combined(call, what, form), what.event);
    },
  });
}

function combined(call: Call, { combine }: Combination, form: CombinationForm): BigSortedSet {
  let made: BigSortedSet | undefined;
  try {
    request.read(call, form);
    made = new BigSortedSet(call.db.world);
    combine(call, request, made);
    made.sort();
    return made;
  } catch (thrown) {
    made?.release();
    throw thrown;
  } finally {
    request.close();
  }
}

function weightArguments({ weights }: Combination): typeof WEIGHT_ARGUMENTS {
  return weights === 'with weights' ? WEIGHT_ARGUMENTS : [];
}

function answer(call: Call, made: BigSortedSet): void {
  const { reply } = call;
  const { withScores } = request;
  const { members, index, size } = made;
  const isNested = withScores && reply.resp3;
  reply.array(withScores && !isNested ? size * 2 : size);
  index.seekRank(0);
  for (let i = 0; i < size; i++) {
    if (isNested) reply.array(2);
    reply.bulk(members.key(index.address));
    if (withScores) reply.score(index.score);
    index.next();
  }
}
