import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from './byte-range.ts';
import { fromLatin1 } from './bytes.ts';
import { NameMap } from './name-map.ts';
import { HalfSipHash } from './siphash.ts';

class Thing {
  readonly name: string;
  hash = 0;
  next: Thing | undefined;

  constructor(name: string) {
    this.name = name;
  }
}

class SameHash extends HalfSipHash {
  override hash(): number {
    return 7;
  }
}

const range = (name: string): ByteRange => new ByteRange().set(fromLatin1(name));

for (const collide of [false, true]) {
  test(`it holds what a Map would, ${collide ? 'though all names have one hash' : 'by the hash'}`, () => {
    const step = fc.tuple(fc.boolean(), fc.constantFrom('', 'a', 'b', 'ab', 'ba', '\xff', '\0'));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const map = new NameMap<Thing>(collide ? new SameHash(1, 2) : new HalfSipHash(1, 2));
        const model = new Map<string, Thing>();
        for (const [adds, name] of steps) {
          const known = map.find(range(name));
          assert.equal(known, model.get(name));
          if (adds && known === undefined) {
            const thing = new Thing(name);
            map.add(range(name), thing);
            model.set(name, thing);
          } else if (!adds && known !== undefined) {
            map.remove(known);
            model.delete(name);
          }
          assert.equal(map.size, model.size);
        }
        const names = [...map].map((thing) => thing.name);
        assert.deepEqual(names.sort(), [...model.keys()].sort());
      }),
    );
  });
}

test('long names that differ in their last byte, and names of digits, share no chain', () => {
  const map = new NameMap<Thing>(new HalfSipHash(0x1234567, 0x89abcde));
  const beginning = 'x'.repeat(16_384);
  for (let i = 0; i < 200; i++)
    for (const name of [beginning + String.fromCharCode(i), String(i << 20)])
      map.add(range(name), new Thing(name));
  assert.equal(map.size, 400);
  assert.equal([...map.chains()].length, 400);
});
