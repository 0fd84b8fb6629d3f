import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { PartialRequest } from './partial-request.ts';
import { ProtocolErrors, type RequestLimits } from './protocol-error.ts';
import { AHEAD_MAX, RequestParser } from './request-parser.ts';

const LOOSE: RequestLimits = {
  wordsMax: 2_147_483_647,
  bulkBytesMax: 536_870_912,
  authenticated: true,
};
const STRICT: RequestLimits = { wordsMax: 2, bulkBytesMax: 3, authenticated: false };
const TIGHT: RequestLimits = { wordsMax: 10, bulkBytesMax: 16_384, authenticated: false };

/** Requests and the error that ends them, as the connection would read them: pieces of the given size. */
function read(
  text: string,
  piece: number,
  limits = LOOSE,
): { requests: string[][]; error: string | undefined } {
  const bytes = fromLatin1(text);
  const requests: string[][] = [];
  let partial = new PartialRequest();
  let at = 0;
  while (at < bytes.length) {
    const to = Math.min(bytes.length, at + piece);
    at = partial.feed(bytes, at, to, limits);
    if (partial.error !== undefined) return { requests, error: partial.error };
    if (!partial.complete) continue;
    const args = partial.arguments();
    requests.push(Array.from({ length: args.count }, (_, word) => toLatin1(args.view(word))));
    partial = new PartialRequest();
  }
  return { requests, error: undefined };
}

/** The same through the fast half, as far as it goes. */
function readFast(text: string, limits = LOOSE): string[][] {
  const parser = new RequestParser();
  const bytes = fromLatin1(text);
  const count = parser.parse(bytes, 0, bytes.length, { most: AHEAD_MAX, limits });
  return Array.from({ length: count }, (_, i) => {
    const first = parser.firsts[i] ?? 0;
    return Array.from({ length: parser.counts[i] ?? 0 }, (__, word) => {
      const start = parser.starts[first + word] ?? 0;
      return toLatin1(bytes.subarray(start, start + (parser.lengths[first + word] ?? 0)));
    });
  });
}

