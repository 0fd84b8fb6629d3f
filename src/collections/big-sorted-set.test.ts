import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testWorld } from '../../test/support/keyspace.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import { Random } from '../base/random.ts';
import type { PinnedStructure } from '../keyspace/structures.ts';
import type { World } from '../keyspace/world.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import { Slabs } from '../memory/slabs.ts';
import { BigSortedSet } from './big-sorted-set.ts';

type Entry = readonly [name: string, score: number];

function range(name: string): ByteRange {
  return new ByteRange().set(fromLatin1(name));
}

/** What a set should hold, and the set, changed together. */
class Twin {
  readonly world: World;
  readonly set: BigSortedSet;
  readonly model = new Map<string, number>();

  constructor(world = testWorld()) {
    this.world = world;
    this.set = new BigSortedSet(world);
  }

  put(name: string, score: number): void {
    const text = range(name);
    const address = this.set.members.find(text);
    if (address === 0) this.set.add(text, score);
    else this.set.rescore(address, score);
    this.model.set(name, score);
  }

  remove(name: string): void {
    const address = this.set.members.find(range(name));
    assert.equal(address !== 0, this.model.delete(name));
    if (address !== 0) this.set.remove(address);
  }

  removeRanks(first: number, count: number): void {
    for (const [name] of this.sorted.slice(first, first + count)) this.model.delete(name);
    this.set.removeRanks(first, count);
  }

  get sorted(): readonly Entry[] {
    return [...this.model].sort(inOrder);
  }
}

function inOrder([left, a]: Entry, [right, b]: Entry): number {
  // Infinities less themselves are no number.
  if (a !== b) return a < b ? -1 : 1;
  return left < right ? -1 : 1;
}

function entries(set: BigSortedSet): readonly Entry[] {
  const found: Entry[] = [];
  const { index, members } = set;
  index.seekRank(0);
  for (let i = 0; i < set.size; i++) {
    const name = toLatin1(members.key(index.address).copy());
    assert.equal(members.score(index.address), index.score, 'both say the same score');
    found.push([name, index.score]);
    assert.equal(index.next(), i + 1 < set.size);
  }
  return found;
}

function backwards(set: BigSortedSet): readonly string[] {
  const found: string[] = [];
  const { index, members } = set;
  index.seekRank(set.size - 1);
  for (let i = 0; i < set.size; i++) {
    found.unshift(toLatin1(members.key(index.address).copy()));
    index.previous();
  }
  return found;
}

function check(twin: Twin): void {
  const { set, sorted } = twin;
  assert.equal(set.size, sorted.length);
  assert.equal(set.index.size, sorted.length);
  assert.deepEqual(entries(set), sorted);
  assert.deepEqual(
    backwards(set),
    sorted.map(([name]) => name),
  );
}

function release(twin: Twin): void {
  twin.set.release();
  assert.equal(twin.world.slabs.usedBytes, 0);
}

const score = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true }),
  fc.constantFrom(Infinity, -Infinity, 0.1),
);
const name = fc.oneof(
  fc.integer({ min: 0, max: 400 }).map(String),
  fc.constantFrom('', '\0', '\xff', 'a'.repeat(300)),
);

test('members lie in the order of scores and bytes, whatever changes them', () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant('put' as const), name, score) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), name, score) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('cut' as const), name, score) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
      const twin = new Twin();
      for (const [what, which, value] of steps) {
        // -0 and 0 are the same score.
        if (what === 'put') twin.put(which, value === 0 ? 0 : value);
        else if (what === 'remove') twin.remove(which);
        else {
          const first = which.length % (twin.set.size + 1);
          twin.removeRanks(first, Math.min(twin.set.size - first, 7));
        }
      }
      check(twin);
      release(twin);
    }),
    { numRuns: 25 },
  );
});

