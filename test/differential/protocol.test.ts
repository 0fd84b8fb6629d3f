import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, fromLatin1 } from '../../src/base/bytes.ts';
import { CLOSED, cut, exchange, LAST_REQUEST } from '../support/exchange.ts';
import { InstanceStand } from '../support/instance-stand.ts';
import { startServerPair } from '../support/server-pair.ts';
import { LOGIN_CASES, PROTOCOL_CASES, type ProtocolCase } from './protocol-cases.ts';

/** Short enough that every place where it can be cut is tried. */
const EVERY_CUT_BYTES = 200;

test('bytes of every kind are answered as redis-server answers, in one piece and byte by byte', async (context) => {
  await compareCases(context, PROTOCOL_CASES, []);
});

test('the limits before login, and what lifts them, are those of redis-server', async (context) => {
  await compareCases(context, LOGIN_CASES, ['requirepass secret']);
});

async function compareCases(
  context: TestContext,
  cases: readonly ProtocolCase[],
  config: readonly string[],
): Promise<void> {
  const pair = await startServerPair(context, config);
  if (pair === undefined) return;
  // Each case is sent many times; who guesses passwords so often would be slowed down.
  const stand = new InstanceStand(({ limits }) => (limits.authThrottleEnabled = false));
  if (config.length > 0) stand.user('default', 'resetpass', '>secret');
  const expected: string[] = [];
  for (const each of cases) {
    const bytes = wire(each);
    const wanted = await exchange(pair.redis.port, [bytes]);
    assert.equal(wanted.endsWith(CLOSED), each.ends === true, `${each.name}: ${wanted}`);
    assert.equal(await exchange(pair.casemate.port, [bytes]), wanted, each.name);
    for (const sizes of cutsOf(bytes)) {
      assert.equal(
        await inPieces(stand, each, sizes),
        wanted,
        `${each.name}, cut at ${String(sizes)}`,
      );
    }
    expected.push(wanted);
  }
  await compareByteByByte(pair.casemate.port, cases, expected);
}

/** Over a real socket, all at the same time. */
async function compareByteByByte(
  port: number,
  cases: readonly ProtocolCase[],
  expected: readonly string[],
): Promise<void> {
  await Promise.all(
    cases
      .map((each, index) => ({ each, wanted: expected[index] }))
      .filter(({ each }) => each.bytes.length < 2 * EVERY_CUT_BYTES)
      .map(async ({ each, wanted }) => {
        assert.equal(
          await exchange(port, cut(wire(each), [1])),
          wanted,
          `${each.name}, byte by byte`,
        );
      }),
  );
}

test('requests in any order and in any pieces are answered as if they had come one by one', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const lasting = PROTOCOL_CASES.filter(({ ends, bytes }) => ends !== true && bytes.length < 8000);
  const answers = await Promise.all(lasting.map((each) => exchange(pair.redis.port, [wire(each)])));
  const stand = new InstanceStand();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: lasting.length - 1 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 60 }),
      async (chosen, sizes) => {
        const bytes = chosen.map((index) => lasting[index]!.bytes).join('');
        const wanted = chosen.map((index) => answers[index]).join('');
        assert.equal(await inPieces(stand, { name: '', bytes }, sizes), wanted);
      },
    ),
    { numRuns: 150 },
  );
});

function wire({ bytes, ends }: ProtocolCase): Uint8Array {
  return ends === true ? fromLatin1(bytes) : concatBytes([fromLatin1(bytes), LAST_REQUEST]);
}

function cutsOf(bytes: Uint8Array): readonly (readonly number[])[] {
  if (bytes.length > EVERY_CUT_BYTES) return [[bytes.length < 10_000 ? 1 : 997], [4096], [16_384]];
  return [[1], ...Array.from({ length: bytes.length - 1 }, (_, at) => [at + 1, bytes.length])];
}

/** What the server inside this process answers to bytes that arrive in pieces of these sizes. */
async function inPieces(
  stand: InstanceStand,
  each: ProtocolCase,
  sizes: readonly number[],
): Promise<string> {
  const client = stand.connect();
  await client.feed(wire(each), sizes);
  const text = client.take();
  const { closed } = client;
  client.leave();
  return closed ? text + CLOSED : text.slice(0, -LAST_REPLY_LENGTH);
}

const LAST_REPLY_LENGTH = '$12\r\nthat was all\r\n'.length;
