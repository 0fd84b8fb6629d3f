import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { REPLY_BYTES_MAX } from '../base/limits.ts';
import { Reply, ReplyTooLarge } from './reply.ts';

function written(
  write: (reply: Reply) => void,
  options: { resp3?: boolean; firstBytes?: number } = {},
): string {
  const reply = new Reply(options.firstBytes ?? 1024);
  reply.resp3 = options.resp3 ?? false;
  write(reply);
  return toLatin1(reply.u8.subarray(0, reply.at));
}

/** What each kind of reply looks like in RESP2 and in RESP3. */
const KINDS: readonly [
  name: string,
  write: (reply: Reply) => void,
  resp2: string,
  resp3: string,
][] = [
  [
    'ok',
    (r) => {
      r.ok();
    },
    '+OK\r\n',
    '+OK\r\n',
  ],
  [
    'simple',
    (r) => {
      r.simple('PONG');
    },
    '+PONG\r\n',
    '+PONG\r\n',
  ],
  [
    'error',
    (r) => {
      r.error('ERR no');
    },
    '-ERR no\r\n',
    '-ERR no\r\n',
  ],
  [
    'integer',
    (r) => {
      r.integer(-42);
    },
    ':-42\r\n',
    ':-42\r\n',
  ],
  [
    'bigInteger',
    (r) => {
      r.bigInteger(9_223_372_036_854_775_807n);
    },
    ':9223372036854775807\r\n',
    ':9223372036854775807\r\n',
  ],
  [
    'null',
    (r) => {
      r.null();
    },
    '$-1\r\n',
    '_\r\n',
  ],
  [
    'nullArray',
    (r) => {
      r.nullArray();
    },
    '*-1\r\n',
    '_\r\n',
  ],
  [
    'boolean',
    (r) => {
      r.boolean(true);
    },
    ':1\r\n',
    '#t\r\n',
  ],
  [
    'double',
    (r) => {
      r.double('1.5');
    },
    '$3\r\n1.5\r\n',
    ',1.5\r\n',
  ],
  [
    'bulkLatin1',
    (r) => {
      r.bulkLatin1('é');
    },
    '$1\r\n\xe9\r\n',
    '$1\r\n\xe9\r\n',
  ],
  [
    'bulk',
    (r) => {
      r.bulk(new ByteRange().set(fromLatin1('a\r\nb')));
    },
    '$4\r\na\r\nb\r\n',
    '$4\r\na\r\nb\r\n',
  ],
  [
    'verbatim',
    (r) => {
      r.verbatim('txt', fromLatin1('hi'));
    },
    '$2\r\nhi\r\n',
    '=6\r\ntxt:hi\r\n',
  ],
  [
    'array',
    (r) => {
      r.array(2);
    },
    '*2\r\n',
    '*2\r\n',
  ],
  [
    'map',
    (r) => {
      r.map(2);
    },
    '*4\r\n',
    '%2\r\n',
  ],
  [
    'set',
    (r) => {
      r.set(2);
    },
    '*2\r\n',
    '~2\r\n',
  ],
  [
    'push',
    (r) => {
      r.push(2);
    },
    '*2\r\n',
    '>2\r\n',
  ],
];

for (const [name, write, resp2, resp3] of KINDS) {
  test(`Reply.${name} writes both protocols`, () => {
    assert.equal(written(write), resp2);
    assert.equal(written(write, { resp3: true }), resp3);
    // A buffer with no room at all has to grow first.
    assert.equal(written(write, { firstBytes: 0 }), resp2);
  });
}

test('errors and statuses never carry a line end of their own', () => {
  assert.equal(
    written((reply) => {
      reply.error('ERR a\r\n+OK\nb');
    }),
    '-ERR a  +OK b\r\n',
  );
  assert.equal(
    written((reply) => {
      reply.simple('a\r\nb');
    }),
    '+a  b\r\n',
  );
});

test('Reply.error counts and remembers the code', () => {
  const reply = new Reply(64);
  reply.error('WRONGTYPE Operation against a key');
  assert.equal(reply.errors, 1);
  assert.equal(reply.lastErrorCode, 'WRONGTYPE');
});

test('Reply.insertAt puts a header in front of what has been written since the mark', () => {
  const text = written(
    (reply) => {
      reply.integer(1);
      const mark = reply.mark();
      reply.integer(2);
      reply.integer(3);
      reply.insertAt(mark, () => {
        reply.array(2);
      });
      reply.integer(4);
    },
    { firstBytes: 4 },
  );
  assert.equal(text, ':1\r\n*2\r\n:2\r\n:3\r\n:4\r\n');
});

test('a reply that would be larger than its positions can count is refused before memory is taken', () => {
  const reply = new Reply(64);
  reply.at = REPLY_BYTES_MAX - 10;
  assert.throws(() => {
    reply.reserve(100);
  }, ReplyTooLarge);
  assert.equal(reply.u8.length, 64);
});

test('who judges growth hears of members that are to come before they are written', () => {
  const reply = new Reply(64);
  const told: number[] = [];
  reply.onGrow = (bytes) => told.push(bytes);
  reply.array(1000);
  reply.expect(7000);
  assert.deepEqual(told, [3000, 7007]);
  assert.equal(reply.u8.length, 64);
  assert.throws(() => {
    reply.expect(REPLY_BYTES_MAX);
  }, ReplyTooLarge);
  assert.equal(told.at(-1), REPLY_BYTES_MAX + 7, "the client's own limit is asked first");
});

test('an array whose members cannot fit is refused before the first of them', () => {
  for (const kind of ['array', 'set', 'map', 'push'] as const) {
    const reply = new Reply(64);
    assert.throws(() => {
      reply[kind](Number(2n ** 63n - 1n));
    }, ReplyTooLarge);
    const { at } = reply;
    assert.equal(at, 0);
    reply[kind](1_000_000);
    assert.notEqual(reply.mark(), at);
  }
});
