import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sortedSetCommands } from '../../src/commands/sorted-set/index.ts';
import { CommandHarness } from '../support/run-command.ts';

/** CASEMATE_HEAP=full fills what the goal names: ten million members, a million small sets. */
const isFull = process.env['CASEMATE_HEAP'] === 'full';
const MEMBERS = isFull ? 10_000_000 : 300_000;
const SMALL_SETS = isFull ? 1_000_000 : 50_000;
const PAIRS_A_CALL = 50;
const PAIRS_A_SMALL_SET = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A harness that remembers no events. */
function start(): CommandHarness {
  const harness = new CommandHarness(sortedSetCommands);
  harness.world.changes.interest = 0;
  harness.world.changes.eventClasses = 0;
  return harness;
}

function pairs(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => [
    String(((from + i) * 7919) % 1_000_003),
    `member:${String(from + i)}`,
  ]).flat();
}

function fill(harness: CommandHarness, key: string, members: number): void {
  for (let i = 0; i < members; i += PAIRS_A_CALL) {
    harness.run('ZADD', key, ...pairs(i, PAIRS_A_CALL));
  }
}

test('a big sorted set costs the JavaScript heap less than a byte a member', (context) => {
  const harness = start();
  fill(harness, 'warm', 20_000);
  const before = heapBytes();
  fill(harness, 'z', MEMBERS);
  const each = (heapBytes() - before) / MEMBERS;
  context.diagnostic(`${each.toFixed(3)} bytes a member, ${String(MEMBERS)} members`);
  assert.equal(harness.line('ZCARD z'), `:${String(MEMBERS)}\r\n`);
  assert.ok(each <= 1, `${String(each)} bytes a member`);
});

test('small sorted sets cost the JavaScript heap less than 16 bytes each', (context) => {
  const harness = start();
  for (let i = 0; i < 2000; i++) harness.run('ZADD', `warm:${String(i)}`, ...pairs(i, 10));
  const before = heapBytes();
  for (let i = 0; i < SMALL_SETS; i++) {
    harness.run('ZADD', `z:${String(i)}`, ...pairs(i, PAIRS_A_SMALL_SET));
  }
  const each = (heapBytes() - before) / SMALL_SETS;
  context.diagnostic(`${each.toFixed(3)} bytes a set, ${String(SMALL_SETS)} sets`);
  assert.equal(harness.line('ZCARD z:7'), `:${String(PAIRS_A_SMALL_SET)}\r\n`);
  assert.ok(each <= 16, `${String(each)} bytes a set`);
});
