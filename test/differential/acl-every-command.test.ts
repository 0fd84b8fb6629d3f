import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fromLatin1, toLatin1 } from '../../src/base/bytes.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { NEWER_THAN_THE_ORACLE } from '../contract/command-differences.ts';
import { SAMPLE_DATA, SAMPLED, sampleFor } from '../support/command-samples.ts';
import type { RespClient } from '../support/resp-client.ts';
import { type ServerPair, startServerPair } from '../support/server-pair.ts';
import { asIn72 } from './texts-of-7-2.ts';

/**
 * Each command that both servers have, sent by users with different rights to both servers: they must refuse the same
 * requests in the same words. Generated from the samples, so a new command is compared before anybody thinks of it.
 */

/** Ends the server when it is allowed. */
const NOT_SENT: ReadonlySet<string> = new Set(['shutdown']);

/** Sent on a connection of their own: it is of no use for anything else afterwards. */
const ENDS_CONNECTION: ReadonlySet<string> = new Set([
  ...['monitor', 'quit', 'subscribe', 'psubscribe', 'ssubscribe'],
  ...['unsubscribe', 'punsubscribe', 'sunsubscribe'],
]);

/** What the samples don't show: options that change which keys there are, or what is done with them. */
const MORE: readonly (readonly [row: string, line: string])[] = [
  ['set', 'SET k:1 v GET'],
  ['set', 'SET k:1 v NX GET'],
  ['set', 'SET k:1 v XX KEEPTTL'],
  ['getex', 'GETEX k:1'],
  ['getex', 'GETEX k:1 EX 100'],
  ['bitfield', 'BITFIELD k:1 GET u8 0'],
  ['bitfield', 'BITFIELD k:1 GET u8 0 INCRBY u8 0 1'],
  ['sort', 'SORT k:list'],
  ['sort', 'SORT k:list BY nosort'],
  ['sort', 'SORT k:list BY k:w_* GET k:v_* GET #'],
  ['sort', 'SORT k:list BY w_* STORE k:new'],
  ['sort', 'SORT k:list GET # STORE k:a STORE k:new'],
  ['sort_ro', 'SORT_RO k:list BY k:w_* GET k:v_*'],
  ['sort_ro', 'SORT_RO k:list GET #'],
  ['mset', 'MSET k:1 a k:new b k:1 c'],
  ['copy', 'COPY k:1 k:new DB 0 REPLACE'],
  ['lmpop', 'LMPOP 2 k:new k:list LEFT COUNT 2'],
  ['zunionstore', 'ZUNIONSTORE k:new 1 k:zset WEIGHTS 2'],
  ['zrangestore', 'ZRANGESTORE k:new k:zset 0 1 REV'],
  ['object|encoding', 'OBJECT ENCODING k:none'],
  ['publish', 'PUBLISH other hello'],
  ['subscribe', 'SUBSCRIBE news other'],
  ['psubscribe', 'PSUBSCRIBE news.* other.*'],
  ['psubscribe', 'PSUBSCRIBE news'],
  ['ssubscribe', 'SSUBSCRIBE news other'],
];

interface Request {
  readonly row: string;
  readonly line: string;
  readonly words: readonly string[];
  readonly setup: readonly string[];
}

/** Sent on the connection of the request itself; the others prepare data, which any connection may. */
const IN_TRANSACTION: ReadonlySet<string> = new Set(['exec', 'discard']);

function requestOf(row: string, line = sampleFor(row)?.line ?? ''): Request {
  return { row, line, words: line.split(' '), setup: sampleFor(row)?.setup ?? [] };
}

/**
 * Redis 7.2 decides about none of these requests otherwise than 7.0, the oracle. Rows that 7.0 doesn't have are left
 * out, and `texts-of-7-2.ts` has the words that 7.2 uses.
 */
function requests(): Request[] {
  const sampled = SAMPLED.filter((row) => !isNewer(row) && !NOT_SENT.has(row));
  return [
    ...sampled.map((row) => requestOf(row)),
    ...MORE.map(([row, line]) => requestOf(row, line)),
  ];
}

const ALL = ['+@all', '~*', '&*'];
/** The keys of a request: by the convention of the samples. */
const keysOf = (words: readonly string[]): string[] => [
  ...new Set(words.filter((word) => word.startsWith('k:'))),
];