function encode(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** Every case whole and byte by byte. */
const CASES: readonly {
  text: string;
  requests: readonly (readonly string[])[];
  error?: string;
  limits?: RequestLimits;
}[] = [
  { text: '*1\r\n$4\r\nPING\r\n', requests: [['PING']] },
  { text: '*2\r\n$3\r\nGET\r\n$0\r\n\r\n', requests: [['GET', '']] },
  { text: '*2\r\n$3\r\nGET\r\n$4\r\n\r\n\r\n\r\n', requests: [['GET', '\r\n\r\n']] },
  { text: 'PING\r\n', requests: [['PING']] },
  { text: 'PING\n', requests: [['PING']] },
  { text: '\r\nPING\r\n', requests: [[], ['PING']] },
  { text: "SET \"a b\" 'c\\'d'\r\n", requests: [['SET', 'a b', "c'd"]] },
  { text: '*0\r\n*1\r\n$4\r\nPING\r\n', requests: [[], ['PING']] },
  { text: '*-1\r\nPING\r\n', requests: [[], ['PING']] },
  { text: '*x\r\n', requests: [], error: ProtocolErrors.multibulkLength },
  { text: '*3000000000\r\n', requests: [], error: ProtocolErrors.multibulkLength },
  { text: '*20000000000000000000\r\n', requests: [], error: ProtocolErrors.multibulkLength },
  { text: '*1\r\nfoo\r\n', requests: [], error: "Protocol error: expected '$', got 'f'" },
  { text: '*1\r\n$-10\r\n', requests: [], error: ProtocolErrors.bulkLength },
  { text: '*1\r\n$blabla\r\n', requests: [], error: ProtocolErrors.bulkLength },
  { text: '*1\r\n$2000000000\r\n', requests: [], error: ProtocolErrors.bulkLength },
  { text: 'SET "a\r\n', requests: [], error: ProtocolErrors.unbalancedQuotes },
  {
    text: '*11\r\n',
    requests: [],
    error: ProtocolErrors.multibulkLengthUnauthenticated,
    limits: TIGHT,
  },
  {
    text: '*1\r\n$16385\r\n',
    requests: [],
    error: ProtocolErrors.bulkLengthUnauthenticated,
    limits: TIGHT,
  },
  { text: '*10\r\n', requests: [], limits: TIGHT },
  {
    text: 'PING\r\n1 2 3 4 5 6 7 8 9 10 11\r\nPING\r\n',
    requests: [['PING']],
    error: ProtocolErrors.multibulkLengthUnauthenticated,
    limits: TIGHT,
  },
  {
    text: 'PING abcd\r\nPING "a b\\x20d" abcde\r\n',
    requests: [['PING', 'abcd']],
    error: ProtocolErrors.bulkLengthUnauthenticated,
    limits: { ...TIGHT, bulkBytesMax: 4 },
  },
  {
    text: '1 2 3\r\n',
    requests: [],
    error: ProtocolErrors.multibulkLength,
    limits: { ...LOOSE, wordsMax: 2 },
  },
  {
    text: 'abc\r\n',
    requests: [],
    error: ProtocolErrors.bulkLength,
    limits: { ...LOOSE, bulkBytesMax: 2 },
  },
  {
    text: '1 2 3 4 5 6 7 8 9 10\r\n',
    requests: [Array.from({ length: 10 }, (_, i) => `${i + 1}`)],
    limits: TIGHT,
  },
];

for (const { text, requests, error, limits } of CASES) {
  test(`a request of ${JSON.stringify(text)} is read whole and byte by byte`, () => {
    for (const piece of [1, 2, 3, text.length]) {
      assert.deepEqual(read(text, piece, limits), { requests, error }, `in pieces of ${piece}`);
    }
  });
}

test('lines that never end are refused at 64 KiB', () => {
  assert.equal(read('x'.repeat(70_000), 1000).error, ProtocolErrors.inlineTooBig);
  assert.equal(read(`*${'1'.repeat(70_000)}`, 1000).error, ProtocolErrors.multibulkHeaderTooBig);
  assert.equal(read(`*1\r\n$${'1'.repeat(70_000)}`, 1000).error, ProtocolErrors.bulkHeaderTooBig);
});

test('RequestParser and PartialRequest read the same requests, in any fragmentation', () => {
  const word = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 40,
  });
  const request = fc.array(word, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 60 }),
      (requests, piece) => {
        const text = requests.map(encode).join('');
        assert.deepEqual(read(text, piece), { requests, error: undefined });
        assert.deepEqual(readFast(text), requests);
      },
    ),
  );
});

test('RequestParser reads lines of plain words as PartialRequest does, and leaves all others to it', () => {
  const letters = [
    'a',
    'b',
    '*',
    '$',
    '1',
    '\\',
    ' ',
    ' ',
    '\t',
    '\v',
    '\r',
    '\0',
    '"',
    "'",
    '\x80',
    '\r\n',
    '\n',
  ];
  const text = fc.array(fc.constantFrom(...letters), { maxLength: 30 });
  fc.assert(
    fc.property(text, fc.constantFrom(LOOSE, STRICT), (units, limits) => {
      const requests = readFast(units.join(''), limits);
      const expected = read(units.join(''), 1, limits).requests;
      assert.deepEqual(requests, expected.slice(0, requests.length));
    }),
    { numRuns: 2000 },
  );
  assert.deepEqual(readFast('PING\r\nset a  b\t\n*1\r\n$4\r\nPING\r\nGET a\r\n'), [
    ['PING'],
    ['set', 'a', 'b'],
    ['PING'],
    ['GET', 'a'],
  ]);
  for (const line of [
    'a "b"\r\n',
    "a 'b'\r\n",
    'abcd\r\0\n',
    '\r\n\r\n',
    `${'x'.repeat(1100)}\r\n`,
    'PING',
  ])
    assert.deepEqual(readFast(line), [], line);
});

test('RequestParser leaves what is incomplete for the careful half', () => {
  const text = encode(['SET', 'key', 'value']);
  for (let length = 0; length < text.length; length++)
    assert.deepEqual(readFast(text.slice(0, length)), []);
});

test('PartialRequest believes a promised length only as far as its bytes have come', () => {
  const partial = new PartialRequest();
  const bytes = fromLatin1('*2\r\n$3\r\nSET\r\n$500000000\r\nabc');
  partial.feed(bytes, 0, bytes.length, LOOSE);
  assert.equal(partial.complete, false);
  assert.ok(partial.bytesHeld < 2_000_000);
});
