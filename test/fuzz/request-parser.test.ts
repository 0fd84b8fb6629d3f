import assert from 'node:assert/strict';
import { Arguments } from '../../src/base/arguments.ts';
import { quoteBytes } from '../../src/base/bytes.ts';
import { PartialRequest } from '../../src/resp/partial-request.ts';
import {
  expectedDollar,
  ProtocolErrors,
  type RequestLimits,
} from '../../src/resp/protocol-error.ts';
import { AHEAD_MAX, RequestParser } from '../../src/resp/request-parser.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { InstanceStand, type StandClient } from '../support/instance-stand.ts';
import type { Chance } from './chance.ts';
import { fuzz } from './fuzz.ts';

const REQUESTS: readonly string[] = [
  '*1\r\n$4\r\nPING\r\n',
  '*2\r\n$4\r\nECHO\r\n$5\r\nho\r\no\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n',
  '*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n',
  "PING\r\nECHO \"a b\\x00\\n\" 'c\\'d'\r\n*0\r\n*-1\r\n\r\nPING\n",
  '*5\r\n$4\r\nMSET\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\n2\r\n*3\r\n$4\r\nMGET\r\n$1\r\na\r\n$1\r\nb\r\n',
  '*3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$6\r\nsecret\r\n*1\r\n$4\r\nPING\r\n',
  '*2\r\n$4\r\nAUTH\r\n$5\r\nwrong\r\nPING howdy\r\n',
  '*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n*1\r\n$4\r\nEXEC\r\n',
  'GET k\r\nSET k "v\r\n',
  `*2\r\n$4\r\nECHO\r\n$300\r\n${'x'.repeat(300)}\r\n`,
  "PING 1 2 3 4 5 6 7 8\r\nAUTH 1 2 3 4 5 6 7 8 9 10\r\nPING '1' 2 3 4 5 6 7 8 9 10 11\r\n",
  'POST / HTTP/1.1\r\nHost: a\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00',
];
const WORDS: readonly string[] = [
  ...['*1\r\n', '*2\r\n', '$3\r\n', '$0\r\n\r\n', '\r\n', '*0\r\n', '"', "'", '\\x', '\0', ' '],
  ...['*10\r\n', '*11\r\n', '$16384\r\n', '$16385\r\n', '*1048577\r\n', '$536870912\r\n'],
];

const BEFORE: RequestLimits = { wordsMax: 10, bulkBytesMax: 16_384, authenticated: false };
const AFTER: RequestLimits = { wordsMax: 1_048_576, bulkBytesMax: 1 << 29, authenticated: true };
/** Room that may be there ahead of bytes that have come, and at the start. */
const AHEAD_BYTES = (1 << 20) + 4096;
const KNOWN_ERRORS: ReadonlySet<string> = new Set([
  ...Object.values(ProtocolErrors),
  ...Array.from({ length: 256 }, (_, byte) => expectedDollar(byte)),
]);

/** Requests as they were read, and what became of the rest. */
interface Read {
  readonly requests: string[];
  error: string;
  rest: number;
}

const shown = (args: Arguments): string =>
  Array.from({ length: args.count }, (_, word) => quoteBytes(args.view(word))).join(' ');

/** The careful half alone, in pieces of these sizes. */
function readCarefully(bytes: Uint8Array, limits: RequestLimits, size: () => number): Read {
  const read: Read = { requests: [], error: '', rest: 0 };
  let partial = new PartialRequest();
  for (let at = 0; at < bytes.length; ) {
    const to = Math.min(bytes.length, at + size());
    const next = partial.feed(bytes, at, to, limits);
    assert.ok(next > at && next <= to);
    read.rest += next - at;
    at = next;
    checkMemory(partial, read.rest, limits);
    if (partial.error !== undefined) {
      assert.ok(KNOWN_ERRORS.has(partial.error), partial.error);
      read.error = partial.error;
      return read;
    }
    if (!partial.complete) continue;
    const args = partial.arguments();
    // An empty line and `*0` are no requests.
    if (args.count > 0) read.requests.push(shown(args));
    partial = new PartialRequest();
    read.rest = 0;
  }
  return read;
}

