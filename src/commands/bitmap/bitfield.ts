import type { Arguments } from '../../base/arguments.ts';
import { ByteRange } from '../../base/byte-range.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { type ArgumentDoc, KEY } from '../../command/docs.ts';
import { CommandError } from '../../command/errors.ts';
import { type KeySpec, keyAt, keyFlagBits } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { type Exact, readField, writeField } from './field.ts';
import { FieldOperation } from './field-operation.ts';
import { assigned, incremented } from './field-overflow.ts';
import { growString, isShorter } from './grow-string.ts';

const readsOnly = new CommandError('ERR BITFIELD_RO only supports the GET subcommand');

const READS = keyFlagBits(['RO', 'access']);
const WRITES = keyFlagBits(['RW', 'access', 'update']);

const FIELD_KEY: KeySpec = {
  begin: 1,
  find: { last: 0, step: 1, limit: 0 },
  access: ['RW', 'access', 'update', 'variable_flags'],
  notes: 'This command allows both access and modification of the key',
};

const FIELD: readonly ArgumentDoc[] = [
  { name: 'encoding', type: 'string' },
  { name: 'offset', type: 'integer' },
];

const WRITE: ArgumentDoc = {
  name: 'write',
  type: 'block',
  arguments: [
    {
      name: 'overflow-block',
      type: 'oneof',
      token: 'OVERFLOW',
      flags: ['optional'],
      arguments: [
        { name: 'wrap', type: 'pure-token', token: 'WRAP' },
        { name: 'sat', type: 'pure-token', token: 'SAT' },
        { name: 'fail', type: 'pure-token', token: 'FAIL' },
      ],
    },
    {
      name: 'write-operation',
      type: 'oneof',
      arguments: [
        {
          name: 'set-block',
          type: 'block',
          token: 'SET',
          arguments: [...FIELD, { name: 'value', type: 'integer' }],
        },
        {
          name: 'incrby-block',
          type: 'block',
          token: 'INCRBY',
          arguments: [...FIELD, { name: 'increment', type: 'integer' }],
        },
      ],
    },
  ],
};

export const bitfield = defineCommand({
  name: 'BITFIELD',
  arity: -2,
  flags: ['write', 'denyoom'],
  categories: ['bitmap'],
  keys: [FIELD_KEY],
  loggable: [1, 2, 3, 4],
  docs: {
    group: 'bitmap',
    since: '3.2.0',
    summary: 'Reads, sets and counts up integers of any width inside a string.',
    complexity: 'O(1) for each operation',
    arguments: [
      KEY,
      {
        name: 'operation',
        type: 'oneof',
        flags: ['optional', 'multiple'],
        arguments: [{ name: 'get-block', type: 'block', token: 'GET', arguments: FIELD }, WRITE],
      },
    ],
  },
  findKeys(args, into) {
    into.add(1, readsAlone(args) ? READS : WRITES);
  },
  run(call) {
    runFields(call, 'read-write');
  },
});

export const bitfieldRo = defineCommand({
  name: 'BITFIELD_RO',
  arity: -2,
  flags: ['readonly', 'fast'],
  categories: ['bitmap'],
  keys: [keyAt(1, 'RO', 'access')],
  loggable: [1, 2, 3, 4],
  docs: {
    group: 'bitmap',
    since: '6.0.0',
    summary: 'Reads integers of any width inside a string.',
    complexity: 'O(1) for each operation',
    arguments: [
      KEY,
      {
        name: 'get-block',
        type: 'block',
        token: 'GET',
        flags: ['optional', 'multiple', 'multiple_token'],
        arguments: FIELD,
      },
    ],
  },
  run(call) {
    runFields(call, 'read-only');
  },
});

/** Whether a user who may only read the key may send this: whatever is no GET or OVERFLOW asks for more. */
function readsAlone(args: Arguments): boolean {
  let word = 2;
  while (word < args.count) {
    const following = args.count - word - 1;
    if (following >= 2 && args.is(word, 'get')) word += 3;
    else if (following >= 1 && args.is(word, 'overflow')) word += 2;
    else return false;
  }
  return true;
}

const operation = new FieldOperation();
/** An integer of twenty digits as a reply. */
const ANSWER_BYTES_MAX = 24;

/** What the first reading of a request tells of it. */
interface Survey {
  readonly operations: number;
  /** The last bit that is written, -1 when none is. */
  readonly lastBit: number;
}

function survey(call: Call): Survey {
  let operations = 0;
  let lastBit = -1;
  operation.start();
  for (let word = 2; word < call.count; ) {
    word = operation.read(call, word);
    if (operation.kind === 'overflow') continue;
    operations++;
    if (operation.writes) lastBit = Math.max(lastBit, operation.offset + operation.type.bits - 1);
  }
  return { operations, lastBit };
}

function runFields(call: Call, access: 'read-write' | 'read-only'): void {
  const { operations, lastBit } = survey(call);
  if (lastBit < 0) {
    const value = call.readString(1) ?? new ByteRange();
    call.reply.array(operations);
    runAll(call, value);
    return;
  }
  if (access === 'read-only') throw readsOnly;
  const { db } = call;
  const lastByte = Math.floor(lastBit / 8);
  const old = call.writeString(1);
  const grows = isShorter(call, old, lastByte);
  // A reply that finds no room must not leave half of the writes.
  call.reply.reserve((operations + 1) * ANSWER_BYTES_MAX);
  const address = growString(call, old, lastByte);
  call.reply.array(operations);
  const changes = runAll(call, db.value(address));
  // In a string that grew every write counts, as in Redis.
  const counted = grows ? changes.written : changes.changed;
  if (counted > 0) {
    db.changed(address, Events.setBit);
    db.world.changes.dirty += counted - 1;
  } else if (grows) {
    // Every write failed and the string is longer all the same. Redis keeps that from its replicas and AOF, which
    // are different from then on; here they hear of it, and subscribers don't, as in Redis.
    db.changed(address, Events.untold);
  }
}

interface FieldChanges {
  readonly written: number;
  readonly changed: number;
}

/** Runs the operations on a string that is long enough and writes a reply for each. */
function runAll(call: Call, value: ByteRange): FieldChanges {
  let written = 0;
  let changed = 0;
  operation.start();
  for (let word = 2; word < call.count; ) {
    word = operation.read(call, word);
    if (operation.kind === 'overflow') continue;
    const old = readField(value, operation.offset, operation.type);
    if (operation.kind === 'get') {
      answer(call, old);
      continue;
    }
    const isSet = operation.kind === 'set';
    const { operand } = operation;
    const fresh = isSet ? assigned(operand, operation) : incremented(old, operand, operation);
    if (fresh === undefined) {
      call.reply.null();
      continue;
    }
    answer(call, isSet ? old : fresh);
    writeField(value, operation, fresh);
    written++;
    if (fresh !== old) changed++;
  }
  return { written, changed };
}

function answer(call: Call, value: Exact): void {
  if (typeof value === 'bigint') call.reply.bigInteger(value);
  else call.reply.integer(value);
}
