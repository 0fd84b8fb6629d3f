import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { readBitOffset } from './bit-offset.ts';

export const getbit = defineCommand({
  name: 'GETBIT',
  arity: 3,
  flags: ['readonly', 'fast'],
  categories: ['bitmap'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2],
  docs: {
    group: 'bitmap',
    since: '2.2.0',
    summary: 'Returns one bit of a string; beyond its end all bits are 0.',
    complexity: 'O(1)',
    arguments: [KEY, { name: 'offset', type: 'integer' }],
  },
  run(call) {
    const offset = readBitOffset(call, 2);
    const value = call.readString(1);
    const byte = Math.floor(offset / 8);
    const bits = value === undefined || byte >= value.length ? 0 : value.u8[value.start + byte]!;
    call.reply.integer((bits >> (7 - (offset % 8))) & 1);
  },
});