/** The users that a request is sent by, as rules. */
function rightsFor({ row, words }: Request): string[][] {
  const [container = '', below] = row.split('|');
  const keys = keysOf(words);
  return [
    ALL,
    ['~*', '&*'],
    [...ALL, `-${row}`],
    [...ALL, `-${container}`],
    [...ALL, `-${container}`, `+${row}`],
    ['~*', '&*', `+${row}`],
    ['~*', '&*', `+${container}`],
    // 7.0 and 7.2 read the rest of an ordinary command's name as its first argument.
    ['~*', '&*', `+${container}|${below ?? (words[1] ?? 'x').toLowerCase()}`],
    ['~*', '&*', `+${container}|${below ?? 'other'}`],
    ['~*', '&*', '+@all', '-@dangerous'],
    ['~*', '&*', '+@read', '+@write'],
    ['+@all', '&*'],
    ['+@all', '&*', '~k:none'],
    ['+@all', '&*', '%R~*'],
    ['+@all', '&*', '%W~*'],
    ['+@all', '&*', '%R~k:*', '%W~k:*'],
    ['+@all', '&*', '%RW~k:?', '%R~k:*'],
    ...keys.flatMap((key) => {
      const others = keys.filter((other) => other !== key).map((other) => `~${other}`);
      return [
        ['+@all', '&*', ...others],
        ['+@all', '&*', ...others, `%R~${key}`],
        ['+@all', '&*', ...others, `%W~${key}`],
      ];
    }),
    ['+@all', '~*', 'resetchannels'],
    ['+@all', '~*', 'resetchannels', '&news'],
    ['+@all', '~*', 'resetchannels', '&news.*', '&n*'],
    ['+@all', '~*', 'resetchannels', '&other'],
    // Selectors: each must allow all of a request on its own, and the graver refusal is told.
    ['-@all', `(+${row} ~k:* &*)`],
    ['-@all', `(+${row} %R~k:* &*)`, `(+${row} %W~k:* &*)`],
    ['-@all', `(+${row})`, '(~* &*)'],
    ['~k:1', `+${row}`, `(+${row} ~k:2 &news)`],
    [`+${row}`, `(~* &* +ping)`],
    ['~*', '&*', '-@all', `(+@all -${row})`],
  ];
}

/** The rights that somebody loses, or lacked when he queued a call. */
interface RightsChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function changesFor({ row, words }: Request): RightsChange[] {
  const without = [
    [...ALL, `-${row}`],
    ['+@all', '&*'],
    ['+@all', '&*', '%R~*'],
    ['+@all', '&*', '%W~*'],
    ['+@all', '~*', 'resetchannels'],
    ...keysOf(words).map((key) => [
      '+@all',
      '&*',
      ...keysOf(words)
        .filter((other) => other !== key)
        .map((other) => `~${other}`),
    ]),
    ['-@all', '+exec', `(+${row} %R~k:* &*)`, '(+get ~k:2)'],
  ];
  return [
    ...without.map((after) => ({ before: ALL, after })),
    { before: [...ALL, `-${row}`], after: ALL },
    { before: ALL, after: [...ALL, '-exec'] },
    { before: ALL, after: ['-@all'] },
  ];
}

class Comparison {
  readonly pair: ServerPair;
  readonly #owners: readonly RespClient[];
  #speakers: RespClient[] | undefined;
  compared = 0;
  refused = 0;

  private constructor(pair: ServerPair, owners: readonly RespClient[]) {
    this.pair = pair;
    this.#owners = owners;
  }

  static async start(context: TestContext): Promise<Comparison | undefined> {
    const pair = await startServerPair(context);
    if (pair === undefined) return undefined;
    return new Comparison(pair, await Promise.all([pair.redis.connect(), pair.casemate.connect()]));
  }

