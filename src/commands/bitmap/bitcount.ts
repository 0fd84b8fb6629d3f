import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { readInteger64 } from '../integer-argument.ts';
import { readUnit, resolveSpan, type SpanWords, wholeString } from './bit-span.ts';
import { countSpan } from './count-bits.ts';

export const UNIT: ArgumentDoc = {
  name: 'unit',
  type: 'oneof',
  since: '7.0.0',
  flags: ['optional'],
  arguments: [
    { name: 'byte', type: 'pure-token', token: 'BYTE' },
    { name: 'bit', type: 'pure-token', token: 'BIT' },
  ],
};

export const bitcount = defineCommand({
  name: 'BITCOUNT',
  arity: -2,
  flags: ['readonly'],
  categories: ['bitmap'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3, 4],
  docs: {
    group: 'bitmap',
    since: '2.6.0',
    summary: 'Counts the bits that are 1 in a string or a part of it.',
    complexity: 'O(N) for N bytes looked at',
    history: [['7.0.0', 'Ends in bits: the unit `BYTE` or `BIT`.']],
    arguments: [
      KEY,
      {
        name: 'range',
        type: 'block',
        flags: ['optional'],
        arguments: [{ name: 'start', type: 'integer' }, { name: 'end', type: 'integer' }, UNIT],
      },
    ],
  },
  run(call) {
    const words = call.count === 2 ? undefined : readSpan(call);
    const value = call.readString(1);
    if (value === undefined || (words !== undefined && isCrossed(words))) {
      call.reply.integer(0);
      return;
    }
    const { length } = value;
    const span = words === undefined ? wholeString(length) : resolveSpan(words, length);
    call.reply.integer(countSpan(value, span));
  },
});

/**
 * Words are judged before the key, and a start alone is enough, as in Valkey 8. Redis 7.2 answers 0 for a missing
 * key whatever the words are, and refuses a start without an end.
 */
function readSpan(call: Call): SpanWords {
  if (call.count > 5) throw Errors.syntax;
  const start = readInteger64(call, 2);
  const end = call.count > 3 ? readInteger64(call, 3) : -1;
  return { start, end, unit: call.count > 4 ? readUnit(call, 4) : 'byte' };
}

/** Two ends behind the string's end in the wrong order are nothing, even when both fall before its first bit. */
function isCrossed({ start, end }: SpanWords): boolean {
  return start < 0 && end < 0 && start > end;
}
