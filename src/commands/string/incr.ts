import { INT64_MIN } from '../../base/int64.ts';
import type { Call } from '../../command/call.ts';
import { type Command, defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { readInteger64 } from '../integer-argument.ts';
import { increment, incrementExactly } from './increment.ts';

const decrementOverflow = new CommandError('ERR decrement would overflow');

/** What INCR, DECR, INCRBY and DECRBY don't share. */
interface IncrementParts {
  readonly name: Uppercase<string>;
  readonly summary: string;
  /** What the number to add is called, for those that take one. */
  readonly number?: string;
  readonly run: (call: Call) => void;
}

function incrementCommand({ name, summary, number, run }: IncrementParts): Command {
  return defineCommand({
    name,
    arity: number === undefined ? 2 : 3,
    flags: ['write', 'denyoom', 'fast'],
    categories: ['string'],
    keys: [keyAt(1, 'RW', 'access', 'update')],
    loggable: number === undefined ? [1] : [1, 2],
    docs: {
      group: 'string',
      since: '1.0.0',
      summary,
      complexity: 'O(1)',
      arguments: number === undefined ? [KEY] : [KEY, { name: number, type: 'integer' }],
    },
    run,
  });
}

export const incr = incrementCommand({
  name: 'INCR',
  summary: 'Adds one to the integer that a key holds.',
  run(call) {
    increment(call, 1);
  },
});

export const decr = incrementCommand({
  name: 'DECR',
  summary: 'Takes one from the integer that a key holds.',
  run(call) {
    increment(call, -1);
  },
});

export const incrby = incrementCommand({
  name: 'INCRBY',
  summary: 'Adds a number to the integer that a key holds.',
  number: 'increment',
  run(call) {
    const by = readInteger64(call, 2);
    if (typeof by === 'number') increment(call, by);
    else incrementExactly(call, by);
  },
});

export const decrby = incrementCommand({
  name: 'DECRBY',
  summary: 'Takes a number from the integer that a key holds.',
  number: 'decrement',
  run(call) {
    const by = readInteger64(call, 2);
    if (by === INT64_MIN) throw decrementOverflow;
    // 0 - by rather than -by: a negative zero would be written as 0 but is not worth the thought.
    if (typeof by === 'number') increment(call, 0 - by);
    else incrementExactly(call, -by);
  },
});
