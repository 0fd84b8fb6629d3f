import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OutOfMemory } from './out-of-memory.ts';
import { Slabs } from './slabs.ts';

const SMALL_MAX = 65_536;

function fill(slabs: Slabs, address: number, length: number, byte: number): void {
  const at = slabs.offset(address);
  slabs.bytes(address).fill(byte, at, at + length);
}

function holdsOnly(slabs: Slabs, address: number, length: number, byte: number): boolean {
  const at = slabs.offset(address);
  return slabs
    .bytes(address)
    .subarray(at, at + length)
    .every((each) => each === byte);
}

test('Slabs gives out blocks that never overlap and counts them exactly', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          length: fc.oneof(
            fc.integer({ min: 1, max: 400 }),
            fc.integer({ min: 1, max: SMALL_MAX }),
            fc.integer({ min: SMALL_MAX - 8, max: SMALL_MAX + 8 }),
            fc.integer({ min: SMALL_MAX, max: 300_000 }),
          ),
          frees: fc.nat(),
        }),
        { maxLength: 120 },
      ),
      (steps) => {
        const slabs = new Slabs();
        const held: { address: number; length: number; byte: number }[] = [];
        steps.forEach(({ length, frees }, i) => {
          const address = slabs.allocate(length);
          assert.notEqual(address, 0);
          const byte = i % 251;
          fill(slabs, address, length, byte);
          held.push({ address, length, byte });
          if (frees % 3 === 0) {
            const gone = held.splice(frees % held.length, 1)[0];
            if (gone !== undefined) slabs.free(gone.address, gone.length);
          }
          const used = held.reduce((sum, each) => sum + slabs.blockBytes(each.length), 0);
          assert.equal(slabs.usedBytes, used);
          assert.ok(slabs.reservedBytes >= used);
        });
        for (const each of held) {
          assert.ok(holdsOnly(slabs, each.address, each.length, each.byte));
        }
        for (const each of held) slabs.free(each.address, each.length);
        assert.equal(slabs.usedBytes, 0);
      },
    ),
    { numRuns: 60 },
  );
});

test('Slabs wastes at most a sixteenth of a small block and less than a page of a big one', () => {
  const slabs = new Slabs();
  for (let length = 17; length <= SMALL_MAX; length += 7) {
    const slack = slabs.blockBytes(length) - length;
    assert.ok(slack >= 0 && slack <= Math.max(7, length / 16), `${length}: ${slack}`);
  }
  for (const length of [SMALL_MAX + 1, 1_000_000, 2 ** 31 - 1, 3_000_000_000]) {
    const slack = slabs.blockBytes(length) - length;
    assert.ok(slack >= 0 && slack < 4096);
  }
});

test('Slabs gives a freed block to the next that fits it', () => {
  const slabs = new Slabs();
  slabs.allocate(100);
  const small = slabs.allocate(100);
  const big = slabs.allocate(100_000);
  slabs.free(small, 100);
  slabs.free(big, 100_000);
  assert.equal(slabs.allocate(97), small);
  assert.equal(slabs.allocate(200_000), big);
  assert.equal(slabs.bytes(big).length, slabs.blockBytes(200_000));
});

test('Slabs opens a second slab when the first is full, and blocks stay within their slab', () => {
  const slabs = new Slabs();
  const addresses = Array.from({ length: 1100 }, () => slabs.allocate(SMALL_MAX));
  assert.equal(new Set(addresses).size, addresses.length);
  const buffers = new Set(addresses.map((address) => slabs.bytes(address).buffer));
  assert.equal(buffers.size, 2);
  for (const address of addresses) {
    assert.ok(slabs.offset(address) + SMALL_MAX <= slabs.bytes(address).length);
    assert.equal(slabs.view(address).buffer, slabs.bytes(address).buffer);
  }
});

