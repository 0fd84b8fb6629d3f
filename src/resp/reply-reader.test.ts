import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { ReplyFormatError, type ReplyLimits, ReplyReader } from './reply-reader.ts';
import { type Reply, ReplyError, type ReplyPair } from './reply-value.ts';

type Shown = string | number | bigint | boolean | null | Shown[] | { [name: string]: Shown };

/** A form that reads well in a table and keeps what distinguishes the types. */
function show(reply: Reply): Shown {
  const shown = showValue(reply);
  return reply.attributes === undefined
    ? shown
    : { attributes: showPairs(reply.attributes), of: shown };
}

function showValue(reply: Reply): Shown {
  switch (reply.type) {
    case 'status':
      return { status: toLatin1(reply.bytes) };
    case 'error':
      return { error: reply.error.message, code: reply.error.code };
    case 'integer':
    case 'boolean':
      return reply.value;
    case 'bulk':
      return toLatin1(reply.bytes);
    case 'null':
      return { null: reply.form };
    case 'double':
      return { double: String(reply.value), text: reply.text };
    case 'big-number':
      return { big: reply.value };
    case 'verbatim':
      return { verbatim: toLatin1(reply.bytes), format: reply.format };
    case 'array':
      return reply.items.map(show);
    case 'set':
    case 'push':
      return { [reply.type]: reply.items.map(show) };
    case 'map':
      return { map: showPairs(reply.pairs) };
  }
}

function showPairs(pairs: readonly ReplyPair[]): Shown[] {
  return pairs.map(([key, value]) => [show(key), show(value)]);
}

function readAll(wire: Uint8Array, chunkBytes: number, limits: Partial<ReplyLimits> = {}): Shown[] {
  const reader = new ReplyReader(limits);
  const replies: Shown[] = [];
  for (let at = 0; at < wire.length; at += chunkBytes) {
    reader.feed(wire.subarray(at, at + chunkBytes));
    for (let reply = reader.next(); reply !== undefined; reply = reader.next())
      replies.push(show(reply));
  }
  assert.equal(reader.consumed, wire.length);
  return replies;
}

const CASES: [string, Shown[]][] = [
  ['+OK\r\n', [{ status: 'OK' }]],
  ['+\r\n', [{ status: '' }]],
  ['+a\rb\nc\r\n', [{ status: 'a\rb\nc' }]],
  ['-ERR no such key\r\n', [{ error: 'ERR no such key', code: 'ERR' }]],
  [':0\r\n:-7\r\n', [0, -7]],
  [':9223372036854775807\r\n', [9_223_372_036_854_775_807n]],
  ['$5\r\nhello\r\n', ['hello']],
  ['$0\r\n\r\n', ['']],
  ['$4\r\n\r\n\0\xff\r\n', ['\r\n\0\xff']],
  ['$-1\r\n*-1\r\n_\r\n', [{ null: 'bulk' }, { null: 'array' }, { null: 'null' }]],
  ['#t\r\n#f\r\n', [true, false]],
  [',1.5\r\n', [{ double: '1.5', text: '1.5' }]],
  [',-1e-7\r\n', [{ double: '-1e-7', text: '-1e-7' }]],
  [
    ',inf\r\n,-inf\r\n',
    [
      { double: 'Infinity', text: 'inf' },
      { double: '-Infinity', text: '-inf' },
    ],
  ],
  [
    ',nan\r\n,-nan\r\n',
    [
      { double: 'NaN', text: 'nan' },
      { double: 'NaN', text: '-nan' },
    ],
  ],
  [
    '(3492890328409238509324850943850943825024385\r\n',
    [{ big: 3492890328409238509324850943850943825024385n }],
  ],
  ['(-12\r\n(+12\r\n', [{ big: -12n }, { big: 12n }]],
  ['!8\r\nERR a\r\nb\r\n', [{ error: 'ERR a\r\nb', code: 'ERR' }]],
  ['=8\r\ntxt:a\r\nb\r\n', [{ verbatim: 'a\r\nb', format: 'txt' }]],
  ['*0\r\n%0\r\n~0\r\n', [[], { map: [] }, { set: [] }]],
  ['*2\r\n$1\r\na\r\n:1\r\n', [['a', 1]]],
  ['*2\r\n*1\r\n*0\r\n*2\r\n:1\r\n-E x\r\n', [[[[]], [1, { error: 'E x', code: 'E' }]]]],
  [
    '%2\r\n+a\r\n:1\r\n$1\r\nb\r\n*1\r\n:2\r\n',
    [
      {
        map: [
          [{ status: 'a' }, 1],
          ['b', [2]],
        ],
      },
    ],
  ],
  ['~2\r\n:1\r\n:2\r\n', [{ set: [1, 2] }]],
  ['>2\r\n$1\r\nm\r\n:1\r\n:5\r\n', [{ push: ['m', 1] }, 5]],
  ['|1\r\n+ttl\r\n:9\r\n$1\r\nv\r\n', [{ attributes: [[{ status: 'ttl' }, 9]], of: 'v' }]],
  ['*2\r\n|1\r\n:1\r\n:2\r\n:3\r\n:4\r\n', [[{ attributes: [[1, 2]], of: 3 }, 4]]],
  ['|1\r\n:1\r\n:2\r\n*1\r\n:3\r\n:4\r\n', [{ attributes: [[1, 2]], of: [3] }, 4]],
  [
    '|1\r\n:1\r\n:2\r\n|1\r\n:3\r\n:4\r\n*0\r\n',
    [
      {
        attributes: [
          [1, 2],
          [3, 4],
        ],
        of: [],
      },
    ],
  ],
  [
    '*1\r\n%1\r\n*1\r\n:1\r\n~1\r\n_\r\n+next\r\n',
    [[{ map: [[[1], { set: [{ null: 'null' }] }]] }], { status: 'next' }],
  ],
];

