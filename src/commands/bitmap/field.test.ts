import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from '../../base/byte-range.ts';
import { exact, readField, writeField } from './field.ts';

const type = fc.oneof(
  fc.record({ signed: fc.constant(true), bits: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ signed: fc.constant(false), bits: fc.integer({ min: 1, max: 63 }) }),
);

function bitsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
}

test('a field of any width reads as the number that its bits say, with zeros behind the end', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 20 }),
      fc.nat({ max: 180 }),
      type,
      (bytes, offset, each) => {
        // What lies behind the value belongs to somebody else.
        const range = new ByteRange().set(Uint8Array.from([255, ...bytes, 255, 255]));
        range.start = 1;
        range.length = bytes.length;
        const bits = bitsOf(bytes)
          .padEnd(400, '0')
          .slice(offset, offset + each.bits);
        const whole = BigInt(`0b${bits}`);
        const wanted = each.signed ? BigInt.asIntN(each.bits, whole) : whole;
        const read = readField(range, offset, each);
        assert.equal(BigInt(read), wanted);
        assert.equal(read, exact(wanted), 'a number wherever one is exact');
      },
    ),
    { numRuns: 1000 },
  );
});

test('what is written is read, and the bits around it stay', () => {
  const written = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 20, maxLength: 20 }),
      fc.nat({ max: 96 }),
      type,
      written,
      (bytes, offset, each, number) => {
        const fitting = each.signed
          ? BigInt.asIntN(each.bits, number)
          : BigInt.asUintN(each.bits, number);
        const range = new ByteRange().set(bytes.slice());
        writeField(range, { offset, type: each }, exact(fitting));
        assert.equal(BigInt(readField(range, offset, each)), fitting);
        const before = bitsOf(bytes);
        const after = bitsOf(range.u8);
        assert.equal(after.slice(0, offset), before.slice(0, offset));
        assert.equal(after.slice(offset + each.bits), before.slice(offset + each.bits));
      },
    ),
    { numRuns: 1000 },
  );
});
