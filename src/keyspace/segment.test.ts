import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Segment } from './segment.ts';

/** Every member must be reachable from its home without a free slot on the way. */
function membersOf(segment: Segment): Map<number, number> {
  const members = new Map<number, number>();
  for (let slot = 0; slot < segment.size; slot++) {
    const address = segment.slots[2 * slot + 1]!;
    if (address === 0) continue;
    const hash = segment.slots[2 * slot]!;
    for (let at = segment.home(hash); at !== slot; at = (at + 1) & segment.mask) {
      assert.notEqual(segment.slots[2 * at + 1], 0, 'a free slot before the member');
    }
    members.set(address, hash);
  }
  return members;
}

test('Segment keeps every member reachable through puts, clears and rebuilds', () => {
  const step = fc.record({ hash: fc.integer(), gone: fc.nat(), action: fc.nat({ max: 9 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const segment = new Segment(0, 0);
      const model = new Map<number, number>();
      steps.forEach(({ hash, gone, action }, i) => {
        if (action < 6) {
          if (segment.count >= segment.countMax) segment.rebuild(segment.size * 2);
          segment.put(hash, i + 1);
          model.set(i + 1, hash);
        } else if (model.size > 0) {
          const address = [...model.keys()][gone % model.size] ?? 0;
          let slot = 0;
          while (segment.slots[2 * slot + 1] !== address) slot++;
          const free = segment.clear(slot);
          assert.equal(segment.slots[2 * free + 1], 0);
          model.delete(address);
        }
        assert.equal(segment.count, model.size);
      });
      assert.deepEqual(membersOf(segment), model);
    }),
  );
});

test('Segment keeps members reachable that crowd around few homes, in whatever order they came', () => {
  const homes = fc.constantFrom(0, 1, 2, 7, 1 << 27, -1, -2, -(1 << 27));
  fc.assert(
    fc.property(fc.array(homes, { maxLength: 100 }), (hashes) => {
      const segment = new Segment(0, 0);
      hashes.forEach((hash, i) => {
        if (segment.count >= segment.countMax) segment.rebuild(segment.size * 2);
        segment.put(hash, i + 1);
      });
      segment.rebuild(segment.size * 2);
      assert.deepEqual(membersOf(segment), new Map(hashes.map((hash, i) => [i + 1, hash])));
    }),
  );
});

test('Segment homes follow the order of hashes, whatever its size', () => {
  const lowest = 0xa000_0000;
  for (const size of [16, 32, 8192]) {
    const segment = new Segment(3, lowest, size);
    assert.equal(segment.end, 0xc000_0000);
    let last = 0;
    for (let i = 0; i < 4096; i++) {
      const home = segment.home(lowest + Math.floor(((segment.end - lowest) / 4096) * i));
      assert.ok(home >= last && home < size);
      last = home;
    }
    assert.equal(segment.home(lowest), 0);
    assert.equal(segment.home(segment.end - 1), size - 1);
  }
});

test('Segment of depth 0 covers every hash', () => {
  const segment = new Segment(0, 0);
  assert.equal(segment.end, 2 ** 32);
  assert.equal(segment.home(0), 0);
  assert.equal(segment.home(-1), segment.size - 1);
});