test('every type is read whole, byte by byte and in pieces of three', () => {
  for (const [wire, expected] of CASES) {
    const bytes = fromLatin1(wire);
    for (const chunkBytes of [bytes.length, 1, 3]) {
      assert.deepEqual(
        readAll(bytes, chunkBytes),
        expected,
        `${JSON.stringify(wire)} by ${String(chunkBytes)}`,
      );
    }
  }
});

test('replies that come in one chunk are read one after the other', () => {
  const wire = CASES.map(([text]) => text).join('');
  const expected = CASES.flatMap(([, replies]) => replies);
  for (const chunkBytes of [wire.length, 1, 7])
    assert.deepEqual(readAll(fromLatin1(wire), chunkBytes), expected);
});

test('what is no reply is refused with a reason, whole and byte by byte', () => {
  const refused = [
    'HTTP/1.1 200\r\n',
    '\r\n',
    ':1x\r\n',
    ':\r\n',
    ':9223372036854775808\r\n',
    '$-2\r\n',
    '$x\r\n',
    '$\r\n',
    '$1\r\nab\r\n',
    '*-2\r\n',
    '*x\r\n',
    '%-1\r\n',
    '~-1\r\n',
    '#x\r\n',
    ',\r\n',
    ',1x\r\n',
    ',0x1\r\n',
    '(1.5\r\n',
    '(\r\n',
    '_x\r\n',
    '=3\r\ntxt\r\n',
    '=4\r\nabcd\r\n',
    '!-1\r\n',
    '*1\r\n>1\r\n:1\r\n',
    '*99999999999\r\n',
    '*9223372036854775807\r\n',
    '$536870913\r\n',
  ];
  for (const wire of refused) {
    const bytes = fromLatin1(wire);
    for (const chunkBytes of [bytes.length, 1]) {
      assert.throws(() => readAll(bytes, chunkBytes), ReplyFormatError, JSON.stringify(wire));
    }
  }
});

test('the limits hold', () => {
  const read = (wire: string, limits: Partial<ReplyLimits>): Shown[] =>
    readAll(fromLatin1(wire), 1, limits);
  assert.doesNotThrow(() => read('*1\r\n*1\r\n:1\r\n', { depth: 2 }));
  assert.throws(() => read('*1\r\n*1\r\n*1\r\n:1\r\n', { depth: 2 }), /nested too deeply/);
  assert.doesNotThrow(() =>
    read('*2\r\n*1\r\n:1\r\n:2\r\n*3\r\n:1\r\n:1\r\n:1\r\n', { elements: 3 }),
  );
  assert.throws(() => read('*2\r\n*2\r\n:1\r\n', { elements: 3 }), /number of elements/);
  assert.throws(() => read('$4\r\nabcd\r\n', { bulkBytes: 3 }), /string length/);
  assert.throws(() => read(`+${'a'.repeat(100)}\r\n`, { lineBytes: 50 }), /too long a line/);
});

test('a string announced as huge costs no memory before it arrives', () => {
  const reader = new ReplyReader();
  const before = process.memoryUsage().arrayBuffers;
  reader.feed(fromLatin1('$536870912\r\nabc'));
  assert.equal(reader.next(), undefined);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
});

test('a reply in a million pieces takes time in proportion to its size', () => {
  const reader = new ReplyReader();
  const piece = fromLatin1('a');
  reader.feed(fromLatin1('*2\r\n$1000000\r\n'));
  for (let count = 0; count < 1_000_000; count++) {
    reader.feed(piece);
    assert.equal(reader.next(), undefined);
  }
  reader.feed(fromLatin1('\r\n:1\r\n'));
  const reply = reader.next();
  assert.ok(reply?.type === 'array');
  const [first] = reply.items;
  assert.ok(first?.type === 'bulk');
  assert.equal(first.bytes.length, 1_000_000);
});

test('an error keeps its bytes and its code', () => {
  const error = new ReplyError(fromLatin1('WRONGPASS invalid'));
  assert.equal(error.code, 'WRONGPASS');
  assert.equal(error.message, 'WRONGPASS invalid');
});
