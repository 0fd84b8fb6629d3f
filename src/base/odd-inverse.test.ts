import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inverseOf } from './odd-inverse.ts';

test('the inverse of an odd number undoes a multiplication by it in 32 bits', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (any, number) => {
      const odd = any | 1;
      assert.equal(Math.imul(Math.imul(number, odd), inverseOf(odd)), number);
    }),
  );
});
