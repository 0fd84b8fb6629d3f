import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AddressSet } from './address-set.ts';

test('an address set has what was added, each once', () => {
  const address = fc.oneof(fc.nat({ max: 20 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(fc.array(address, { maxLength: 300, size: 'max' }), address, (added, other) => {
      const set = new AddressSet(added.length);
      const model = new Set<number>();
      for (const each of added) {
        assert.equal(set.add(each), !model.has(each));
        model.add(each);
      }
      assert.equal(set.count, model.size);
      assert.equal(set.has(other), model.has(other));
      for (const each of model) assert.ok(set.has(each));
    }),
  );
});
