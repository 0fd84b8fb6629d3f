import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromLatin1 } from '../../base/bytes.ts';
import { prefixOverlap } from './prefix-overlap.ts';

const overlap = (prefixes: readonly string[], known: readonly string[] = []): string | undefined =>
  prefixOverlap(prefixes.map(fromLatin1), known);

test('prefixes that begin differently do not overlap', () => {
  assert.equal(overlap([]), undefined);
  assert.equal(overlap(['a', 'b', 'ca', 'cb'], ['d', 'cc']), undefined);
});

test('one that another begins with does, known or new, and the message names both', () => {
  const end = 'Prefixes for a single client must not overlap.';
  assert.equal(
    overlap(['x', 'foobar', 'foo']),
    `Prefix 'foobar' overlaps with another provided prefix 'foo'. ${end}`,
  );
  assert.equal(
    overlap(['fo'], ['foo']),
    `Prefix 'fo' overlaps with an existing prefix 'foo'. ${end}`,
  );
  assert.equal(
    overlap(['foob'], ['foo']),
    `Prefix 'foob' overlaps with an existing prefix 'foo'. ${end}`,
  );
  assert.equal(overlap(['a'], ['']), `Prefix 'a' overlaps with an existing prefix ''. ${end}`);
});

/** Each compared with each, the known ones first and in order, as Redis does. */
function naive(prefixes: readonly string[], known: readonly string[]): string | undefined {
  const meet = (one: string, other: string): boolean =>
    one.startsWith(other) || other.startsWith(one);
  for (const [index, name] of prefixes.entries()) {
    const old = known.find((each) => meet(name, each));
    if (old !== undefined) return `'${name}' overlaps with an existing prefix '${old}'`;
    const other = prefixes.slice(index + 1).find((each) => meet(name, each));
    if (other !== undefined) return `'${name}' overlaps with another provided prefix '${other}'`;
  }
  return undefined;
}

test('the one that is named is the one that comparing each with each would name', () => {
  const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(names, names, (prefixes, more) => {
      const known = more
        .filter((name, index) => naive([name], more.toSpliced(index)) === undefined)
        .sort();
      const said = /'.*'(?=\. )/.exec(overlap(prefixes, known) ?? '')?.[0];
      assert.equal(said, naive(prefixes, known));
    }),
    { numRuns: 2000 },
  );
});

test('many prefixes are compared with their neighbours, not each with each', (context) => {
  const many = Array.from({ length: 3000 }, (_, i) => `p:${String(i).padStart(5, '0')}`);
  const compare = context.mock.method(String.prototype, 'startsWith');
  const compared = (prefixes: readonly string[], known: readonly string[] = []): number => {
    const before = compare.mock.callCount();
    overlap(prefixes, known);
    return compare.mock.callCount() - before;
  };
  assert.ok(compared(many) < 4 * many.length);
  assert.ok(compared(['x', 'y'], many) < 20);
  assert.ok(compared(many, ['a', 'b', 'q']) < 8 * many.length);
  // Where only the last two overlap, too.
  assert.ok(compared([...many, 'q', 'qq']) < 4 * many.length);
});
