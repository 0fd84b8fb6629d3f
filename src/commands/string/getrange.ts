import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { readInteger64 } from '../integer-argument.ts';

const ARGUMENTS: readonly ArgumentDoc[] = [
  KEY,
  { name: 'start', type: 'integer' },
  { name: 'end', type: 'integer' },
];

export const getrange = defineCommand({
  name: 'GETRANGE',
  arity: 4,
  flags: ['readonly'],
  categories: ['string'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3],
  docs: {
    group: 'string',
    since: '2.4.0',
    summary: 'Returns the bytes of a string between two offsets, both included.',
    complexity: 'O(N) for N bytes returned',
    arguments: ARGUMENTS,
  },
  run: answerRange,
});

export const substr = defineCommand({
  name: 'SUBSTR',
  arity: 4,
  flags: ['readonly'],
  categories: ['string'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3],
  docs: {
    group: 'string',
    since: '1.0.0',
    summary: 'Returns the bytes of a string between two offsets: the old name of GETRANGE.',
    complexity: 'O(N) for N bytes returned',
    flags: ['deprecated'],
    deprecatedSince: '2.0.0',
    replacedBy: '`GETRANGE`',
    arguments: ARGUMENTS,
  },
  run: answerRange,
});

function answerRange(call: Call): void {
  const first = readInteger64(call, 2);
  const last = readInteger64(call, 3);
  const value = call.readString(1);
  const length = value?.length ?? 0;
  const from = fromStart(first, length);
  const to = Math.min(fromStart(last, length), length - 1);
  // Two offsets behind the end in the wrong order are nothing, even when both fall before the first byte.
  const crossed = first < 0 && last < 0 && first > last;
  if (value === undefined || crossed || from > to) call.reply.bulkLatin1('');
  else call.reply.bulkFrom(value.u8, value.dv, value.start + from, to - from + 1);
}

/** An offset counted from the end when negative, but never before the first byte. */
function fromStart(offset: number | bigint, length: number): number {
  const index = Number(offset);
  return index < 0 ? Math.max(0, length + index) : index;
}
