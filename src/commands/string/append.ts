import { copyBytes } from '../../base/copy-bytes.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { kindOf, StringEncoding, ValueType } from '../../keyspace/entry.ts';
import { checkStringLength } from './string-limit.ts';

const RAW = kindOf(ValueType.string, StringEncoding.raw);

export const append = defineCommand({
  name: 'APPEND',
  arity: 3,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['string'],
  keys: [keyAt(1, 'RW', 'insert')],
  loggable: [1],
  docs: {
    group: 'string',
    since: '2.0.0',
    summary: 'Adds bytes to the end of a string, which is made when it does not exist.',
    complexity: 'O(1) amortized, for short additions',
    arguments: [KEY, { name: 'value', type: 'string' }],
  },
  run(call) {
    const { args, db } = call;
    const added = args.length(2);
    const old = call.writeString(1);
    const oldLength = old === 0 ? 0 : db.value(old).length;
    const length = oldLength + added;
    if (old !== 0) checkStringLength(call, length);
    const address = old === 0 ? db.place(args, 1, 0, length) : db.resize(old, length);
    // A string that came whole may still read as an int; one that grew is raw, as OBJECT ENCODING tells.
    if (old !== 0 && db.kind(address) !== RAW) db.setKind(address, RAW);
    const value = db.value(address);
    copyBytes(args.u8, args.dv, args.start(2), value.u8, value.dv, value.start + oldLength, added);
    db.changed(address, Events.append);
    call.reply.integer(length);
  },
});
