import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testWorld, words } from '../../test/support/keyspace.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { Database } from '../keyspace/database.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import { INTSET_HEAD_BYTES, IntegerText, Intset, WideInteger, writeIntsetOf } from './intset.ts';
import { INTSET_SET } from './member-encoding.ts';

const int64 = fc.oneof(
  fc.bigInt({ min: -40n, max: 40n }),
  fc.bigInt({ min: -40_000n, max: 40_000n }),
  fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(
    ...[15n, 31n, 53n, 63n].flatMap((bits) => [2n ** bits - 1n, -(2n ** bits)]),
    ...[15n, 31n, 53n].flatMap((bits) => [2n ** bits, -(2n ** bits) - 1n]),
  ),
);

const range = new ByteRange();

function read(integer: WideInteger, value: bigint): WideInteger {
  assert.ok(integer.parse(range.set(fromLatin1(String(value)))));
  return integer;
}

function contents(set: Intset): string[] {
  const text = new IntegerText();
  return Array.from({ length: set.count }, (_, i) =>
    toLatin1(text.write(set.high(i), set.low(i)).view()),
  );
}

test('an intset holds what was put in and not taken out, in order and as narrow as Redis’s', () => {
  const step = fc.record({ value: int64, removes: fc.boolean() });
  fc.assert(
    fc.property(int64, fc.array(step, { maxLength: 60, size: 'max' }), (first, steps) => {
      const db = new Database(0, testWorld());
      const integer = read(new WideInteger(), first);
      const made = db.place(words('x', 'key'), 1, INTSET_SET, INTSET_HEAD_BYTES + integer.width);
      writeIntsetOf(db.value(made).dv, db.value(made).start, integer);
      const set = new Intset().open(db, made);
      const model = new Set([first]);
      let widest = integer.width;
      for (const { value, removes } of steps) {
        const found = set.find(read(integer, value));
        assert.equal(found >= 0, model.has(value));
        if (found >= 0 && removes && model.size > 1) {
          set.remove(found);
          model.delete(value);
        } else if (found < 0) {
          set.insert(-1 - found, integer);
          model.add(value);
          widest = Math.max(widest, integer.width) as 2 | 4 | 8;
        }
      }
      const sorted = [...model].sort((left, right) => (left < right ? -1 : 1));
      assert.deepEqual(contents(set.open(db, set.address)), sorted.map(String));
      assert.equal(set.width, widest);
      assert.equal(db.value(set.address).length, INTSET_HEAD_BYTES + model.size * widest);
    }),
    { numRuns: 200 },
  );
});

test('integers in order are found from where the one before was', () => {
  const db = new Database(0, testWorld());
  const integer = read(new WideInteger(), 0n);
  const made = db.place(words('x', 'key'), 1, INTSET_SET, INTSET_HEAD_BYTES + integer.width);
  writeIntsetOf(db.value(made).dv, db.value(made).start, integer);
  const set = new Intset().open(db, made);
  for (let i = 1n; i < 300n; i++) set.insert(set.count, read(integer, i * 3n));
  for (const order of [1n, -1n, 7n]) {
    for (let i = 0n; i < 1000n; i++) {
      const value = (((i * order) % 1000n) + 1000n) % 1000n;
      const found = set.find(read(integer, value));
      assert.equal(
        found >= 0 ? BigInt(found) * 3n : -1n,
        value % 3n === 0n && value < 900n ? value : -1n,
      );
      if (found < 0) assert.equal(-1 - found, Math.min(300, Math.ceil(Number(value) / 3)));
    }
  }
});

test('what is no integer in plain decimal is none', () => {
  for (const text of ['', 'a', '1.0', '01', '+1', ' 1', '-0', '9223372036854775808', '--1']) {
    assert.equal(new WideInteger().parse(range.set(fromLatin1(text))), false, text);
  }
});

test('an intset gives integers back also when there is no memory for a smaller block', () => {
  const world = testWorld();
  const db = new Database(0, world);
  const integer = read(new WideInteger(), 1n);
  const made = db.place(words('x', 'key'), 1, INTSET_SET, INTSET_HEAD_BYTES + integer.width);
  writeIntsetOf(db.value(made).dv, db.value(made).start, integer);
  const set = new Intset().open(db, made);
  for (let i = 2n; i <= 40n; i++) set.insert(Number(i) - 1, read(new WideInteger(), i));
  world.slabs.allocate = () => {
    throw new OutOfMemory('none');
  };
  for (let left = 39; left > 0; left--) {
    set.remove(0);
    assert.equal(set.count, left);
  }
  assert.deepEqual(contents(set), ['40']);
  assert.deepEqual(contents(new Intset().open(db, set.address)), ['40']);
});
