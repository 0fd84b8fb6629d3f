import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness, OK, START_MS } from '../../../test/support/run-command.ts';
import { stringCommands } from '../string/index.ts';
import { keyCommands } from './index.ts';

function start(): CommandHarness {
  const harness = new CommandHarness([...stringCommands, ...keyCommands]);
  assert.equal(harness.line('SET key value'), OK);
  harness.takeEvents();
  return harness;
}

test('every form of EXPIRE reaches replicas as PEXPIREAT', () => {
  const moment = START_MS + 100_000;
  const lines = [
    'EXPIRE key 100',
    'PEXPIRE key 100000',
    `EXPIREAT key ${String(moment / 1000)}`,
    `PEXPIREAT key ${String(moment)} LT`,
  ];
  for (const line of lines) {
    const harness = start();
    assert.equal(harness.line(line), ':1\r\n');
    assert.deepEqual(harness.propagated, [`PEXPIREAT key ${String(moment)}`], line);
    assert.deepEqual(harness.takeEvents(), ['0:expire key']);
    assert.equal(harness.dirty, 2);
    assert.equal(harness.line('PEXPIRETIME key'), `:${String(moment)}\r\n`);
  }
});

test('a moment that has passed removes the key at once, as DEL', () => {
  for (const line of [
    'EXPIRE key 0',
    'EXPIRE key -1',
    'PEXPIREAT key 1',
    `PEXPIREAT key ${String(START_MS)}`,
  ]) {
    const harness = start();
    assert.equal(harness.line(line), ':1\r\n');
    assert.deepEqual(harness.propagated, ['DEL key'], line);
    assert.deepEqual(harness.takeEvents(), ['0:del key']);
    assert.equal(harness.line('EXISTS key'), ':0\r\n');
  }
});

test('where expired keys are kept for the primary to remove, a passed moment is only noted', () => {
  const harness = start();
  harness.world.isFrozen = true;
  assert.equal(harness.line('EXPIRE key -1'), ':1\r\n');
  assert.deepEqual(harness.takeEvents(), ['0:expire key']);
  assert.equal(harness.databases[0]?.size, 1);
  assert.equal(harness.line('TYPE key'), '+none\r\n');
});

test('a condition that does not hold changes nothing', () => {
  const harness = start();
  harness.line('EXPIRE key 100');
  harness.takeEvents();
  const before = harness.dirty;
  for (const line of [
    'EXPIRE key 50 NX',
    'EXPIRE key 50 GT',
    'EXPIRE key 200 LT',
    'EXPIRE key 100 GT',
    'EXPIRE key 100 LT',
  ]) {
    assert.equal(harness.line(line), ':0\r\n', line);
  }
  assert.equal(harness.dirty, before);
  assert.deepEqual(harness.takeEvents(), []);
  assert.equal(harness.line('TTL key'), ':100\r\n');
});

test('expiries beyond what a number holds are compared and told exactly', () => {
  const harness = start();
  harness.line('PEXPIREAT key 9223372036854775805');
  assert.equal(harness.line('PEXPIREAT key 9223372036854775806 LT'), ':0\r\n');
  assert.equal(harness.line('PEXPIREAT key 9223372036854775806 GT'), ':1\r\n');
  assert.equal(harness.line('PEXPIRETIME key'), ':9223372036854775806\r\n');
  assert.equal(harness.line('PTTL key'), `:${String(9223372036854775806n - BigInt(START_MS))}\r\n`);
});

test('TTL rounds to the nearest second', () => {
  const harness = start();
  harness.line('PEXPIRE key 1500');
  assert.equal(harness.line('TTL key'), ':2\r\n');
  harness.advance(1);
  assert.equal(harness.line('TTL key'), ':1\r\n');
  harness.advance(1000);
  assert.equal(harness.line('TTL key'), ':0\r\n');
  assert.equal(harness.line('PTTL key'), ':499\r\n');
});

test('PERSIST is told once', () => {
  const harness = start();
  harness.line('EXPIRE key 10');
  harness.takeEvents();
  assert.equal(harness.line('PERSIST key'), ':1\r\n');
  assert.equal(harness.line('PERSIST key'), ':0\r\n');
  assert.deepEqual(harness.takeEvents(), ['0:persist key']);
});
