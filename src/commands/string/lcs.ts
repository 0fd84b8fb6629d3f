import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { readInteger64 } from '../integer-argument.ts';
import {
  commonBytes,
  commonRanges,
  type LcsRange,
  type LcsTable,
  lengthsOfCommonParts,
} from './lcs-table.ts';

const notStrings = new CommandError('ERR The specified keys must contain string values');
const ambiguous = new CommandError(
  'ERR If you want both the length and indexes, please just use IDX.',
);
const tooLarge = new CommandError(
  'ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len',
);

const TYPE_BITS = 15;
const CELL_BYTES = 4;

export const lcs = defineCommand({
  name: 'LCS',
  arity: -3,
  flags: ['readonly'],
  categories: ['string'],
  keys: [{ begin: 1, find: { last: 1, step: 1, limit: 0 }, access: ['RO', 'access'] }],
  loggable: [1, 2, 3, 4, 5, 6, 7],
  docs: {
    group: 'string',
    since: '7.0.0',
    summary: 'Finds the longest sequence of bytes that two strings have in common.',
    complexity: 'O(N*M) for strings of N and M bytes',
    arguments: [
      { name: 'key1', type: 'key', keySpec: 0 },
      { name: 'key2', type: 'key', keySpec: 0 },
      { name: 'len', type: 'pure-token', token: 'LEN', flags: ['optional'] },
      { name: 'idx', type: 'pure-token', token: 'IDX', flags: ['optional'] },
      { name: 'min-match-len', type: 'integer', token: 'MINMATCHLEN', flags: ['optional'] },
      { name: 'withmatchlen', type: 'pure-token', token: 'WITHMATCHLEN', flags: ['optional'] },
    ],
  },
  run(call) {
    // Both keys are judged before the options, as in Redis.
    const left = stringOrEmpty(call, 1);
    const right = stringOrEmpty(call, 2);
    if (left === undefined || right === undefined) throw notStrings;
    const options = readOptions(call);
    const cells = (left.length + 1) * (right.length + 1);
    if (cells * CELL_BYTES > call.settings.protocol.protoMaxBulkBytes) throw tooLarge;
    const table = lengthsOfCommonParts(left, right);
    if (options.idx) answerRanges(call, table, options);
    else if (options.len) call.reply.integer(table.length);
    else call.reply.bulkBytes(commonBytes(table));
  },
});

interface LcsOptions {
  len: boolean;
  idx: boolean;
  withMatchLen: boolean;
  minMatchLen: number | bigint;
}

function readOptions(call: Call): LcsOptions {
  const options: LcsOptions = { len: false, idx: false, withMatchLen: false, minMatchLen: 0 };
  for (let word = 3; word < call.args.count; word++) {
    if (call.is(word, 'idx')) options.idx = true;
    else if (call.is(word, 'len')) options.len = true;
    else if (call.is(word, 'withmatchlen')) options.withMatchLen = true;
    else if (call.is(word, 'minmatchlen') && word + 1 < call.args.count) {
      word++;
      options.minMatchLen = readInteger64(call, word);
    } else throw Errors.syntax;
  }
  if (options.len && options.idx) throw ambiguous;
  return options;
}

/** A copy, because the second lookup reuses the range of the first. Undefined for another type. */
function stringOrEmpty(call: Call, word: number): Uint8Array | undefined {
  const address = call.db.read(call.args, word);
  if (address === 0) return new Uint8Array(0);
  return (call.db.kind(address) & TYPE_BITS) === 0 ? call.db.value(address).copy() : undefined;
}

function answerRanges(call: Call, table: LcsTable, options: LcsOptions): void {
  const { reply } = call;
  const ranges = commonRanges(table).filter((range) => range.length >= options.minMatchLen);
  reply.map(2);
  reply.bulkLatin1('matches');
  reply.array(ranges.length);
  for (const range of ranges) answerRange(call, range, options.withMatchLen);
  reply.bulkLatin1('len');
  reply.integer(table.length);
}

function answerRange(call: Call, range: LcsRange, withLength: boolean): void {
  const { reply } = call;
  reply.array(withLength ? 3 : 2);
  for (const start of [range.left, range.right]) {
    reply.array(2);
    reply.integer(start);
    reply.integer(start + range.length - 1);
  }
  if (withLength) reply.integer(range.length);
}