test('Slabs gives all but one slab back when nothing is left, so one key that comes and goes maps nothing', () => {
  const slabs = new Slabs();
  const addresses = Array.from({ length: 1100 }, () => slabs.allocate(SMALL_MAX));
  const first = slabs.bytes(addresses[0] ?? 0);
  for (const address of addresses) slabs.free(address, SMALL_MAX);
  assert.equal(slabs.usedBytes, 0);
  const again = slabs.allocate(16);
  assert.equal(slabs.bytes(again).buffer, first.buffer);
  assert.ok(slabs.reservedBytes < SMALL_MAX);
});

test('Slabs.resizeInPlace keeps a small block only within its size class', () => {
  const slabs = new Slabs();
  const address = slabs.allocate(100);
  assert.equal(slabs.resizeInPlace(address, 100, 104), true);
  assert.equal(slabs.resizeInPlace(address, 104, 105), false);
  assert.equal(slabs.resizeInPlace(address, 104, 100_000), false);
  assert.equal(slabs.fits(100, 104), true);
  assert.equal(slabs.fits(SMALL_MAX, SMALL_MAX + 1), false);
});

test('Slabs.resizeInPlace grows a big block with slack, so appending copies each byte a few times at most', () => {
  const slabs = new Slabs();
  let length = 70_000;
  const address = slabs.allocate(length);
  fill(slabs, address, length, 7);
  let copied = 0;
  let buffer = slabs.bytes(address).buffer;
  while (length < 8_000_000) {
    assert.equal(slabs.resizeInPlace(address, length, length + 1000), true);
    if (slabs.bytes(address).buffer !== buffer) copied += length;
    buffer = slabs.bytes(address).buffer;
    length += 1000;
    assert.equal(slabs.usedBytes, slabs.bytes(address).length);
    assert.equal(slabs.occupiedBytes(address, length), slabs.usedBytes);
  }
  assert.ok(copied < 6 * length, `${copied} bytes copied for ${length}`);
  assert.ok(slabs.usedBytes < 1.3 * length);
  assert.ok(holdsOnly(slabs, address, 70_000, 7));
});

test('Slabs.resizeInPlace shrinks a big block that would be half empty, and leaves small lengths to a small block', () => {
  const slabs = new Slabs();
  const address = slabs.allocate(1_000_000);
  fill(slabs, address, 1_000_000, 9);
  assert.equal(slabs.resizeInPlace(address, 1_000_000, 900_000), true);
  assert.equal(slabs.usedBytes, slabs.blockBytes(1_000_000));
  assert.equal(slabs.resizeInPlace(address, 900_000, 100_000), true);
  assert.equal(slabs.usedBytes, slabs.blockBytes(100_000));
  assert.ok(holdsOnly(slabs, address, 100_000, 9));
  assert.equal(slabs.resizeInPlace(address, 100_000, 1000), false);
});

test('Slabs leaves a lent block as it was to whoever reads it, and goes on with a copy', () => {
  const slabs = new Slabs();
  const address = slabs.allocate(100_000);
  fill(slabs, address, 100_000, 1);
  const seen = slabs.bytes(address);
  slabs.renewIfLent(address);
  assert.equal(slabs.bytes(address), seen);
  slabs.lend(address);
  slabs.renewIfLent(address);
  assert.notEqual(slabs.bytes(address), seen);
  assert.ok(holdsOnly(slabs, address, 100_000, 1));
  fill(slabs, address, 100_000, 2);
  assert.ok(seen.subarray(0, 100_000).every((byte) => byte === 1));

  const second = slabs.bytes(address);
  slabs.lend(address);
  assert.equal(slabs.resizeInPlace(address, 100_000, 100_001), true);
  assert.notEqual(slabs.bytes(address), second);
  slabs.lend(address);
  slabs.endLoans();
  const third = slabs.bytes(address);
  slabs.renewIfLent(address);
  assert.equal(slabs.bytes(address), third);
  slabs.lend(address);
  slabs.free(address, 100_001);
  const next = slabs.allocate(100_000);
  assert.equal(next, address);
  const fourth = slabs.bytes(next);
  slabs.renewIfLent(next);
  assert.equal(slabs.bytes(next), fourth);
});

