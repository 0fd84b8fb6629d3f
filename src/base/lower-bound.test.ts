import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowerBound } from './lower-bound.ts';

test('a value stands before all that are not below it', () => {
  const places = (values: readonly number[]): readonly number[] =>
    values.map((value) => lowerBound([1, 3, 3, 5], value));
  assert.deepEqual(places([0, 1, 2, 3, 4, 5, 6]), [0, 0, 1, 1, 3, 3, 4]);
  assert.equal(lowerBound([], 'a'), 0);
  assert.equal(lowerBound(['', 'a', 'ab'], 'aa'), 2);
});
