import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Deadlines, type Timed } from './deadlines.ts';

test('the earliest comes first, whatever was added and removed in between', () => {
  const steps = fc.array(
    fc.record({ deadlineMs: fc.integer({ min: 0, max: 50 }), removes: fc.option(fc.nat()) }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const deadlines = new Deadlines<Timed>();
      const there: Timed[] = [];
      for (const { deadlineMs, removes } of all) {
        if (removes !== null && there.length > 0) {
          const [gone] = there.splice(removes % there.length, 1);
          if (gone !== undefined) deadlines.remove(gone);
          assert.equal(gone?.heapIndex, -1);
        } else {
          const item: Timed = { deadlineMs, heapIndex: -1 };
          there.push(item);
          deadlines.add(item);
        }
        const earliest = there.reduce((least, each) => Math.min(least, each.deadlineMs), Infinity);
        assert.equal(deadlines.size, there.length);
        assert.equal(deadlines.earliest?.deadlineMs ?? Infinity, earliest);
      }
    }),
  );
});

test('what is not there is removed without effect', () => {
  const deadlines = new Deadlines<Timed>();
  const item: Timed = { deadlineMs: 1, heapIndex: -1 };
  deadlines.remove(item);
  deadlines.add(item);
  deadlines.remove(item);
  deadlines.remove(item);
  assert.equal(deadlines.size, 0);
  assert.equal(deadlines.earliest, undefined);
});
