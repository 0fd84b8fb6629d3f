import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { listCommands } from '../../src/commands/list/index.ts';
import { CommandHarness } from '../support/run-command.ts';

/** CASEMATE_HEAP=full fills what the goal names: ten million elements, a million small lists. */
const isFull = process.env['CASEMATE_HEAP'] === 'full';
const ELEMENTS = isFull ? 10_000_000 : 300_000;
const SMALL_ONES = isFull ? 1_000_000 : 50_000;
const WORDS_A_CALL = 50;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A harness that remembers no events. */
function start(): CommandHarness {
  const harness = new CommandHarness(listCommands);
  harness.world.changes.interest = 0;
  harness.world.changes.eventClasses = 0;
  return harness;
}

function elements(from: number): readonly string[] {
  return Array.from({ length: WORDS_A_CALL }, (_, i) => `element:${String(from + i)}`);
}

for (const command of ['RPUSH', 'LPUSH']) {
  test(`what ${command} adds to one list costs the JavaScript heap less than a byte each`, (context) => {
    const harness = start();
    for (let i = 0; i < 20_000; i += WORDS_A_CALL) harness.run(command, 'warm', ...elements(i));
    const before = heapBytes();
    for (let i = 0; i < ELEMENTS; i += WORDS_A_CALL) harness.run(command, 'list', ...elements(i));
    const each = (heapBytes() - before) / ELEMENTS;
    context.diagnostic(`${each.toFixed(3)} bytes each, ${String(ELEMENTS)} of them`);
    assert.equal(harness.line('LLEN list'), `:${String(ELEMENTS)}\r\n`);
    assert.ok(each <= 1, `${String(each)} bytes each`);
  });
}

test('small lists cost the JavaScript heap less than 16 bytes each', (context) => {
  const harness = start();
  const few = elements(0).slice(0, 10);
  for (let i = 0; i < 2000; i++) harness.run('RPUSH', `warm:${String(i)}`, ...few);
  const before = heapBytes();
  for (let i = 0; i < SMALL_ONES; i++) harness.run('RPUSH', `list:${String(i)}`, ...few);
  const each = (heapBytes() - before) / SMALL_ONES;
  context.diagnostic(`${each.toFixed(3)} bytes each, ${String(SMALL_ONES)} of them`);
  assert.ok(each <= 16, `${String(each)} bytes each`);
});