function checkMemory(partial: PartialRequest, fed: number, limits: RequestLimits): void {
  // Of empty words, six bytes each, where they are takes eight, twice as much while room is made.
  assert.ok(partial.bytesHeld <= AHEAD_BYTES + 4 * fed, `${partial.bytesHeld} for ${fed}`);
  if (limits.authenticated) return;
  const most = limits.wordsMax * (limits.bulkBytesMax + 2) + 65_536;
  assert.ok(partial.bytesHeld <= most + AHEAD_BYTES);
}

const parser = new RequestParser();

/** Both halves, as the pipeline uses them. */
function readQuickly(bytes: Uint8Array, limits: RequestLimits, most: number): Read {
  const read: Read = { requests: [], error: '', rest: 0 };
  const args = new Arguments(parser.starts, parser.lengths);
  args.u8 = bytes;
  for (let at = 0; at < bytes.length; ) {
    const parsed = parser.parse(bytes, at, bytes.length, { most, limits });
    for (let i = 0; i < parsed; i++) {
      args.first = parser.firsts[i] ?? 0;
      args.count = parser.counts[i] ?? 0;
      read.requests.push(shown(args));
      const end = parser.ends[i] ?? 0;
      assert.ok(end > at && end <= bytes.length);
      at = end;
    }
    if (parsed > 0) continue;
    const partial = new PartialRequest();
    const next = partial.feed(bytes, at, bytes.length, limits);
    read.rest = next - at;
    at = next;
    if (partial.error !== undefined) {
      read.error = partial.error;
      return read;
    }
    if (!partial.complete) continue;
    if (partial.arguments().count > 0) read.requests.push(shown(partial.arguments()));
    read.rest = 0;
  }
  return read;
}

fuzz({
  name: 'any bytes are the same requests or the same error, read whole, in pieces or byte by byte',
  samples: REQUESTS,
  words: WORDS,
  check(bytes, chance) {
    const limits = chance.below(2) === 0 ? BEFORE : AFTER;
    const expected = readCarefully(bytes, limits, () => 1);
    assert.deepEqual(
      readCarefully(bytes, limits, () => chance.length()),
      expected,
    );
    assert.deepEqual(readQuickly(bytes, limits, 1 + chance.below(AHEAD_MAX)), expected);
    // What is behind the bytes must not be looked at.
    const longer = new Uint8Array(bytes.length + 16).fill(chance.byte());
    longer.set(bytes);
    assert.deepEqual(readQuickly(longer.subarray(0, bytes.length), limits, AHEAD_MAX), expected);
  },
});

// The stand's clock stands still within a turn: who is slowed down there would wait for ever.
const unthrottled = ({ limits }: Settings): void => void (limits.authThrottleEnabled = false);
const open = new InstanceStand(unthrottled);
const closed = new InstanceStand(unthrottled);
closed.user('default', 'resetpass', '>secret');

const CLOSED = '(closed)';

/** Everything that a new client gets for these bytes, and whether he is still connected. */
async function answers(stand: InstanceStand, bytes: Uint8Array, sizes: number[]): Promise<string> {
  const owner = stand.connect('default');
  await owner.say('FLUSHALL');
  const client: StandClient = stand.connect();
  await client.feed(bytes, sizes);
  const got = client.take() + (client.closed ? CLOSED : '');
  client.leave();
  owner.leave();
  return got;
}

/** Who speaks HTTP or TLS is cut off at once: what was answered to the same piece is not sent, as in Redis. */
function wasCutOff(actual: string, expected: string): boolean {
  if (!actual.endsWith(CLOSED) || !expected.endsWith(CLOSED)) return false;
  return (
    !expected.includes('Protocol error') && expected.startsWith(actual.slice(0, -CLOSED.length))
  );
}

const piecesOf = (chance: Chance): number[] =>
  Array.from({ length: 1 + chance.below(5) }, () => chance.length());

fuzz({
  name: 'a server answers any bytes alike, however they are cut, before and after AUTH',
  samples: REQUESTS,
  words: WORDS,
  async check(bytes, chance) {
    const stand = chance.below(2) === 0 ? open : closed;
    const expected = await answers(stand, bytes, [1]);
    for (const sizes of [[1 << 16], piecesOf(chance)]) {
      const actual = await answers(stand, bytes, sizes);
      if (!wasCutOff(actual, expected)) assert.equal(actual, expected);
    }
  },
});
