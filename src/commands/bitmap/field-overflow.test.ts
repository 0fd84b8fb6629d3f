import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exact } from './field.ts';
import { assigned, incremented, type OverflowRule } from './field-overflow.ts';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);

function bounds(signed: boolean, bits: number): readonly [low: bigint, high: bigint] {
  const size = 1n << BigInt(bits);
  return signed ? [-size / 2n, size / 2n - 1n] : [0n, size - 1n];
}

function field(name: string, overflow: OverflowRule): Parameters<typeof assigned>[1] {
  return { type: { signed: name.startsWith('i'), bits: Number(name.slice(1)) }, overflow };
}

test('INCRBY wraps, saturates or fails exactly where the sum leaves the field', () => {
  const type = fc.oneof(
    fc.tuple(fc.constant(true), fc.integer({ min: 1, max: 64 })),
    fc.tuple(fc.constant(false), fc.integer({ min: 1, max: 63 })),
  );
  const increment = fc.oneof(
    fc.bigInt({ min: MIN, max: MAX }),
    fc.bigInt({ min: -300n, max: 300n }),
    fc.integer({ min: 0, max: 62 }).map((bits) => 2n ** BigInt(bits)),
  );
  fc.assert(
    fc.property(type, fc.bigInt({ min: MIN, max: MAX }), increment, ([signed, bits], seed, by) => {
      const [low, high] = bounds(signed, bits);
      const old = signed ? BigInt.asIntN(bits, seed) : BigInt.asUintN(bits, seed);
      const sum = old + by;
      const fits = sum >= low && sum <= high;
      const add = (overflow: OverflowRule): unknown =>
        incremented(exact(old), exact(by), { type: { signed, bits }, overflow });
      const wrapped = signed ? BigInt.asIntN(bits, sum) : BigInt.asUintN(bits, sum);
      assert.equal(add('wrap'), exact(wrapped));
      assert.equal(add('sat'), exact(fits ? sum : sum < low ? low : high));
      assert.equal(add('fail'), fits ? exact(sum) : undefined);
    }),
    { numRuns: 2000 },
  );
});

test('SET saturates at the top below zero when the field has no sign', () => {
  assert.equal(assigned(-1, field('u8', 'sat')), 255);
  assert.equal(assigned(-1, field('u8', 'wrap')), 255);
  assert.equal(assigned(-1, field('u8', 'fail')), undefined);
  assert.equal(assigned(256, field('u8', 'sat')), 255);
  assert.equal(assigned(exact(MIN), field('u63', 'sat')), MAX);
});

test('SET saturates at the bottom, but at the top from where the distance overflows 64 bits', () => {
  assert.equal(assigned(-200, field('i8', 'sat')), -128);
  assert.equal(assigned(exact(MIN + 128n), field('i8', 'sat')), -128);
  assert.equal(assigned(exact(MIN + 127n), field('i8', 'sat')), 127);
  assert.equal(assigned(exact(MIN), field('i64', 'sat')), MIN);
});
