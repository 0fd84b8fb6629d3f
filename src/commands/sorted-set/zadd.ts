import { ByteRange } from '../../base/byte-range.ts';
import { SortedSet } from '../../collections/sorted-set.ts';
import type { Call } from '../../command/call.ts';
import { defineCommand } from '../../command/command.ts';
import { KEY } from '../../command/docs.ts';
import { CommandError, Errors } from '../../command/errors.ts';
import { keyAt } from '../../command/key-spec.ts';
import { Events } from '../../keyspace/changes.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { readScore } from './score-argument.ts';

const NX = 1;
const XX = 2;
const GT = 4;
const LT = 8;
const CH = 16;
const INCR = 32;

const BOTH_CONDITIONS = new CommandError(
  'ERR XX and NX options at the same time are not compatible',
);
const CONTRARY_CONDITIONS = new CommandError(
  'ERR GT, LT, and/or NX options at the same time are not compatible',
);
const ONE_INCREMENT = new CommandError('ERR INCR option supports a single increment-element pair');
const NOT_A_NUMBER = new CommandError('ERR resulting score is not a number (NaN)');

const LETTERS_FROM = 0x41;

/** Room for the scores of one call is kept when it isn't more than these. */
const KEPT_SCORES_MAX = 1024;

const sorted = new SortedSet();
const text = new ByteRange();
let scores = new Float64Array(16);

export const zadd = defineCommand({
  name: 'ZADD',
  arity: -4,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RW', 'update')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '1.2.0',
    summary: 'Adds members to a sorted set or gives those that are there new scores.',
    complexity: 'O(log(N)) for each member, with N members in the set',
    history: [
      ['2.4.0', 'Takes several members.'],
      ['3.0.2', 'The options `XX`, `NX`, `CH` and `INCR` were added.'],
      ['6.2.0', 'The options `GT` and `LT` were added.'],
    ],
    arguments: [
      KEY,
      {
        name: 'condition',
        type: 'oneof',
        since: '3.0.2',
        flags: ['optional'],
        arguments: [
          { name: 'nx', type: 'pure-token', token: 'NX' },
          { name: 'xx', type: 'pure-token', token: 'XX' },
        ],
      },
      {
        name: 'comparison',
        type: 'oneof',
        since: '6.2.0',
        flags: ['optional'],
        arguments: [
          { name: 'gt', type: 'pure-token', token: 'GT' },
          { name: 'lt', type: 'pure-token', token: 'LT' },
        ],
      },
      { name: 'change', type: 'pure-token', token: 'CH', since: '3.0.2', flags: ['optional'] },
      { name: 'increment', type: 'pure-token', token: 'INCR', since: '3.0.2', flags: ['optional'] },
      {
        name: 'data',
        type: 'block',
        flags: ['multiple'],
        arguments: [
          { name: 'score', type: 'double' },
          { name: 'member', type: 'string' },
        ],
      },
    ],
  },
  run(call) {
    let options = 0;
    let first = 2;
    for (; first < call.count; first++) {
      const option = optionAt(call, first);
      if (option === 0) break;
      options |= option;
    }
    checkOptions(call, options, first);
    readScores(call, first);
    addMembers(call, options, first);
  },
});

export const zincrby = defineCommand({
  name: 'ZINCRBY',
  arity: 4,
  flags: ['write', 'denyoom', 'fast'],
  categories: ['sortedset'],
  keys: [keyAt(1, 'RW', 'access', 'update')],
  loggable: [1],
  docs: {
    group: 'sorted-set',
    since: '1.2.0',
    summary: "Adds a number to a member's score; a member that isn't there begins with it.",
    complexity: 'O(log(N)) with N members in the set',
    arguments: [KEY, { name: 'increment', type: 'integer' }, { name: 'member', type: 'string' }],
  },
  run(call) {
    readScores(call, 2);
    addMembers(call, INCR, 2);
  },
});

function optionAt(call: Call, word: number): number {
  const { args } = call;
  // Nearly always a number stands here.
  if (args.length(word) > 4 || args.u8[args.start(word)]! < LETTERS_FROM) return 0;
  if (call.is(word, 'nx')) return NX;
  if (call.is(word, 'xx')) return XX;
  if (call.is(word, 'ch')) return CH;
  if (call.is(word, 'incr')) return INCR;
  if (call.is(word, 'gt')) return GT;
  return call.is(word, 'lt') ? LT : 0;
}

function checkOptions(call: Call, options: number, first: number): void {
  const words = call.count - first;
  if (words === 0 || words % 2 !== 0) throw Errors.syntax;
  if ((options & NX) !== 0) {
    if ((options & XX) !== 0) throw BOTH_CONDITIONS;
    if ((options & (GT | LT)) !== 0) throw CONTRARY_CONDITIONS;
  }
  if ((options & GT) !== 0 && (options & LT) !== 0) throw CONTRARY_CONDITIONS;
  if ((options & INCR) !== 0 && words > 2) throw ONE_INCREMENT;
}

/** All scores are judged before the first member is added. */
function readScores(call: Call, first: number): void {
  const count = (call.count - first) >>> 1;
  if (count > scores.length || scores.length > KEPT_SCORES_MAX) {
    scores = new Float64Array(Math.max(16, count));
  }
  for (let i = 0; i < count; i++) scores[i] = readScore(call, first + 2 * i);
}

function addMembers(call: Call, options: number, first: number): void {
  const { args, db, reply } = call;
  const limits = call.settings.encoding;
  const count = (call.count - first) >>> 1;
  const address = call.writeEntry(1, ValueType.zset);
  outcome.clear();
  try {
    let i = 0;
    if (address !== 0) {
      sorted.open(db, address);
      if (count > limits.zsetMaxListpackEntries) sorted.grow();
    } else if ((options & XX) === 0) {
      args.range(first + 1, text);
      const score = scores[0]!;
      sorted.create(db, args, { word: 1, text, score, expected: count, limits });
      outcome.score = score;
      outcome.added = outcome.processed = i = 1;
    } else i = count;
    for (; i < count; i++) addMember(call, options, { word: first + 2 * i + 1, score: scores[i]! });
  } finally {
    const changed = outcome.added + outcome.updated;
    if (changed > 0) {
      db.world.changes.dirty += changed - 1;
      db.changed(sorted.address, (options & INCR) === 0 ? Events.zadd : Events.zincr);
    }
  }
  if ((options & INCR) === 0) {
    reply.integer((options & CH) === 0 ? outcome.added : outcome.added + outcome.updated);
  } else if (outcome.processed === 0) reply.null();
  else reply.score(outcome.score);
}

/** What a call has done so far. */
const outcome = {
  added: 0,
  updated: 0,
  /** Members whose condition held. */
  processed: 0,
  score: 0,
  clear(): void {
    this.added = this.updated = this.processed = 0;
  },
};

function addMember(call: Call, options: number, member: { word: number; score: number }): void {
  call.args.range(member.word, text);
  if (!sorted.find(text)) {
    if ((options & XX) !== 0) return;
    sorted.add(text, member.score, call.settings.encoding);
    outcome.added++;
    outcome.processed++;
    outcome.score = member.score;
    return;
  }
  if ((options & NX) !== 0) return;
  const old = sorted.score;
  const score = (options & INCR) === 0 ? member.score : old + member.score;
  if (Number.isNaN(score)) throw NOT_A_NUMBER;
  if ((options & LT) !== 0 && score >= old) return;
  if ((options & GT) !== 0 && score <= old) return;
  outcome.processed++;
  outcome.score = score;
  if (score === old) return;
  sorted.rescore(text, score);
  outcome.updated++;
}
