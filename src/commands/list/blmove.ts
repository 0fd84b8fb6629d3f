import { fromLatin1 } from '../../base/bytes.ts';
import type { Side } from '../../collections/list.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { keyAt } from '../../command/key-spec.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { nothingCame, readBlockingTimeout } from '../blocking-timeout.ts';
import { isPropagated } from '../propagation.ts';
import { moveElement } from './move-element.ts';
import { readSide, sideDoc } from './side-argument.ts';

const KEYS = [keyAt(1, 'RW', 'access', 'delete'), keyAt(2, 'RW', 'insert')];
const KEY_DOCS = [
  { name: 'source', type: 'key', keySpec: 0 },
  { name: 'destination', type: 'key', keySpec: 1 },
] as const;
const TIMEOUT_DOC = { name: 'timeout', type: 'double' } as const;

export const blmove = defineCommand({
  name: 'BLMOVE',
  arity: 6,
  flags: ['write', 'denyoom', 'blocking'],
  traits: ['may-block'],
  categories: ['list'],
  keys: KEYS,
  loggable: [1, 2, 3, 4, 5],
  docs: {
    group: 'list',
    since: '6.2.0',
    summary:
      'Takes an element off an end of a list or waits for one, puts it at an end of another list and returns it.',
    complexity: 'O(1)',
    arguments: [...KEY_DOCS, sideDoc('wherefrom'), sideDoc('whereto'), TIMEOUT_DOC],
  },
  run(call) {
    const from = readSide(call, 3);
    const to = readSide(call, 4);
    const timeoutMs = readBlockingTimeout(call, 5);
    moveOrBlock(call, { from, to, timeoutMs, moved: ['LMOVE', 5] });
  },
});

export const brpoplpush = defineCommand({
  name: 'BRPOPLPUSH',
  arity: 4,
  flags: ['write', 'denyoom', 'blocking'],
  traits: ['may-block'],
  categories: ['list'],
  keys: KEYS,
  loggable: [1, 2, 3],
  docs: {
    group: 'list',
    since: '2.2.0',
    summary:
      'Takes the last element off a list or waits for one, puts it in front of another list and returns it.',
    complexity: 'O(1)',
    flags: ['deprecated'],
    deprecatedSince: '6.2.0',
    replacedBy: '`BLMOVE` with the `RIGHT` and `LEFT` arguments',
    history: [['6.0.0', 'The timeout may have a fraction.']],
    arguments: [...KEY_DOCS, TIMEOUT_DOC],
  },
  run(call) {
    const timeoutMs = readBlockingTimeout(call, 3);
    moveOrBlock(call, { from: 'tail', to: 'head', timeoutMs, moved: ['RPOPLPUSH', 3] });
  },
});

interface Move {
  readonly from: Side;
  readonly to: Side;
  readonly timeoutMs: number;
  /** The command that moves without waiting, and how many words of the request it takes. */
  readonly moved: readonly [name: string, words: number];
}

function moveOrBlock(call: Call, { from, to, timeoutMs, moved }: Move): void {
  const [name, words] = moved;
  if (moveElement(call, { from, to })) {
    if (!isPropagated(call)) return;
    const kept = Array.from({ length: words - 1 }, (_, word) => call.args.copy(word + 1));
    call.propagateAs([fromLatin1(name), ...kept]);
  } else if (call.session.denyBlocking) call.reply.null();
  // As Redis: a null array, though the reply would have been a string.
  else
    call.block({
      keys: { first: 1, count: 1, type: ValueType.list },
      timeoutMs,
      onTimeout: nothingCame,
    });
}
