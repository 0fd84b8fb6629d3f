import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { stringCommands } from '../string/index.ts';
import { keyCommands } from './index.ts';

function start(): CommandHarness {
  return new CommandHarness([...stringCommands, ...keyCommands]);
}

test('OBJECT IDLETIME counts seconds since the last use, and asking is no use', () => {
  const harness = start();
  harness.line('SET key value');
  harness.advance(42_000);
  for (const line of ['EXISTS key', 'TTL key', 'TYPE key', 'OBJECT ENCODING key'])
    harness.line(line);
  assert.equal(harness.line('OBJECT IDLETIME key'), ':42\r\n');
  harness.line('TOUCH key');
  assert.equal(harness.line('OBJECT IDLETIME key'), ':0\r\n');
  harness.advance(7_000);
  harness.line('GET key');
  assert.equal(harness.line('OBJECT IDLETIME key'), ':0\r\n');
});

test('OBJECT FREQ and IDLETIME each need their kind of policy', () => {
  const harness = start();
  harness.line('SET key value');
  assert.match(harness.line('OBJECT FREQ key'), /^-ERR An LFU maxmemory policy is not selected/);
  harness.settings.memory.maxmemoryPolicy = 'allkeys-lfu';
  assert.match(harness.line('OBJECT IDLETIME key'), /^-ERR An LFU maxmemory policy is selected/);
  harness.world.countsFrequency = true;
  harness.line('SET fresh value');
  assert.equal(harness.line('OBJECT FREQ fresh'), ':5\r\n');
  harness.advance(2 * 60_000);
  assert.equal(harness.line('OBJECT FREQ fresh'), ':3\r\n');
  harness.advance(60 * 60_000);
  assert.equal(harness.line('OBJECT FREQ fresh'), ':0\r\n');
  harness.settings.memory.lfuDecayTimeMin = 0;
  assert.equal(harness.line('OBJECT FREQ fresh'), ':5\r\n');
});

test('small integers are shared as Redis shares them, except where each key needs a clock', () => {
  const harness = start();
  harness.line('MSET shared 9999 own 10000 text abc');
  assert.equal(harness.line('OBJECT REFCOUNT shared'), ':2147483647\r\n');
  assert.equal(harness.line('OBJECT REFCOUNT own'), ':1\r\n');
  assert.equal(harness.line('OBJECT REFCOUNT text'), ':1\r\n');
  harness.settings.memory.maxmemoryBytes = 1 << 30;
  assert.equal(harness.line('OBJECT REFCOUNT shared'), ':2147483647\r\n');
  harness.settings.memory.maxmemoryPolicy = 'volatile-lru';
  assert.equal(harness.line('OBJECT REFCOUNT shared'), ':1\r\n');
});

test('OBJECT HELP names every subcommand', () => {
  const harness = start();
  const help = harness.line('OBJECT HELP');
  for (const name of ['ENCODING', 'FREQ', 'IDLETIME', 'REFCOUNT', 'HELP'])
    assert.ok(help.includes(`+${name}`), name);
});
