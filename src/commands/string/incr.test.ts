import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulk, CommandHarness, WRONG_TYPE } from '../../../test/support/run-command.ts';
import { INT64_MAX, INT64_MIN, isInt64 } from '../../base/int64.ts';
import { ValueType } from '../../keyspace/entry.ts';
import { keyCommands } from '../keys/index.ts';
import { stringCommands } from './index.ts';

const OVERFLOW = '-ERR increment or decrement would overflow\r\n';

function start(): CommandHarness {
  return new CommandHarness([...stringCommands, ...keyCommands]);
}

test('INCRBY is exact over all 64 bits and refuses what leaves them', () => {
  const harness = start();
  const near = (edge: bigint): fc.Arbitrary<bigint> =>
    fc.bigInt({ min: -40n, max: 40n }).map((by) => edge + by);
  const integer = fc
    .oneof(
      fc.bigInt(INT64_MIN, INT64_MAX),
      near(0n),
      near(2n ** 53n),
      near(-(2n ** 53n)),
      near(INT64_MAX),
      near(INT64_MIN),
    )
    .filter(isInt64);
  fc.assert(
    fc.property(integer, integer, (left, right) => {
      harness.run('SET', 'key', left.toString());
      const sum = left + right;
      assert.equal(
        harness.run('INCRBY', 'key', right.toString()),
        isInt64(sum) ? `:${sum.toString()}\r\n` : OVERFLOW,
      );
      assert.equal(harness.line('GET key'), bulk((isInt64(sum) ? sum : left).toString()));
    }),
    { numRuns: 500 },
  );
});

test('a counter stays an int and keeps its expiry', () => {
  const harness = start();
  harness.line('SET n 9 EX 100');
  assert.equal(harness.line('INCR n'), ':10\r\n');
  assert.equal(harness.line('TTL n'), ':100\r\n');
  harness.line('APPEND n 0');
  assert.equal(harness.line('OBJECT ENCODING n'), bulk('raw'));
  assert.equal(harness.line('INCR n'), ':101\r\n');
  assert.equal(harness.line('OBJECT ENCODING n'), bulk('int'));
});

test('every counter command tells incrby and a float incrbyfloat', () => {
  const harness = start();
  for (const line of [
    'INCR n',
    'DECR n',
    'INCRBY n 5',
    'DECRBY n 5',
    'INCRBY n 9223372036854775807',
  ])
    harness.line(line);
  assert.deepEqual(
    harness.takeEvents(),
    Array.from({ length: 5 }, () => '0:incrby n'),
  );
  harness.line('INCRBYFLOAT n 1.5');
  assert.deepEqual(harness.takeEvents(), ['0:incrbyfloat n']);
  assert.equal(harness.dirty, 6);
});

test('INCRBYFLOAT reaches replicas as the sum', () => {
  const harness = start();
  harness.line('SET f 10.5 EX 100');
  assert.equal(harness.line('INCRBYFLOAT f 0.1'), bulk('10.6'));
  assert.deepEqual(harness.propagated, ['SET f 10.6 KEEPTTL']);
  assert.equal(harness.line('TTL f'), ':100\r\n');
});

test('counters refuse another type before their own number is judged', () => {
  const harness = start();
  harness.plant('list', ValueType.list);
  for (const line of ['INCR list', 'INCRBY list 1', 'INCRBYFLOAT list abc'])
    assert.equal(harness.line(line), WRONG_TYPE);
  assert.equal(harness.line('INCRBY list abc'), '-ERR value is not an integer or out of range\r\n');
});
