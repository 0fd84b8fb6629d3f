import { INT64_MIN, parseBigInteger, parseInteger } from '../../base/int64.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { increment, incrementExactly } from './increment.ts';

const decrementOverflow = new CommandError('ERR decrement would overflow');

export const incr = defineCommand({
  name: 'INCR',
  arity: 2,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Adds one to the integer that a key holds.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    increment(call, 1);
  },
});

export const decr = defineCommand({
  name: 'DECR',
  arity: 2,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Takes one from the integer that a key holds.',
    complexity: 'O(1)',
    arguments: [KEY],
  },
  run(call) {
    increment(call, -1);
  },
});

export const incrby = defineCommand({
  name: 'INCRBY',
  arity: 3,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Adds a number to the integer that a key holds.',
    complexity: 'O(1)',
    arguments: [KEY, { name: 'increment', type: 'integer' }],
  },
  run(call) {
    const { args } = call;
    const by = parseInteger(args.u8, args.start(2), args.length(2));
    if (Number.isFinite(by)) {
      increment(call, by);
      return;
    }
    const big = parseBigInteger(args.u8, args.start(2), args.length(2));
    if (big === undefined) throw Errors.notInteger;
    incrementExactly(call, big);
  },
});

export const decrby = defineCommand({
  name: 'DECRBY',
  arity: 3,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Takes a number from the integer that a key holds.',
    complexity: 'O(1)',
    arguments: [KEY, { name: 'decrement', type: 'integer' }],
  },
  run(call) {
    const { args } = call;
    const by = parseInteger(args.u8, args.start(2), args.length(2));
    if (Number.isFinite(by)) {
      // 0 - by rather than -by: a negative zero would be written as 0 but is not worth the thought.
      increment(call, 0 - by);
      return;
    }
    const big = parseBigInteger(args.u8, args.start(2), args.length(2));
    if (big === undefined) throw Errors.notInteger;
    if (big === INT64_MIN) throw decrementOverflow;
    incrementExactly(call, -big);
  },
});
