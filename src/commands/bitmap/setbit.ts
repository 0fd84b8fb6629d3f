import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { readBitOffset } from './bit-offset.ts';
import { becomeRaw, growString, isShorter } from './grow-string.ts';

export const setbit = defineCommand({
  name: 'SETBIT',
  arity: 4,
  flags: ['write', 'denyoom'],
  categories: ['bitmap'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'bitmap',
    since: '2.2.0',
    summary: 'Sets one bit of a string to 0 or 1 and returns what it was before.',
    complexity: 'O(1), plus the zero bytes when the string must grow',
    arguments: [KEY, { name: 'offset', type: 'integer' }, { name: 'value', type: 'integer' }],
  },
  run(call) {
    const offset = readBitOffset(call, 2);
    const bit = call.integer(3, Errors.bitValue);
    if (bit !== 0 && bit !== 1) throw Errors.bitValue;
    const { db } = call;
    const byte = Math.floor(offset / 8);
    const shift = 7 - (offset % 8);
    const found = call.writeString(1);
    const grows = isShorter(call, found, byte);
    const old = grows ? 0 : (bitsAt(call.db.value(found), byte) >> shift) & 1;
    if (!grows && old === bit) {
      becomeRaw(call, found);
      call.reply.integer(old);
      return;
    }
    const address = growString(call, found, byte);
    const value = db.value(address);
    const at = value.start + byte;
    value.u8[at] = (value.u8[at]! & ~(1 << shift)) | (bit << shift);
    db.changed(address, Events.setBit);
    call.reply.integer(old);
  },
});

function bitsAt(value: { readonly u8: Uint8Array; readonly start: number }, byte: number): number {
  return value.u8[value.start + byte]!;
}
