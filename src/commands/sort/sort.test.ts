import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bulk, CommandHarness } from '../../../test/support/run-command.ts';
import { fromLatin1 } from '../../base/bytes.ts';
import { dataCommands } from '../index.ts';

function array(texts: readonly string[]): string {
  return `*${String(texts.length)}\r\n${texts.map(bulk).join('')}`;
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(fromLatin1(one), fromLatin1(other));
}

/** Enough for more than one digit and part; many alike, and alike to different depths. */
const text = fc.oneof(
  fc.nat({ max: 99 }).map((n) => `${'same beginning '.repeat(n % 4)}${String(n)}`),
  fc.nat({ max: 40 }).map((n) => 'a'.repeat(n)),
  fc.nat({ max: 20 }).map((n) => `a${'\0'.repeat(n)}`),
  fc.nat({ max: 3 }).map((n) => `${'b'.repeat(600)}${String(n)}`),
  fc.string({ unit: 'binary-ascii', maxLength: 12 }),
);
const many = { minLength: 1, maxLength: 400, size: 'max' } as const;

test('SORT ALPHA gives the order of bytes', () => {
  fc.assert(
    fc.property(fc.array(text, many), (texts) => {
      const harness = new CommandHarness(dataCommands);
      harness.run('RPUSH', 'list', ...texts);
      const expected = texts.toSorted(byBytes);
      assert.equal(harness.line('SORT list ALPHA'), array(expected));
      assert.equal(harness.line('SORT list ALPHA DESC'), array(expected.toReversed()));
    }),
    { numRuns: 25 },
  );
});

test('SORT gives the order of numbers, and equal ones in the order of their bytes', () => {
  const number = fc.oneof(
    fc.integer().map(String),
    fc.integer({ min: -20, max: 20 }).map(String),
    fc.integer({ min: -20, max: 20 }).map((n) => `${String(n)}.0`),
    fc
      .double({ noNaN: true, min: -1e200, max: 1e200 })
      .filter((n) => Math.abs(n) > 1e-300)
      .map(String),
  );
  fc.assert(
    fc.property(fc.array(number, many), (texts) => {
      const harness = new CommandHarness(dataCommands);
      harness.run('RPUSH', 'list', ...texts);
      const expected = texts.toSorted(
        (one, other) => Number(one) - Number(other) || byBytes(one, other),
      );
      assert.equal(harness.line('SORT list'), array(expected));
      assert.equal(harness.line('SORT list DESC'), array(expected.toReversed()));
      assert.equal(harness.line('SORT list LIMIT 3 5'), array(expected.slice(3, 8)));
    }),
    { numRuns: 25 },
  );
});

test('what is equal stays in its order, also from above', () => {
  const harness = new CommandHarness(dataCommands);
  const names = Array.from({ length: 200 }, (_, i) => String(i));
  harness.run('RPUSH', 'list', ...names);
  for (const name of names) harness.run('SET', `w_${name}`, Number(name) % 3 === 0 ? 'a' : 'b');
  const [a, b] = [true, false].map((is) => names.filter((name) => (Number(name) % 3 === 0) === is));
  assert.ok(a !== undefined && b !== undefined);
  assert.equal(harness.line('SORT list ALPHA BY w_*'), array([...a, ...b]));
  assert.equal(harness.line('SORT list ALPHA DESC BY w_*'), array([...b, ...a]));
});

test('a result that is stored is a small list when it fits, and is told as sortstore', () => {
  const harness = new CommandHarness(dataCommands);
  harness.line('SADD set c a b');
  harness.line('SET target x');
  harness.takeEvents();
  harness.line('SORT set ALPHA STORE target');
  assert.deepEqual(harness.takeEvents(), ['0:sortstore target']);
  assert.equal(harness.line('OBJECT ENCODING target'), bulk('listpack'));
  harness.run('RPUSH', 'long', ...Array.from({ length: 1000 }, (_, i) => `element ${String(i)}`));
  harness.line('SORT long ALPHA STORE target');
  assert.equal(harness.line('OBJECT ENCODING target'), bulk('quicklist'));
  harness.takeEvents();
  harness.line('SORT none STORE target');
  assert.deepEqual(harness.takeEvents(), ['0:keymiss none', '0:del target']);
  assert.equal(harness.world.structures.count, 1);
});

test('SORT of integers gives their order, from a list, an intset and a list of texts, at any size', () => {
  const near = fc.integer({ min: -30, max: 30 }).map(BigInt);
  const any = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  // Beyond 2^53 doubles are alike, and bytes decide.
  const byNumber = (one: string, other: string): number =>
    Number(one) - Number(other) || byBytes(one, other);
  const check = (texts: readonly string[]): void => {
    const harness = new CommandHarness(dataCommands);
    harness.run('RPUSH', 'list', ...texts);
    harness.run('SADD', 'set', ...texts);
    const expected = texts.toSorted(byNumber);
    const members = [...new Set(expected)];
    assert.equal(harness.line('SORT list'), array(expected));
    assert.equal(
      harness.line('SORT list DESC LIMIT 1 7'),
      array(expected.toReversed().slice(1, 8)),
    );
    assert.equal(
      harness.line('SORT list GET # GET none*'),
      `*${expected.length * 2}\r\n${expected.map((n) => `${bulk(n)}$-1\r\n`).join('')}`,
    );
    assert.equal(harness.line('SORT set'), array(members));
    assert.equal(harness.line('SORT list STORE sorted'), `:${expected.length}\r\n`);
    assert.equal(harness.line('LRANGE sorted 0 -1'), array(expected));
  };
  fc.assert(
    fc.property(fc.array(fc.oneof(near, any, near), many), (values) => {
      check(values.map(String));
    }),
    { numRuns: 25 },
  );
  // More than what memory is kept for.
  check(Array.from({ length: 20_000 }, (_, i) => String((i * 7919) % 20_000)));
});
