import { copyBytes } from '../../base/copy-bytes.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { kindOf, StringEncoding, ValueType } from '../../keyspace/entry.ts';
import { readInteger64 } from '../integer-argument.ts';
import { checkStringLength } from './string-limit.ts';

const RAW = kindOf(ValueType.string, StringEncoding.raw);

export const setrange = defineCommand({
  name: 'SETRANGE',
  arity: 4,
  flags: ['write', 'denyoom'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'update')],
  loggable: [1, 2],
  docs: {
    group: 'string',
    since: '2.2.0',
    summary: 'Writes over a part of a string from an offset on; a gap is filled with zero bytes.',
    complexity: 'O(M) for a value of M bytes, plus the copy when the string must move',
    arguments: [KEY, { name: 'offset', type: 'integer' }, { name: 'value', type: 'string' }],
  },
  run(call) {
    const offset = readInteger64(call, 2);
    if (offset < 0) throw Errors.offsetOutOfRange;
    const address = call.writeString(1);
    const oldLength = address === 0 ? 0 : call.db.value(address).length;
    const written = call.args.length(3);
    if (written === 0) {
      call.reply.integer(oldLength);
      return;
    }
    const end = Number(offset) + written;
    checkStringLength(call, end);
    call.reply.integer(overwrite(call, { address, oldLength, offset: Number(offset) }));
  },
});

interface Place {
  /** 0 when the key does not exist. */
  readonly address: number;
  readonly oldLength: number;
  readonly offset: number;
}

/** Returns how long the string is afterwards. */
function overwrite(call: Call, place: Place): number {
  const { args, db } = call;
  const { oldLength, offset } = place;
  const written = args.length(3);
  const length = Math.max(oldLength, offset + written);
  let { address } = place;
  if (address === 0) address = db.place(args, 1, RAW, length);
  else if (length === oldLength) db.beforeWriteInPlace(address);
  else address = db.resize(address, length);
  if (db.kind(address) !== RAW) db.setKind(address, RAW);
  const value = db.value(address);
  // A block is given out with what was in it before, which nobody may see.
  if (offset > oldLength) value.u8.fill(0, value.start + oldLength, value.start + offset);
  copyBytes(args.u8, args.dv, args.start(3), value.u8, value.dv, value.start + offset, written);
  db.changed(address, Events.setRange);
  return length;
}
