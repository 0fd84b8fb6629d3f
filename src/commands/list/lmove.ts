import { defineCommand } from '../../command/command.ts';
import { keyAt } from '../../command/key-spec.ts';
import { moveElement } from './move-element.ts';
import { readSide, sideDoc } from './side-argument.ts';

const KEYS = [keyAt(1, 'RW', 'access', 'delete'), keyAt(2, 'RW', 'insert')];
const KEY_DOCS = [
  { name: 'source', type: 'key', keySpec: 0 },
  { name: 'destination', type: 'key', keySpec: 1 },
] as const;

export const lmove = defineCommand({
  name: 'LMOVE',
  arity: 5,
  flags: ['write', 'denyoom'],
  categories: ['list'],
  keys: KEYS,
  loggable: [1, 2, 3, 4],
  docs: {
    group: 'list',
    since: '6.2.0',
    summary:
      'Takes an element off an end of a list, puts it at an end of another one and returns it.',
    complexity: 'O(1)',
    arguments: [...KEY_DOCS, sideDoc('wherefrom'), sideDoc('whereto')],
  },
  run(call) {
    const from = readSide(call, 3);
    const to = readSide(call, 4);
    if (!moveElement(call, { from, to })) call.reply.null();
  },
});

export const rpoplpush = defineCommand({
  name: 'RPOPLPUSH',
  arity: 3,
  flags: ['write', 'denyoom'],
  categories: ['list'],
  keys: KEYS,
  loggable: [1, 2],
  docs: {
    group: 'list',
    since: '1.2.0',
    summary: 'Takes the last element off a list, puts it in front of another one and returns it.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '6.2.0',
    replacedBy: '`LMOVE` with the `RIGHT` and `LEFT` arguments',
    arguments: KEY_DOCS,
  },
  run(call) {
    if (!moveElement(call, { from: 'tail', to: 'head' })) call.reply.null();
  },
});
