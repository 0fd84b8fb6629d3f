import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { InstanceStand } from '../../test/support/instance-stand.ts';
import { Arguments } from '../base/arguments.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { Wait } from '../command/wait.ts';
import { ValueType } from '../keyspace/entry.ts';
import { SessionState } from './session-state.ts';
import { KeyQueue, Waiter } from './waiter.ts';

let stand = new InstanceStand();

beforeEach(() => {
  stand = new InstanceStand();
});

const words = (...texts: readonly string[]): Arguments => Arguments.of(texts.map(fromLatin1));

function newWaiter(wait: Partial<Wait> = {}, args = words('BLPOP', 'k', '0')): Waiter {
  const { session } = stand.connect('default');
  const row = stand.instance.table.named('blpop') ?? assert.fail('there is BLPOP');
  const all = { timeoutMs: 0, onTimeout: () => undefined, ...wait };
  return new Waiter(session, { row, args }, { wait: all, nowMs: 1000 });
}

test('the words are kept when the buffer that they came in holds others', () => {
  const args = words('BLPOP', 'key', '0');
  const waiter = newWaiter({}, args);
  args.u8.fill(0x78);
  const kept = [0, 1, 2].map((word) => toLatin1(waiter.args.view(word)));
  assert.deepEqual(kept, ['BLPOP', 'key', '0']);
});

test('a deadline is counted from now, and is none for a timeout of 0', () => {
  assert.equal(newWaiter({ timeoutMs: 50 }).deadlineMs, 1050);
  assert.equal(newWaiter().deadlineMs, Infinity);
});

test('long words and many keys cost what they take', () => {
  const short = newWaiter().bytes;
  const long = newWaiter({}, words('BLPOP', 'k'.repeat(5000), '0')).bytes;
  assert.equal(long - short, 4999);
  const keys = { first: 1, count: 100, type: ValueType.list };
  assert.ok(newWaiter({ keys }).bytes - short >= 100 * 200);
});

test('a reply that is not wanted will not be sent', () => {
  const { session } = stand.connect('default');
  const row = stand.instance.table.named('blpop') ?? assert.fail('there is BLPOP');
  const request = { row, args: words('BLPOP', 'k', '0') };
  const started = { wait: { timeoutMs: 0, onTimeout: () => undefined }, nowMs: 0 };
  session.enter(SessionState.muted);
  session.replyMode = 'skip';
  assert.equal(new Waiter(session, request, started).muted, true);
  // CLIENT REPLY ON is the call that is running: its own reply is wanted again.
  session.replyMode = 'on';
  assert.equal(new Waiter(session, request, started).muted, false);
});

test('a queue is of one key of one database, byte by byte', () => {
  const text = 'k\xff\0';
  const queue = new KeyQueue(3, ValueType.zset, { text, hash: 1 });
  const range = (key: string): ByteRange => new ByteRange().set(fromLatin1(key));
  assert.equal(queue.isOf(3, range(text)), true);
  for (const other of ['', 'k', 'k\xff', 'k\xff\x01', 'k\xff\0\0'])
    assert.equal(queue.isOf(3, range(other)), false);
  assert.equal(queue.isOf(2, range(text)), false);
});