test('blocks and groups split and join again over tens of thousands of members', () => {
  const random = new Random(7);
  const twin = new Twin(testWorld(8192));
  const orders: readonly ((i: number) => number)[] = [
    (i) => i,
    (i) => -i,
    () => random.below(1_000_000),
    (i) => i % 3,
  ];
  for (const [kind, scoreOf] of orders.entries()) {
    for (let i = 0; i < 15_000; i++) twin.put(`${String(kind)}:${String(i)}`, scoreOf(i));
  }
  check(twin);
  const full = twin.set.index.bytes / twin.set.size;
  assert.ok(full < 20, `${String(full)} bytes a member`);
  for (const gone of [2000, 9000, 13_000]) {
    for (let i = 0; i < 15_000; i += 977) twin.remove(`2:${String(i)}`);
    twin.removeRanks(random.below(twin.set.size - gone), gone);
  }
  for (const [each] of twin.sorted) if (random.below(50) > 0) twin.remove(each);
  check(twin);
  const sparse = twin.set.index.bytes / twin.set.size;
  assert.ok(sparse < 60, `${String(sparse)} bytes a member`);
  release(twin);
});

test('a rank leads to the member that has it', () => {
  const twin = new Twin();
  for (let i = 0; i < 5000; i++) twin.put(String(i), (i * 7919) % 101);
  const { index, members } = twin.set;
  for (const [rank, [each, value]] of twin.sorted.entries()) {
    index.seek('member', value, range(each));
    assert.equal(index.rank, rank);
    index.seekRank(rank);
    assert.equal(index.rank, rank);
    assert.equal(toLatin1(members.key(index.address).copy()), each);
  }
});

test('a bound stands behind everything before it', () => {
  const twin = new Twin();
  for (let i = 0; i < 3000; i++) twin.put(String(i), (i * 7919) % 50);
  const { index } = twin.set;
  const { sorted } = twin;
  for (const limit of [-1, 0, 0.5, 25, 49, 50, Infinity, -Infinity]) {
    index.seek('score', limit);
    assert.equal(index.rank, sorted.filter(([, each]) => each < limit).length);
    index.seek('score-over', limit);
    assert.equal(index.rank, sorted.filter(([, each]) => each <= limit).length);
  }
  const level = new Twin();
  for (let i = 0; i < 3000; i++) level.put(String(i), 1);
  const names = level.sorted.map(([each]) => each);
  for (const limit of ['', '0', '1234', '12345', '2999', 'x']) {
    level.set.index.seek('name', 0, range(limit));
    assert.equal(level.set.index.rank, names.filter((each) => each < limit).length);
    level.set.index.seek('name-over', 0, range(limit));
    assert.equal(level.set.index.rank, names.filter((each) => each <= limit).length);
  }
});

test('a copy has the same members and memory of its own', () => {
  const twin = new Twin();
  for (let i = 0; i < 2000; i++) twin.put(String(i), (i * 7919) % 50);
  const copy = twin.set.copy();
  const before = twin.sorted;
  for (let i = 0; i < 1000; i++) twin.remove(String(i));
  assert.deepEqual(entries(copy), before);
  for (const [name, score] of before) {
    assert.equal(copy.members.score(copy.members.find(range(name))), score);
  }
  const most = range('new');
  assert.equal(copy.members.find(most), 0);
  copy.add(most, 50);
  assert.deepEqual(entries(copy), [...before, ['new', 50]]);
  copy.release();
  check(twin);
  release(twin);
});

test('what is gathered without an order has one after `sort`, put in order first or one by one', () => {
  const unusual = [-Infinity, Infinity, -0, 0, -1.5, 1e-310, -1e300];
  for (const orderedAtOnceMax of [1 << 20, 100]) {
    const twin = new Twin();
    const { members } = twin.set;
    for (let i = 0; i < 2000; i++) {
      const value = unusual[i % 11] ?? ((i * 7919) % 50) - 25;
      const text = range(String(i));
      members.find(text);
      members.writeScore(members.add(text), value);
      twin.model.set(String(i), value);
    }
    twin.set.sort(orderedAtOnceMax);
    check(twin);
    release(twin);
  }
});