test('Slabs.clear takes everything back at once', () => {
  const slabs = new Slabs();
  for (let i = 0; i < 1000; i++) slabs.allocate(i * 100 + 1);
  slabs.clear();
  assert.equal(slabs.usedBytes, 0);
  const address = slabs.allocate(100);
  assert.equal(slabs.usedBytes, slabs.blockBytes(100));
  assert.notEqual(address, 0);
});

const SLAB_BYTES = 64 * 1024 * 1024;

/** What happens when the system has no memory to give. */
function withoutSystemMemory(run: () => void): void {
  const real = globalThis.ArrayBuffer;
  globalThis.ArrayBuffer = class extends real {
    constructor() {
      super(0);
      throw new RangeError('Array buffer allocation failed');
    }
  };
  try {
    run();
  } finally {
    globalThis.ArrayBuffer = real;
  }
}

/** An error that left the accounts as they were. */
function refusedWhole(slabs: Slabs, run: () => void): void {
  const { usedBytes, reservedBytes } = slabs;
  assert.throws(run, OutOfMemory);
  assert.equal(slabs.usedBytes, usedBytes);
  assert.equal(slabs.reservedBytes, reservedBytes);
}

test('Slabs reaches just under 32 GiB, or less when told so', () => {
  assert.equal(new Slabs().capacityBytes, 511 * SLAB_BYTES);
  assert.equal(new Slabs(1000 * SLAB_BYTES).capacityBytes, 511 * SLAB_BYTES);
  assert.equal(new Slabs(SLAB_BYTES).capacityBytes, SLAB_BYTES);
});

test('Slabs that are full say so, count nothing, and give out what is freed', () => {
  const slabs = new Slabs(SLAB_BYTES);
  const held: number[] = [];
  assert.throws(() => {
    for (;;) held.push(slabs.allocate(SMALL_MAX));
  }, OutOfMemory);
  assert.equal(held.length, 1023);
  assert.equal(slabs.usedBytes, 1023 * SMALL_MAX);
  refusedWhole(slabs, () => slabs.allocate(SMALL_MAX));
  refusedWhole(slabs, () => slabs.allocate(SMALL_MAX + 1));
  slabs.free(held[5] ?? 0, SMALL_MAX);
  assert.equal(slabs.allocate(SMALL_MAX), held[5]);
  assert.equal(slabs.usedBytes, 1023 * SMALL_MAX);
});

test('Slabs refuses a big block beyond its capacity, also one that grows, and keeps its bytes', () => {
  const slabs = new Slabs(SLAB_BYTES);
  const length = 30 * 1024 * 1024;
  const address = slabs.allocate(length);
  fill(slabs, address, length, 3);
  slabs.allocate(length);
  refusedWhole(slabs, () => slabs.allocate(length));
  refusedWhole(slabs, () => slabs.resizeInPlace(address, length, 2 * length));
  assert.ok(holdsOnly(slabs, address, length, 3));
  assert.equal(slabs.resizeInPlace(address, length, 100_000), true);
});

test('Slabs leaves everything as it was when the system has no memory', () => {
  const slabs = new Slabs();
  withoutSystemMemory(() => refusedWhole(slabs, () => slabs.allocate(10)));
  const gone = slabs.allocate(100_000);
  const big = slabs.allocate(200_000);
  fill(slabs, big, 200_000, 8);
  slabs.lend(big);
  slabs.free(gone, 100_000);
  withoutSystemMemory(() => {
    refusedWhole(slabs, () => slabs.allocate(100_000));
    refusedWhole(slabs, () => slabs.resizeInPlace(big, 200_000, 900_000));
    refusedWhole(slabs, () => slabs.renewIfLent(big));
  });
  assert.ok(holdsOnly(slabs, big, 200_000, 8));
  assert.equal(slabs.allocate(100_000), gone);
  const seen = slabs.bytes(big);
  slabs.renewIfLent(big);
  assert.notEqual(slabs.bytes(big), seen, 'the loan was kept');
});
