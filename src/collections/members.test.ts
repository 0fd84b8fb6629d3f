import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testWorld } from '../../test/support/keyspace.ts';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { PinnedStructure } from '../keyspace/structures.ts';
import type { World } from '../keyspace/world.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import { Slabs } from '../memory/slabs.ts';
import type { Beside } from './member-blocks.ts';
import { Members } from './members.ts';

const NAMES = 60;
/** On both sides of the changes of block sizes and kinds. */
const LENGTHS = [0, 1, 5, 9, 30, 300, 65_500, 65_530, 70_000, 70_100];
/** As many pins as fit into the bits that tell them apart, and more. */
const PINS = 70;

/** Members and what should be in them. */
class Stand {
  readonly world: World;
  readonly members: Members;
  readonly model = new Map<string, string>();
  readonly usedBefore: number;
  readonly #beside: Beside;
  readonly #range = new ByteRange();

  constructor(beside: Beside, world = testWorld(16)) {
    this.world = world;
    this.#beside = beside;
    this.usedBefore = world.slabs.usedBytes;
    this.members = new Members(world, beside);
  }

  find(name: string): number {
    return this.members.find(this.#range.set(fromLatin1(name)));
  }

  /** Adds it, or gives it another value. */
  put(name: string, value: string): void {
    const found = this.find(name);
    const text = this.#beside === 'nothing' ? '' : value;
    const at = found === 0 ? this.#add(name, text) : this.#change(found, text);
    if (this.#beside === 'bytes') this.members.value(at).view().set(fromLatin1(text));
    this.model.set(name, this.#beside === 'score' ? text.padEnd(8).slice(0, 8) : text);
  }

  remove(name: string): void {
    const found = this.find(name);
    assert.equal(found !== 0, this.model.has(name));
    if (found !== 0) this.members.remove(found);
    this.model.delete(name);
  }

  removeRandom(): void {
    const at = this.members.random();
    assert.equal(at === 0, this.model.size === 0);
    if (at === 0) return;
    this.model.delete(textOf(this.members.key(at)));
    this.members.remove(at);
  }

  contents(members = this.members): Map<string, string> {
    const found = new Map<string, string>();
    members.walk((at) => {
      const name = textOf(members.key(at));
      assert.ok(!found.has(name));
      found.set(name, this.#valueAt(members, at));
    });
    return found;
  }

  check(): void {
    assert.deepEqual(this.contents(), this.model);
    assert.equal(this.members.size, this.model.size);
    for (const name of this.model.keys()) assert.notEqual(this.find(name), 0);
    assert.equal(this.world.slabs.usedBytes - this.usedBefore, this.members.bytes);
  }

  #add(name: string, text: string): number {
    const range = this.#range.set(fromLatin1(name));
    const at = this.members.add(range, this.#beside === 'bytes' ? text.length : 0);
    if (this.#beside === 'score') this.members.writeScore(at, scoreOf(text));
    return at;
  }

  #change(found: number, text: string): number {
    if (this.#beside === 'bytes') return this.members.replaceValue(found, text.length);
    if (this.#beside === 'score') {
      this.members.beforeChange(found);
      this.members.writeScore(found, scoreOf(text));
    }
    return found;
  }

  #valueAt(members: Members, at: number): string {
    return this.#beside === 'nothing' ? '' : textOf(members.value(at));
  }
}

function textOf(range: ByteRange): string {
  return toLatin1(range.copy());
}

/** A score is eight bytes, which here spell a text. */
function scoreOf(text: string): number {
  const bytes = fromLatin1(text.padEnd(8).slice(0, 8));
  return new DataView(bytes.buffer).getFloat64(0, true);
}

function nameOf(n: number): string {
  return n % 20 === 19 ? `${'long'.repeat(17_000)}${n}` : `name:${n}`.padEnd(n % 13);
}

interface Change {
  readonly action: 'put' | 'putMany' | 'remove' | 'removeRandom' | 'pin' | 'step' | 'end';
  readonly n: number;
  readonly length: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  action: fc.constantFrom<Change['action'][]>(
    'put',
    'put',
    'put',
    'putMany',
    'remove',
    'remove',
    'removeRandom',
    'pin',
    'step',
    'end',
  ),
  n: fc.nat({ max: NAMES - 1 }),
  length: fc.constantFrom(...LENGTHS),
});
const beside = fc.constantFrom<Beside[]>('nothing', 'score', 'bytes');

let made = 0;

/** Everything but pins. */
function apply(stand: Stand, { action, n, length }: Change): void {
  const value = String.fromCharCode(97 + (made++ % 26)).repeat(length);
  if (action === 'put') stand.put(nameOf(n), value);
  else if (action === 'putMany') {
    for (let i = 0; i < n; i++) stand.put(`many:${made++}`, value.slice(0, 9));
  } else if (action === 'remove') stand.remove(nameOf(n));
  else if (action === 'removeRandom') for (let i = 0; i < n / 2; i++) stand.removeRandom();
}

test('members are those that were added and not removed, with what is beside them, and count every byte', () => {
  fc.assert(
    fc.property(beside, fc.array(change, { maxLength: 80, size: 'max' }), (kind, changes) => {
      const stand = new Stand(kind);
      for (const each of changes) apply(stand, each);
      stand.check();
      stand.members.release();
      assert.equal(stand.world.slabs.usedBytes, stand.usedBefore);
    }),
    { numRuns: 40 },
  );
});

/** A pin and what it must give. */
class Reading {
  readonly pinned: PinnedStructure;
  readonly #expected: Map<string, string>;
  readonly #found = new Map<string, string>();

  constructor(stand: Stand) {
    this.#expected = new Map(stand.model);
    this.pinned = stand.members.pin();
    assert.equal(this.pinned.size, this.#expected.size);
  }

  /** True when it is over. */
  step(elements: number): boolean {
    const isOver = this.pinned.step(elements, (key, value) => {
      const name = textOf(key);
      assert.ok(!this.#found.has(name), 'each comes once');
      this.#found.set(name, textOf(value));
    });
    if (isOver) assert.deepEqual(this.#found, this.#expected);
    return isOver;
  }
}

test('a pin gives what there was when it began, however often others were broken off before', () => {
  fc.assert(
    fc.property(beside, fc.array(change, { maxLength: 150, size: 'max' }), (kind, changes) => {
      const stand = new Stand(kind);
      let reading: Reading | undefined;
      for (const each of changes) {
        apply(stand, each);
        if (each.action === 'pin') reading ??= new Reading(stand);
        if (each.action === 'step' && reading?.step(1 + (each.n % 40)) === true)
          reading = undefined;
        if (each.action === 'end' && each.n % 2 === 0) {
          reading?.pinned.end();
          reading = undefined;
        }
        assert.equal(stand.members.held, reading !== undefined);
      }
      while (reading?.step(7) === false);
      stand.check();
    }),
    { numRuns: 80 },
  );
});

test('phases come round without a pin losing or keeping anything', () => {
  for (const between of [29, 30, 31, 32, 63, PINS]) {
    const stand = new Stand('bytes');
    for (let i = 0; i < 40; i++) stand.put(`old:${i}`, 'x');
    const first = new Reading(stand);
    first.step(20);
    first.pinned.end();
    stand.put('new', 'y');
    for (let n = 0; n < between; n++) new Reading(stand).pinned.end();
    const last = new Reading(stand);
    for (let i = 0; i < 30; i++) stand.remove(`old:${i}`);
    while (!last.step(3));
    stand.check();
  }
});

test('what a pin was promised is there when the members are freed meanwhile, and goes with the pin', () => {
  for (const readsOn of [true, false]) {
    const stand = new Stand('bytes');
    for (let i = 0; i < 200; i++) stand.put(nameOf(i % 70), 'v'.repeat(i));
    const reading = new Reading(stand);
    reading.step(20);
    stand.members.release();
    assert.equal(stand.members.objects, 0);
    if (readsOn) while (!reading.step(9));
    else reading.pinned.end();
    assert.equal(stand.members.bytes, 0);
    assert.equal(stand.world.slabs.usedBytes, stand.usedBefore);
  }
});

test('the blocks of forgotten members are nobody’s, also those that were left to a pin', () => {
  const stand = new Stand('bytes');
  for (let i = 0; i < 50; i++) stand.put(nameOf(i), 'v');
  stand.members.pin();
  stand.removeRandom();
  stand.world.slabs.clear();
  stand.members.forget();
  assert.equal(stand.members.bytes, 0);
  assert.equal(stand.members.held, false);
  assert.equal(stand.world.slabs.usedBytes, stand.usedBefore);
});

test('a scan gives each member that is there throughout, once, whatever comes and goes', () => {
  const scanned = fc.record({
    before: fc.nat({ max: 400 }),
    during: fc.array(change, { maxLength: 40, size: 'max' }),
    count: fc.constantFrom(1, 3, 10, 100),
  });
  fc.assert(
    fc.property(scanned, ({ before, during, count }) => {
      const stand = new Stand('nothing');
      for (let i = 0; i < before; i++) stand.put(`stays:${i}`, '');
      const found = new Map<string, number>();
      let cursor = 0;
      let i = 0;
      do {
        cursor = stand.members.scan({ cursor, count }, (at) => {
          const name = textOf(stand.members.key(at));
          found.set(name, (found.get(name) ?? 0) + 1);
        });
        const next = during[i++];
        if (next !== undefined && next.action !== 'removeRandom') apply(stand, next);
      } while (cursor !== 0);
      for (let n = 0; n < before; n++) assert.equal(found.get(`stays:${n}`), 1);
      stand.check();
    }),
    { numRuns: 30 },
  );
});

test('random members come equally often, in tables of all shapes', () => {
  for (const { slots, put, left } of [
    { slots: 8192, put: 20, left: 20 },
    { slots: 8192, put: 30_000, left: 30 },
    { slots: 16, put: 400, left: 40 },
    { slots: 2048, put: 3000, left: 3000 },
  ]) {
    const stand = new Stand('nothing', testWorld(slots));
    for (let i = 0; i < put; i++) stand.put(`m:${i}`, '');
    for (let i = left; i < put; i++) stand.remove(`m:${i}`);
    const counts = new Map<number, number>();
    const expected = 200;
    for (let i = 0; i < left * expected; i++) {
      const at = stand.members.random();
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    assert.equal(counts.size, left);
    let chiSquare = 0;
    for (const count of counts.values()) chiSquare += (count - expected) ** 2 / expected;
    // Five standard deviations: the seed is fixed, so it passes always or never.
    assert.ok(chiSquare < left + 5 * Math.sqrt(2 * left), `${chiSquare} for ${left} of ${put}`);
  }
});

test('a copy has the same members and shares nothing', () => {
  fc.assert(
    fc.property(beside, fc.array(change, { maxLength: 60, size: 'max' }), (kind, changes) => {
      const stand = new Stand(kind);
      for (const each of changes) apply(stand, each);
      const before = new Map(stand.model);
      const pinned = stand.members.pin();
      // Those that are passed carry its mark, which must not keep a pin of the copy from passing them.
      pinned.step(5, () => undefined);
      const copy = stand.members.copy();
      stand.put('one more', 'x');
      stand.removeRandom();
      assert.deepEqual(stand.contents(copy), before);
      const reading = copy.pin();
      let seen = 0;
      while (!reading.step(10, () => seen++));
      assert.equal(seen, before.size);
      pinned.end();
      copy.release();
      stand.check();
    }),
    { numRuns: 20 },
  );
});

test('without memory nothing changes', () => {
  const world = testWorld(16, new Slabs(64 * 1024 * 1024 + 100_000));
  const stand = new Stand('bytes', world);
  const filler: number[] = [];
  for (let i = 0; i < 20; i++) stand.put(nameOf(i), 'v'.repeat(i));
  assert.throws(() => {
    for (;;) filler.push(world.slabs.allocate(65_536));
  }, OutOfMemory);
  assert.throws(() => {
    for (;;) filler.push(world.slabs.allocate(16));
  }, OutOfMemory);
  const { model } = stand;
  const before = new Map(model);
  assert.throws(() => {
    stand.put('a new one', 'x'.repeat(200_000));
  }, OutOfMemory);
  assert.throws(() => {
    stand.put(nameOf(3), 'x'.repeat(400_000));
  }, OutOfMemory);
  // The index may have grown for what then didn't come.
  const used = world.slabs.usedBytes;
  assert.throws(() => stand.members.copy(), OutOfMemory);
  assert.deepEqual(stand.contents(), before);
  assert.equal(world.slabs.usedBytes, used);
  const reading = new Reading(stand);
  while (!reading.step(10));
});
