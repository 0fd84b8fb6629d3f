import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hashCommands } from '../../src/commands/hash/index.ts';
import { listCommands } from '../../src/commands/list/index.ts';
import { setCommands } from '../../src/commands/set/index.ts';
import { sortedSetCommands } from '../../src/commands/sorted-set/index.ts';
import { CommandHarness } from '../support/run-command.ts';

/** CASEMATE_HEAP=full fills what the goal names: ten million elements of each type, a million small collections. */
const isFull = process.env['CASEMATE_HEAP'] === 'full';
// Enough that the noise of the heap, code that is compiled meanwhile, is little beside it.
const ELEMENTS = isFull ? 10_000_000 : 600_000;
const SMALL_ONES = isFull ? 1_000_000 : 50_000;
const ELEMENTS_A_CALL = 50;
const ELEMENTS_OF_A_SMALL_ONE = 10;
const BYTES_PER_ELEMENT_MAX = 1;
const BYTES_PER_SMALL_ONE_MAX = 16;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** A harness that remembers no events. */
function start(): CommandHarness {
  const harness = new CommandHarness([
    ...listCommands,
    ...setCommands,
    ...hashCommands,
    ...sortedSetCommands,
  ]);
  harness.world.changes.interest = 0;
  harness.world.changes.eventClasses = 0;
  return harness;
}

interface Kind {
  readonly command: string;
  /** What tells the size of such a key. */
  readonly size: string;
  /** The words that add the element of a number. */
  element(number: number): readonly string[];
}

const element = (number: number): readonly string[] => [`element:${String(number)}`];
const SCORES = 1_000_003;

const KINDS: readonly Kind[] = [
  { command: 'RPUSH', size: 'LLEN', element },
  { command: 'LPUSH', size: 'LLEN', element },
  { command: 'SADD', size: 'SCARD', element },
  {
    command: 'HSET',
    size: 'HLEN',
    element: (number) => [`field:${String(number)}`, `value:${String(number)}`],
  },
  {
    command: 'ZADD',
    size: 'ZCARD',
    element: (number) => [String((number * 7919) % SCORES), `member:${String(number)}`],
  },
];

const INTEGERS: Kind = {
  command: 'SADD',
  size: 'SCARD',
  element: (number) => [String(number * 1000)],
};

function elements(kind: Kind, from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => kind.element(from + i)).flat();
}

function fill(harness: CommandHarness, kind: Kind, big: { key: string; size: number }): void {
  for (let i = 0; i < big.size; i += ELEMENTS_A_CALL) {
    harness.run(kind.command, big.key, ...elements(kind, i, ELEMENTS_A_CALL));
  }
}

for (const kind of KINDS) {
  const { command, size } = kind;
  test(`what ${command} adds to one key costs the JavaScript heap no more than a byte each`, (context) => {
    const harness = start();
    fill(harness, kind, { key: 'warm', size: 50_000 });
    const before = heapBytes();
    fill(harness, kind, { key: 'big', size: ELEMENTS });
    const each = (heapBytes() - before) / ELEMENTS;
    context.diagnostic(`${each.toFixed(3)} bytes each, ${String(ELEMENTS)} of them`);
    assert.equal(harness.line(`${size} big`), `:${String(ELEMENTS)}\r\n`);
    assert.ok(each <= BYTES_PER_ELEMENT_MAX, `${String(each)} bytes each`);
  });
}

for (const kind of [...KINDS, INTEGERS]) {
  const { command, size } = kind;
  const words = elements(kind, 0, ELEMENTS_OF_A_SMALL_ONE);
  test(`small keys of ${command} with ${words.slice(0, 2).join(' ')} cost the JavaScript heap no more than 16 bytes each`, (context) => {
    const harness = start();
    for (let i = 0; i < 2000; i++) harness.run(command, `warm:${String(i)}`, ...words);
    const before = heapBytes();
    for (let i = 0; i < SMALL_ONES; i++) harness.run(command, `key:${String(i)}`, ...words);
    const each = (heapBytes() - before) / SMALL_ONES;
    context.diagnostic(`${each.toFixed(3)} bytes each, ${String(SMALL_ONES)} of them`);
    assert.equal(harness.line(`${size} key:7`), `:${String(ELEMENTS_OF_A_SMALL_ONE)}\r\n`);
    assert.ok(each <= BYTES_PER_SMALL_ONE_MAX, `${String(each)} bytes each`);
  });
}
