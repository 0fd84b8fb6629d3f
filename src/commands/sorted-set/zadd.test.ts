import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bulk, CommandHarness, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from '../string/index.ts';
import { sortedSetCommands } from './index.ts';

function start(): CommandHarness {
  return new CommandHarness([...sortedSetCommands, ...keyCommands, ...stringCommands]);
}

test('scores are printed with as few digits as read back as the same double', () => {
  const harness = start();
  harness.line('ZADD z 0.1 a 3.3333 b 1e23 c 1e-7 d 17 e');
  harness.line('ZINCRBY z 0.2 a');
  assert.equal(harness.line('ZSCORE z a'), bulk('0.30000000000000004'));
  assert.equal(harness.line('ZSCORE z b'), bulk('3.3333'));
  assert.equal(harness.line('ZSCORE z c'), bulk('99999999999999990000000'));
  assert.equal(harness.line('ZSCORE z d'), bulk('1e-7'));
  harness.resp3 = true;
  assert.equal(harness.line('ZSCORE z a'), ',0.30000000000000004\r\n');
  assert.equal(harness.line('ZSCORE z e'), ',17\r\n');
});

test('a small set keeps whole scores as integers, so -0 loses its sign, and a big one does not', () => {
  const harness = start();
  harness.line('ZADD z -0 a');
  assert.equal(harness.line('ZSCORE z a'), bulk('0'));
  harness.settings.encoding.zsetMaxListpackEntries = 0;
  harness.line('ZADD big -0 a');
  assert.equal(harness.line('ZSCORE big a'), bulk('-0'));
  assert.equal(harness.line('ZADD big 0 a'), ':0\r\n', 'they are equal all the same');
  assert.equal(harness.line('ZADD new INCR -0 a'), bulk('-0'));
});

test('many words make a set big at once, though few of them are different members', () => {
  const harness = start();
  harness.settings.encoding.zsetMaxListpackEntries = 3;
  harness.line('ZADD z 1 a 1 a 1 a 1 a');
  assert.equal(harness.line('OBJECT ENCODING z'), bulk('skiplist'));
  harness.line('ZADD y 1 a');
  assert.equal(harness.line('OBJECT ENCODING y'), bulk('listpack'));
  harness.line('ZADD y 1 a 1 a 1 a 1 a');
  assert.equal(harness.line('OBJECT ENCODING y'), bulk('skiplist'));
  assert.equal(harness.line('ZCARD y'), ':1\r\n');
});

test('each call that changes something is told once and counts its members', () => {
  const harness = start();
  harness.line('ZADD z 1 a 2 b 3 c');
  harness.line('ZADD z 1 a');
  harness.line('ZADD z XX 1 d');
  harness.line('ZADD z CH 5 a 6 d');
  harness.line('ZINCRBY z 0 a');
  harness.line('ZINCRBY z 1 a');
  harness.line('ZADD z INCR 1 e');
  assert.deepEqual(harness.takeEvents(), ['0:zadd z', '0:zadd z', '0:zincr z', '0:zincr z']);
  assert.equal(harness.dirty, 7);
});

test('no score is added before all are judged, and no type is changed', () => {
  const harness = start();
  assert.equal(harness.line('ZADD z 1 a x b'), '-ERR value is not a valid float\r\n');
  assert.equal(harness.line('EXISTS z'), ':0\r\n');
  harness.line('SET s v');
  assert.equal(harness.line('ZADD s 1 a'), WRONG_TYPE);
  assert.equal(harness.line('ZADD s x a'), '-ERR value is not a valid float\r\n');
});

test('a big set survives COPY, RENAME and its source, and gives all memory back', () => {
  const harness = start();
  const before = harness.world.slabs.usedBytes;
  harness.settings.encoding.zsetMaxListpackEntries = 4;
  for (let i = 0; i < 2000; i++) harness.run('ZADD', 'z', i % 13, `m${String(i)}`);
  const whole = harness.line('ZRANGE z 0 -1 WITHSCORES');
  harness.line('COPY z copy');
  harness.line('ZREMRANGEBYRANK z 0 1500');
  harness.line('RENAME copy z');
  assert.equal(harness.line('ZRANGE z 0 -1 WITHSCORES'), whole);
  harness.line('SET z v');
  harness.line('ZADD y 1 a 2 b 3 c 4 d 5 e 6 f');
  assert.equal(harness.line('ZREM y a b c d e f g'), ':6\r\n');
  assert.equal(harness.line('DEL z'), ':1\r\n');
  while (harness.keyspace.lazyFree.step(10_000));
  assert.equal(harness.world.slabs.usedBytes, before);
});
