import assert from 'node:assert/strict';
import { test } from 'node:test';
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
