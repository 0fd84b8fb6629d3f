import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from './byte-range.ts';
import { HalfSipHash } from './siphash.ts';

const MASK = 0xffff_ffffn;
const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (32n - by))) & MASK;

/** HalfSipHash-c-d as its authors describe it, word by word, slow and plain. */
function reference(
  rounds: { readonly compression: number; readonly finalization: number },
  key: readonly [bigint, bigint],
  bytes: Uint8Array,
): bigint {
  let v0 = key[0];
  let v1 = key[1];
  let v2 = 0x6c796765n ^ key[0];
  let v3 = 0x74656462n ^ key[1];
  const round = (): void => {
    v0 = (v0 + v1) & MASK;
    v1 = rotate(v1, 5n) ^ v0;
    v0 = rotate(v0, 16n);
    v2 = (v2 + v3) & MASK;
    v3 = rotate(v3, 8n) ^ v2;
    v0 = (v0 + v3) & MASK;
    v3 = rotate(v3, 7n) ^ v0;
    v2 = (v2 + v1) & MASK;
    v1 = rotate(v1, 13n) ^ v2;
    v2 = rotate(v2, 16n);
  };
  const padded = [...bytes];
  while (padded.length % 4 !== 3) padded.push(0);
  padded.push(bytes.length & 0xff);
  for (let i = 0; i < padded.length; i += 4) {
    let word = 0n;
    for (let j = 3; j >= 0; j--) word = (word << 8n) | BigInt(padded[i + j] ?? 0);
    v3 ^= word;
    for (let r = 0; r < rounds.compression; r++) round();
    v0 ^= word;
  }
  v2 ^= 0xffn;
  for (let r = 0; r < rounds.finalization; r++) round();
  return v1 ^ v3;
}

function hash(bytes: Uint8Array, k0: number, k1: number): number {
  return new HalfSipHash(k0, k1).hash(
    new DataView(bytes.buffer, bytes.byteOffset),
    0,
    bytes.length,
  );
}

test('the reference gives the published HalfSipHash-2-4 values, so it is worth comparing with', () => {
  // First vectors of the authors' own test program: key 00..07, message 00 01 02 …
  const key = [0x03020100n, 0x07060504n] as const;
  const rounds = { compression: 2, finalization: 4 };
  const littleEndian = [0x5b9f35a9n, 0xb85a4727n, 0x03a662fan, 0x04e7fe8an];
  littleEndian.forEach((expected, length) => {
    const message = Uint8Array.from({ length }, (_, i) => i);
    assert.equal(reference(rounds, key, message), expected);
  });
});

test('HalfSipHash is HalfSipHash-1-3 for every length and every key', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer(), fc.integer(), (bytes, k0, k1) => {
      const expected = reference(
        { compression: 1, finalization: 3 },
        [BigInt(k0 >>> 0), BigInt(k1 >>> 0)],
        bytes,
      );
      assert.equal(BigInt(hash(bytes, k0, k1) >>> 0), expected);
    }),
    { numRuns: 500 },
  );
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    const expected = reference({ compression: 1, finalization: 3 }, [1n, 2n], bytes);
    assert.equal(BigInt(hash(bytes, 1, 2) >>> 0), expected);
  }
});

test('HalfSipHash reads only its bytes, wherever they stand', () => {
  const message = Uint8Array.from([1, 2, 3, 4, 5, 6, 7]);
  for (let start = 0; start < 9; start++) {
    const around = new Uint8Array(start + message.length).fill(0xee);
    around.set(message, start);
    const moved = new HalfSipHash(3, 4).hash(new DataView(around.buffer), start, message.length);
    assert.equal(moved, hash(message, 3, 4));
  }
});

test('beginnings hash as they do alone, wherever they stand', () => {
  const beginnings = fc.array(fc.nat({ max: 80 })).map((all) => [...all].sort((a, b) => a - b));
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 70 }),
      beginnings,
      fc.nat({ max: 5 }),
      (bytes, lengths, before) => {
        const around = new Uint8Array(before + bytes.length + 3).fill(0xee);
        around.set(bytes, before);
        const range = new ByteRange().set(around);
        range.start = before;
        range.length = bytes.length;
        const hasher = new HalfSipHash(5, 6);
        const hashes = new Int32Array(lengths.length);
        const count = hasher.hashBeginnings(range, lengths, hashes);
        assert.deepEqual(
          [...hashes.subarray(0, count)],
          lengths
            .filter((length) => length <= bytes.length)
            .map((length) => hasher.hash(range.dv, before, length)),
        );
      },
    ),
  );
});