  /** One request by a user with these rules, everything before it by one who may everything; then ACL DRYRUN of it. */
  async compare(request: Request, rules: readonly string[]): Promise<void> {
    const told = `${request.line} with ${rules.join(' ')}`;
    const inside = IN_TRANSACTION.has(request.row);
    await this.#prepare(inside ? [] : request.setup);
    const speakers = await this.#connected();
    await both(speakers, ['RESET', 'AUTH alice x', ...(inside ? request.setup : [])]);
    const foreseen = await both(this.#owners, [
      settingAlice(rules),
      `ACL DRYRUN alice ${request.line}`,
    ]);
    // 7.2 names the user.
    const [theirs, ours] = foreseen.map((reply) => reply.replace(/^\$\d+/, '$'));
    assert.equal(ours?.replace('User alice', 'This user'), theirs, `DRYRUN ${told}`);
    const [expected, actual] = await both(speakers, [request.line]);
    this.#judge(expected, actual, told);
    if (ENDS_CONNECTION.has(request.row)) await this.#leave();
  }

  /** Queued by somebody with some rights, who has others when EXEC comes. */
  async compareQueued(request: Request, change: RightsChange): Promise<void> {
    const told = `MULTI, ${request.line}, EXEC, ${change.before.join(' ')}, then ${change.after.join(' ')}`;
    await this.#prepare(request.setup);
    const speakers = await this.#connected();
    await both(speakers, ['RESET', 'AUTH alice x', 'MULTI']);
    await both(this.#owners, [settingAlice(change.before)]);
    const queued = await both(speakers, [request.line, 'GET k:2']);
    this.#judge(...queued, told);
    await both(this.#owners, [settingAlice(change.after)]);
    const [expected, actual] = await both(speakers, ['EXEC']);
    this.#judge(refusalsIn(expected), refusalsIn(actual), told);
    if (ENDS_CONNECTION.has(request.row)) await this.#leave();
  }

  async #prepare(setup: readonly string[]): Promise<void> {
    await both(this.#owners, [...SAMPLE_DATA, ...setup, settingAlice(ALL)]);
  }

  async #leave(): Promise<void> {
    await Promise.all((this.#speakers ?? []).map((client) => client.close()));
    this.#speakers = undefined;
  }

  /** Both refuse for want of a right, in the same words, or neither. */
  #judge(expected: string, actual: string, told: string): void {
    this.compared++;
    if (isRefusal(expected)) this.refused++;
    if (!isRefusal(expected) && !isRefusal(actual)) return;
    const worded = toLatin1(asIn72(fromLatin1(expected), fromLatin1(actual)));
    assert.equal(actual, worded, told);
  }

  async #connected(): Promise<RespClient[]> {
    this.#speakers ??= await Promise.all([this.pair.redis.connect(), this.pair.casemate.connect()]);
    return this.#speakers;
  }
}

const settingAlice = (rules: readonly string[]): string =>
  `ACL SETUSER alice reset on >x ${rules.join(' ')}`;

/** Both servers get the same lines; the last reply of each, one character a byte. */
async function both(
  clients: readonly RespClient[],
  lines: readonly string[],
): Promise<[string, string]> {
  const wire = Buffer.concat(lines.map((line) => encodeCommand(line.split(' '))));
  const replies = await Promise.all(clients.map((client) => client.rawReplies(wire, lines.length)));
  const [theirs, ours] = replies.map((each) => toLatin1(each.at(-1) ?? new Uint8Array(0)));
  assert.ok(theirs !== undefined && ours !== undefined);
  return [theirs, ours];
}

function isRefusal(reply: string): boolean {
  return reply.includes('-NOPERM') || /^-EXECABORT.*permission/.test(reply);
}

/** EXEC's reply without what the calls answered that were allowed. */
function refusalsIn(reply: string): string {
  if (!reply.startsWith('*')) return reply;
  return reply
    .split('\r\n')
    .filter((line) => line.startsWith('-NOPERM'))
    .map((line) => `${line}\r\n`)
    .join('');
}

test('every command is refused to the same users in the same words as by redis-server', async (context) => {
  const comparison = await Comparison.start(context);
  if (comparison === undefined) return;
  for (const request of requests()) {
    for (const rules of rightsFor(request)) await comparison.compare(request, rules);
  }
  assert.ok(comparison.refused > 1000);
  context.diagnostic(`${comparison.compared} requests compared, ${comparison.refused} refused`);
});

test('a call that was queued is refused at EXEC to the same users as by redis-server', async (context) => {
  const comparison = await Comparison.start(context);
  if (comparison === undefined) return;
  // QUIT is not queued.
  for (const request of requests().filter(({ row }) => row !== 'quit')) {
    for (const change of changesFor(request)) await comparison.compareQueued(request, change);
  }
  assert.ok(comparison.refused > 300);
  context.diagnostic(`${comparison.compared} requests compared, ${comparison.refused} refused`);
});

test('every category holds the same commands as in redis-server, of those that both have', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const clients = await Promise.all([pair.redis.connect(), pair.casemate.connect()]);
  const ask = async (...words: string[]): Promise<[string[], string[]]> => {
    const replies = await Promise.all(clients.map((client) => client.call(...words)));
    const [theirs, ours] = replies.map((reply) => (reply as string[]).slice().sort());
    assert.ok(theirs !== undefined && ours !== undefined);
    return [theirs, ours];
  };
  const names = await ask('COMMAND', 'LIST');
  const common = new Set(names[0].filter((name) => names[1].includes(name)));
  const [categories, ours] = await ask('ACL', 'CAT');
  assert.deepEqual(ours, categories);
  for (const category of categories) {
    const held = await ask('ACL', 'CAT', category);
    const [expected, actual] = held.map((each) =>
      each.filter((name) => common.has(name.split('|', 1)[0] ?? '') && !isNewer(name)),
    );
    assert.deepEqual(actual, expected, category);
  }
});

const isNewer = (name: string): boolean => NEWER_THAN_THE_ORACLE.includes(name);
