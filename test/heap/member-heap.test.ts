import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hashCommands } from '../../src/commands/hash/index.ts';
import { setCommands } from '../../src/commands/set/index.ts';
import { CommandHarness } from '../support/run-command.ts';

/** CASEMATE_HEAP=full fills what the goal names: ten million members, a million small hashes. */
const isFull = process.env['CASEMATE_HEAP'] === 'full';
const MEMBERS = isFull ? 10_000_000 : 300_000;
const SMALL_ONES = isFull ? 1_000_000 : 50_000;
const WORDS_A_CALL = 50;
const FIELDS = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A harness that remembers no events. */
function start(): CommandHarness {
  const harness = new CommandHarness([...setCommands, ...hashCommands]);
  harness.world.changes.interest = 0;
  harness.world.changes.eventClasses = 0;
  return harness;
}

function members(from: number): readonly string[] {
  return Array.from({ length: WORDS_A_CALL }, (_, i) => `member:${String(from + i)}`);
}

function pairs(from: number): readonly string[] {
  return members(from).flatMap((field) => [field, `v${field}`]);
}

const BIG = [
  { command: 'SADD', count: 'SCARD', words: members },
  { command: 'HSET', count: 'HLEN', words: pairs },
] as const;

for (const { command, count, words } of BIG) {
  test(`what ${command} adds to one key costs the JavaScript heap less than a byte each`, (context) => {
    const harness = start();
    for (let i = 0; i < 20_000; i += WORDS_A_CALL) harness.run(command, 'warm', ...words(i));
    const before = heapBytes();
    for (let i = 0; i < MEMBERS; i += WORDS_A_CALL) harness.run(command, 'key', ...words(i));
    const each = (heapBytes() - before) / MEMBERS;
    context.diagnostic(`${each.toFixed(3)} bytes each, ${String(MEMBERS)} of them`);
    assert.equal(harness.line(`${count} key`), `:${String(MEMBERS)}\r\n`);
    assert.ok(each <= 1, `${String(each)} bytes each`);
  });
}

const SMALL = [
  { command: 'HSET', words: pairs(0).slice(0, 2 * FIELDS) },
  { command: 'SADD', words: members(0).slice(0, FIELDS) },
  { command: 'SADD', words: Array.from({ length: FIELDS }, (_, i) => String(i * 1000)) },
] as const;

for (const { command, words } of SMALL) {
  test(`small keys of ${command} with ${words[0] ?? ''} cost the JavaScript heap less than 16 bytes each`, (context) => {
    const harness = start();
    for (let i = 0; i < 2000; i++) harness.run(command, `warm:${String(i)}`, ...words);
    const before = heapBytes();
    for (let i = 0; i < SMALL_ONES; i++) harness.run(command, `key:${String(i)}`, ...words);
    const each = (heapBytes() - before) / SMALL_ONES;
    context.diagnostic(`${each.toFixed(3)} bytes each, ${String(SMALL_ONES)} of them`);
    assert.ok(each <= 16, `${String(each)} bytes each`);
  });
}
