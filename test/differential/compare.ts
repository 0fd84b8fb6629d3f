import assert from 'node:assert/strict';
import { quoteBytes, toLatin1 } from '../../src/base/bytes.ts';
import { splitQuotedWords } from '../../src/base/quoted-words.ts';
import { ReplyReader } from '../../src/resp/reply-reader.ts';
import type { Reply } from '../../src/resp/reply-value.ts';
import { type CommandWord, encodeCommand } from '../../src/resp/request-encoder.ts';
import type { RespClientOptions } from '../support/resp-client.ts';
import { asIn72 } from './texts-of-7-2.ts';

/**
 * The same commands to redis-server and to Casemate, each with the name of what must be equal:
 *
 * - `same`: equal bytes, and no error (so that a misspelled command can't pass by failing on both sides)
 * - `sameOrError`: equal bytes whatever they are, for random sequences
 * - `sameSet`: an array, set or map of equal elements in any order
 * - `near`: numbers within a tolerance
 * - `errorSame`: an error on both sides, equal bytes
 * - `errorLike`: an error on both sides, equal codes
 * - `unlike`: sent to both for its effect, replies not compared
 */
export type Comparison =
  | 'same'
  | 'sameOrError'
  | 'sameSet'
  | 'near'
  | 'errorSame'
  | 'errorLike'
  | 'unlike';

export interface Step {
  readonly comparison: Comparison;
  readonly words: readonly CommandWord[];
  readonly tolerance: number;
}

/** A whole command line in one text (split as Redis splits), or the words one by one. */
type Words = readonly [CommandWord, ...CommandWord[]];

export const same = (...words: Words): Step => step('same', words);
export const sameOrError = (...words: Words): Step => step('sameOrError', words);
export const sameSet = (...words: Words): Step => step('sameSet', words);
export const errorSame = (...words: Words): Step => step('errorSame', words);
export const errorLike = (...words: Words): Step => step('errorLike', words);
export const unlike = (...words: Words): Step => step('unlike', words);
export const near = (tolerance: number, ...words: Words): Step => ({
  ...step('near', words),
  tolerance,
});

const MARKS: Readonly<Record<string, (...words: Words) => Step>> = {
  '=': same,
  '!': errorSame,
  '~': sameSet,
  '?': sameOrError,
  '.': unlike,
};

/** Steps as text, a command on each line behind the mark of its comparison: `=` same, `!` errorSame, `~` sameSet, `?` sameOrError, `.` unlike. */
export function script(text: string): Step[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const mark = MARKS[line.charAt(0)];
      if (mark === undefined) throw new Error(`no mark: ${line}`);
      return mark(line.slice(1).trim());
    });
}

/** What a comparison needs of a connection: `RespClient` has it, and so has the harness that runs commands alone. */
export interface Client {
  call(...words: CommandWord[]): Promise<unknown>;
  rawReplies(bytes: Uint8Array, replies: number): Promise<Uint8Array[]>;
  close(): Promise<void>;
}

/** A server that both sides of a comparison can be. */
export interface Side {
  connect(options?: RespClientOptions): Promise<Client>;
}

/** Sends the steps in one pipeline to each side and compares reply by reply. */
export async function compareSteps(
  redis: Client,
  casemate: Client,
  steps: readonly Step[],
): Promise<void> {
  const wire = Buffer.concat(steps.map((each) => encodeCommand(each.words)));
  const [expected, actual] = await Promise.all([
    redis.rawReplies(wire, steps.length),
    casemate.rawReplies(wire, steps.length),
  ]);
  for (const [index, each] of steps.entries()) {
    compareReply(each, asIn72(expected[index]!, actual[index]!), actual[index]!);
  }
}

/** Opens a connection to each side, in RESP2 and then in RESP3, and compares the steps; both sides are emptied first. */
export async function compareServers(
  redis: Side,
  casemate: Side,
  steps: readonly Step[],
): Promise<void> {
  for (const protocol of [2, 3] as const) {
    const clients = await Promise.all([
      redis.connect({ protocol }),
      casemate.connect({ protocol }),
    ]);
    await Promise.all(clients.map((client) => client.call('FLUSHALL')));
    await compareSteps(clients[0], clients[1], steps);
    await Promise.all(clients.map((client) => client.close()));
  }
}

