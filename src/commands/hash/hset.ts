import { ByteRange } from '../../base/byte-range.ts';
import { HashValue } from '../../collections/hash-value.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { wrongArity } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { FIELDS_AND_VALUES } from './field-docs.ts';

const hash = new HashValue();
const field = new ByteRange();
const value = new ByteRange();

export const hset = defineCommand({
  name: 'HSET',
  arity: -4,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RW', 'update')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Sets fields of a hash, which is made when it does not exist.',
    complexity: 'O(1) for each field',
    history: [['4.0.0', 'Takes several fields with their values.']],
    arguments: [KEY, FIELDS_AND_VALUES],
  },
  run(call) {
    call.reply.integer(setFields(call));
  },
});

export const hmset = defineCommand({
  name: 'HMSET',
  arity: -4,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['hash'],
  keys: [keyAt(1, 'RW', 'update')],
  loggable: [1],
  docs: {
    group: 'hash',
    since: '2.0.0',
    summary: 'Sets fields of a hash, as HSET does, and answers OK.',
    complexity: 'O(N) for N fields',
    flags: ['deprecated'],
    deprecatedSince: '4.0.0',
    replacedBy: '`HSET` with multiple field-value pairs',
    arguments: [KEY, FIELDS_AND_VALUES],
  },
  run(call) {
    setFields(call);
    call.reply.ok();
  },
});

/** Sets the pairs from word 2 on. Returns how many fields are new. */
function setFields(call: Call): number {
  const { args, db } = call;
  const limits = call.settings.encoding;
  if (args.count % 2 === 1) throw wrongArity(call.row.fullName);
  const address = call.writeEntry(1, ValueType.hash);
  let created = 0;
  let word = 2;
  if (address === 0) {
    args.range(2, field);
    args.range(3, value);
    const encoding = exceedsListpack(call) ? 'hashtable' : 'listpack';
    hash.create(db, { args, word: 1 }, { field, value, encoding });
    created = 1;
    word = 4;
  } else if (hash.open(db, address).members === undefined && exceedsListpack(call)) hash.grow();
  try {
    for (; word < args.count; word += 2) {
      if (hash.set(args.range(word, field), args.range(word + 1, value), limits)) created++;
    }
  } finally {
    // Also of what had been set when memory ran out.
    if (word > 2) {
      db.world.changes.dirty += (word - 4) / 2;
      db.changed(hash.address, Events.hset);
    }
  }
  return created;
}

/** Whether so many or so long words make it a table at once, though some may be the same. */
function exceedsListpack({ args, settings }: Call): boolean {
  const { hashMaxListpackEntries, hashMaxListpackValueBytes } = settings.encoding;
  if ((args.count - 2) / 2 > hashMaxListpackEntries) return true;
  for (let word = 2; word < args.count; word++) {
    if (args.length(word) > hashMaxListpackValueBytes) return true;
  }
  return false;
}