test('a pin shows the members and scores of its moment, whatever changes after it', () => {
  const change = fc.tuple(name, fc.option(score), fc.boolean());
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, score), { maxLength: 300, size: 'max' }),
      fc.array(change, { maxLength: 300, size: 'max' }),
      (first, changes) => {
        const twin = new Twin();
        for (const [each, value] of first) twin.put(each, value);
        const wanted = new Map(twin.model);
        const seen = new Map<string, number>();
        const pin = twin.set.pin();
        assert.equal(pin.size, wanted.size);
        for (const [each, value, steps] of changes) {
          if (value === null) twin.remove(each);
          else twin.put(each, value);
          if (steps) readSome(pin, seen, 3);
        }
        while (!readSome(pin, seen, 50));
        assert.deepEqual([...seen].sort(inOrder), [...wanted].sort(inOrder));
        release(twin);
      },
    ),
    { numRuns: 25 },
  );
});

/** Hands over some members of a pin; true when that was all. */
function readSome(pin: PinnedStructure, seen: Map<string, number>, elements: number): boolean {
  return pin.step(elements, (element, value) => {
    const each = toLatin1(element.copy());
    assert.ok(!seen.has(each), 'none of them twice');
    assert.equal(value.length, 8);
    seen.set(each, value.dv.getFloat64(value.start, true));
  });
}

test('freed in portions, a set gives everything back and no portion is long', () => {
  const world = testWorld(8192);
  const twin = new Twin(world);
  for (let i = 0; i < 60_000; i++) twin.put(String(i), i % 1000);
  const { set } = twin;
  let portions = 0;
  for (; set.objects > 0; portions++) {
    const before = set.objects;
    set.freePortion();
    assert.ok(before - set.objects <= 8192);
  }
  assert.ok(portions > 7);
  assert.equal(world.slabs.usedBytes, 0);
});

test('forgotten with all slabs, a set leaves nothing in the accounts', () => {
  const world = testWorld();
  const twin = new Twin(world);
  for (let i = 0; i < 3000; i++) twin.put(String(i), i % 7);
  world.slabs.clear();
  twin.set.forget();
  assert.equal(world.slabs.usedBytes, 0);
  assert.equal(twin.set.bytes, 0);
});

/** Slabs that give out only so many blocks more. */
class ScantSlabs extends Slabs {
  left = Infinity;

  override allocate(length: number): number {
    if (this.left-- <= 0) throw new OutOfMemory('a test');
    return super.allocate(length);
  }
}

test('where memory ends, a set keeps the members that it had', () => {
  // Numbers of members at which a block is full, and others.
  const sizes = [0, 1, 7, 8, 17, 35, 74, 152, 200, 276, 277, 552, 553];
  for (const size of sizes) {
    const slabs = new ScantSlabs();
    const twin = new Twin(testWorld(32, slabs));
    for (let i = 0; i < size; i++) twin.put(String(i), i % 5);
    for (const left of [0, 1]) {
      slabs.left = left;
      const before = twin.sorted;
      const fresh = twin.set.members.find(range('new')) === 0;
      try {
        twin.put(fresh ? 'new' : '1', left);
      } catch (thrown) {
        assert.ok(thrown instanceof OutOfMemory);
        assert.deepEqual(entries(twin.set), before);
      }
      slabs.left = Infinity;
      check(twin);
    }
    const { usedBytes } = slabs;
    for (const left of [0, 1, 2, size >>> 1, size - 1]) {
      slabs.left = left;
      if (size > 0) assert.throws(() => twin.set.copy(), OutOfMemory);
      assert.equal(slabs.usedBytes, usedBytes);
    }
    slabs.left = Infinity;
    release(twin);
  }
});