function step(comparison: Comparison, words: Words): Step {
  const [line] = words;
  if (words.length > 1 || typeof line !== 'string') return { comparison, words, tolerance: 0 };
  const split = splitQuotedWords(Buffer.from(line, 'utf8'));
  if (split === undefined || split.length === 0)
    throw new Error(`this is no command line: ${line}`);
  return { comparison, words: split, tolerance: 0 };
}

export function compareReply(each: Step, expected: Uint8Array, actual: Uint8Array): void {
  const where = `${each.comparison} ${showWords(each.words)}`;
  const message = `${where}\n  redis:    ${shorten(expected)}\n  casemate: ${shorten(actual)}`;
  switch (each.comparison) {
    case 'unlike':
      return;
    case 'same':
      assert.ok(!isError(expected), `the step is meant to succeed on redis-server\n${message}`);
      assert.ok(isEqual(expected, actual), message);
      return;
    case 'errorSame':
      assert.ok(isError(expected), `the step is meant to fail on redis-server\n${message}`);
      assert.ok(isEqual(expected, actual), message);
      return;
    case 'sameOrError':
      assert.ok(isEqual(expected, actual), message);
      return;
    case 'errorLike':
      assert.ok(
        isError(expected) && isError(actual) && errorCode(expected) === errorCode(actual),
        message,
      );
      return;
    case 'sameSet':
      assert.ok(!isError(expected), `the step is meant to succeed on redis-server\n${message}`);
      assert.deepEqual(sortedElements(actual), sortedElements(expected), message);
      return;
    case 'near':
      assert.ok(areNear(parse(expected), parse(actual), each.tolerance), message);
  }
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

function isError(raw: Uint8Array): boolean {
  return raw[0] === 0x2d || raw[0] === 0x21;
}

function errorCode(raw: Uint8Array): string | undefined {
  const reply = parse(raw);
  return reply.type === 'error' ? reply.error.code : undefined;
}

function parse(raw: Uint8Array): Reply {
  const reader = new ReplyReader();
  reader.feed(raw);
  const reply = reader.next();
  assert.ok(reply !== undefined);
  return reply;
}

/** The type of the aggregate and its elements in one fixed order. */
function sortedElements(raw: Uint8Array): string[] {
  const reply = parse(raw);
  if (reply.type === 'map')
    return [reply.type, ...reply.pairs.map((pair) => JSON.stringify(pair.map(plainText))).sort()];
  if (reply.type === 'array' || reply.type === 'set' || reply.type === 'push') {
    return [reply.type, ...reply.items.map((item) => JSON.stringify(plainText(item))).sort()];
  }
  return [reply.type, JSON.stringify(plainText(reply))];
}

function plainText(reply: Reply): unknown {
  switch (reply.type) {
    case 'status':
    case 'bulk':
    case 'verbatim':
      return [reply.type, toLatin1(reply.bytes)];
    case 'error':
      return [reply.type, reply.error.message];
    case 'null':
      return [reply.type, reply.form];
    case 'array':
    case 'set':
    case 'push':
      return [reply.type, reply.items.map(plainText)];
    case 'map':
      return [reply.type, reply.pairs.map((pair) => pair.map(plainText))];
    default:
      return [reply.type, String(reply.value)];
  }
}

function areNear(expected: Reply, actual: Reply, tolerance: number): boolean {
  if (expected.type === 'array' && actual.type === 'array') {
    const others = actual.items;
    return (
      expected.items.length === others.length &&
      expected.items.every((item, index) => areNear(item, others[index]!, tolerance))
    );
  }
  const left = numberOf(expected);
  const right = numberOf(actual);
  return (
    expected.type === actual.type &&
    left !== undefined &&
    right !== undefined &&
    Math.abs(left - right) <= tolerance
  );
}

function numberOf(reply: Reply): number | undefined {
  const value =
    reply.type === 'bulk'
      ? Number(toLatin1(reply.bytes))
      : 'value' in reply
        ? Number(reply.value)
        : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}

function showWords(words: readonly CommandWord[]): string {
  return words
    .map((word) =>
      typeof word === 'string' ? word : word instanceof Uint8Array ? showBytes(word) : String(word),
    )
    .join(' ');
}

function showBytes(word: Uint8Array): string {
  const text = toLatin1(word);
  return /^[\x21-\x7e]+$/.test(text) && !text.includes('"') ? text : quoteBytes(word);
}

function shorten(raw: Uint8Array): string {
  const shown = quoteBytes(raw.subarray(0, 600));
  return raw.length > 600 ? `${shown}… (${String(raw.length)} bytes)` : shown;
}
