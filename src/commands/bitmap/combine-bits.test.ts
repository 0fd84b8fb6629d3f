import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from '../../base/byte-range.ts';
import { type BitOperation, combineBits } from './combine-bits.ts';

const COMBINED: Readonly<Record<BitOperation, (left: number, right: number) => number>> = {
  and: (left, right) => left & right,
  or: (left, right) => left | right,
  xor: (left, right) => left ^ right,
  not: (left) => ~left & 255,
};

/** Longer than two pieces, so that pieces meet, and ends fall anywhere. */
const length = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 8000, max: 17_000 }));
const source = fc
  .tuple(length, fc.nat({ max: 255 }), fc.nat({ max: 7 }))
  .map(([bytes, seed, shift]) => {
    const value = Uint8Array.from({ length: bytes }, (_, i) => (seed + i * 37 + (i >> 8)) & 255);
    return { value, shift };
  });

function rangeOf(value: Uint8Array, shift: number): ByteRange {
  const range = new ByteRange().set(
    Uint8Array.from([...Array<number>(shift).fill(170), ...value, 170]),
  );
  range.start = shift;
  range.length = value.length;
  return range;
}

function expected(operation: BitOperation, values: readonly Uint8Array[]): Uint8Array {
  const bytes = Math.max(...values.map((value) => value.length));
  const [first, ...others] = values;
  return Uint8Array.from({ length: bytes }, (_, i) => {
    const start = first?.[i] ?? 0;
    if (operation === 'not') return COMBINED.not(start, 0);
    return others.reduce((bits, value) => COMBINED[operation](bits, value[i] ?? 0), start);
  });
}

test('strings of any length at any address are combined as byte by byte', () => {
  const operation = fc.constantFrom<BitOperation>('and', 'or', 'xor', 'not');
  const sources = fc.array(source, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(operation, sources, fc.nat({ max: 7 }), (each, given, shift) => {
      const taken = each === 'not' ? given.slice(0, 1) : given;
      const values = taken.map(({ value }) => value);
      const wanted = expected(each, values);
      const target = rangeOf(new Uint8Array(wanted.length), shift);
      combineBits(
        each,
        taken.map(({ value, shift: at }) => rangeOf(value, at)),
        target,
      );
      assert.deepEqual(target.copy(), wanted);
      assert.equal(target.u8.at(-1), 170, 'nothing is written behind the target');
      assert.ok(target.u8.subarray(0, shift).every((byte) => byte === 170));
    }),
    { numRuns: 60 },
  );
});

test('the target may be a source', () => {
  const left = Uint8Array.from({ length: 20_000 }, (_, i) => i & 255);
  const right = Uint8Array.from({ length: 15_000 }, (_, i) => (i * 7) & 255);
  const target = rangeOf(left, 3);
  combineBits('xor', [rangeOf(right, 1), target], target);
  assert.deepEqual(target.copy(), expected('xor', [right, left]));
});
