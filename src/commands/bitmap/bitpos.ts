import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { readInteger64 } from '../integer-argument.ts';
import { readUnit, resolveSpan, type SpanWords, wholeString } from './bit-span.ts';
import { UNIT } from './bitcount.ts';
import { findBit } from './find-bit.ts';

const noBit = new CommandError('ERR The bit argument must be 1 or 0.');

export const bitpos = defineCommand({
  name: 'BITPOS',
  arity: -3,
  flags: ['readonly'],
  categories: ['bitmap'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3, 4, 5],
  docs: {
    group: 'bitmap',
    since: '2.8.7',
    summary: 'Finds the first bit of a string, or of a part of it, that is 1 (or 0).',
    complexity: 'O(N) for N bytes looked at',
    history: [['7.0.0', 'Ends in bits: the unit `BYTE` or `BIT`.']],
    arguments: [
      KEY,
      { name: 'bit', type: 'integer' },
      {
        name: 'range',
        type: 'block',
        flags: ['optional'],
        arguments: [
          { name: 'start', type: 'integer' },
          {
            name: 'end-unit-block',
            type: 'block',
            flags: ['optional'],
            arguments: [{ name: 'end', type: 'integer' }, UNIT],
          },
        ],
      },
    ],
  },
  run(call) {
    const bit = call.integer(2);
    if (bit !== 0 && bit !== 1) throw noBit;
    const words = call.count === 3 ? undefined : readSpan(call);
    const value = call.readString(1);
    if (value === undefined) {
      // A key that isn't there is a string of zeros without an end.
      call.reply.integer(bit === 1 ? -1 : 0);
      return;
    }
    const span = words === undefined ? wholeString(value.length) : resolveSpan(words, value.length);
    const found = findBit(value, bit, span);
    // A string whose end nobody named goes on with zeros behind its last bit.
    const endless = bit === 0 && call.count < 5 && span.first <= span.last;
    call.reply.integer(found === -1 && endless ? value.length * 8 : found);
  },
});

/** Words are judged before the key, as in Valkey 8; Redis 7.2 answers for a missing key whatever the words are. */
function readSpan(call: Call): SpanWords {
  if (call.count > 6) throw Errors.syntax;
  const start = readInteger64(call, 3);
  // Clients see that the unit is judged before the end.
  const unit = call.count > 5 ? readUnit(call, 5) : 'byte';
  return { start, end: call.count > 4 ? readInteger64(call, 4) : -1, unit };
}
