import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, fromLatin1 } from '../../src/base/bytes.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { CLOSED, cut, exchange, LAST_REQUEST } from '../support/exchange.ts';
import { startServerPair } from '../support/server-pair.ts';

const MB = 1024 * 1024;

/** Bytes of which no two neighbourhoods are alike, so that a piece that is lost, doubled or moved shows. */
function pattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= length; at += 4) view.setUint32(at, Math.imul(at + 1, 0x9e3779b1));
  return bytes;
}

test('values up to 64 MB arrive and leave whole, in pieces of any size', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const sizes = [16_383, 65_535, 65_536, 65_537, MB + 3, 64 * MB];
  for (const [index, size] of sizes.entries()) {
    const value = pattern(size);
    const wire = concatBytes([
      encodeCommand(['SET', 'big', value]),
      encodeCommand(['STRLEN', 'big']),
      encodeCommand(['APPEND', 'big', 'end']),
      encodeCommand(['GETRANGE', 'big', '-9', '-1']),
      encodeCommand(['GET', 'big']),
      LAST_REQUEST,
    ]);
    const pieces = cut(wire, [1, 13, 4096 + index, 60_000, 300_000]);
    const wanted = await exchange(pair.redis.port, pieces);
    assert.ok(wanted.length > size, 'redis-server answers with the value');
    const answered = await exchange(pair.casemate.port, pieces);
    // Compared as a whole: a difference of 64 MB is nothing to print.
    assert.ok(answered === wanted, `${String(size)} bytes`);
  }
});

test('one MSET of twenty thousand pairs in small pieces', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const words = ['MSET'];
  const names = Array.from({ length: 20_000 }, (_, i) => `key:${String(i)}`);
  for (const [i, name] of names.entries())
    words.push(name, `value ${'x'.repeat(i % 90)} ${String(i)}`);
  const wire = concatBytes([
    encodeCommand(words),
    encodeCommand(['DBSIZE']),
    encodeCommand(['MGET', ...names]),
    LAST_REQUEST,
  ]);
  const pieces = cut(wire, [7, 1460, 999, 1461]);
  const wanted = await exchange(pair.redis.port, pieces);
  const answered = await exchange(pair.casemate.port, pieces);
  assert.ok(wanted.startsWith('+OK\r\n:20000\r\n*20000\r\n'));
  assert.ok(answered === wanted);
});

test('a client that sends much and reads late gets every reply', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const request = encodeCommand(['GET', 'a']);
  const wire = concatBytes([
    encodeCommand(['SET', 'a', pattern(10_000)]),
    ...Array.from({ length: 3000 }, () => request),
    LAST_REQUEST,
  ]);
  const wanted = await exchange(pair.redis.port, [wire]);
  assert.ok(wanted.length > 30_000_000);
  assert.ok((await exchange(pair.casemate.port, [wire])) === wanted);
});

test('the largest value there may be, and one byte more', async (context) => {
  if (process.env['CASEMATE_HUGE_VALUES'] === undefined) {
    context.skip('takes 3 GB of memory; CASEMATE_HUGE_VALUES=1 runs it');
    return;
  }
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const value = pattern(512 * MB);
  const wire = function* (): Generator<Uint8Array> {
    yield fromLatin1(`*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$${String(value.length)}\r\n`);
    yield* cut(value, [1, 4 * MB]);
    yield fromLatin1('\r\n');
    yield encodeCommand(['STRLEN', 'big']);
    yield encodeCommand(['GETRANGE', 'big', '0', '1000000']);
    yield encodeCommand(['GETRANGE', 'big', '-1000000', '-1']);
    yield encodeCommand(['APPEND', 'big', 'x']);
    yield encodeCommand(['SETRANGE', 'big', '536870911', 'xy']);
    yield encodeCommand(['SETRANGE', 'big', '536870911', 'x']);
    yield encodeCommand(['COPY', 'big', 'twin']);
    yield encodeCommand(['STRLEN', 'twin']);
    yield encodeCommand(['DEL', 'big', 'twin']);
    yield LAST_REQUEST;
  };
  const wanted = await exchange(pair.redis.port, wire());
  assert.match(wanted, /^\+OK\r\n:536870912\r\n/);
  assert.ok((await exchange(pair.casemate.port, wire())) === wanted);
  const tooMuch = [fromLatin1(`*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$${String(value.length + 1)}\r\n`)];
  const refusal = await exchange(pair.redis.port, tooMuch);
  assert.ok(refusal.endsWith(CLOSED));
  assert.equal(await exchange(pair.casemate.port, tooMuch), refusal);
});
