import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteRange } from '../base/byte-range.ts';
import { fromLatin1, toLatin1 } from '../base/bytes.ts';
import type { PinnedStructure } from '../keyspace/structures.ts';
import { Structures } from '../keyspace/structures.ts';
import { OutOfMemory } from '../memory/out-of-memory.ts';
import { Slabs } from '../memory/slabs.ts';
import { BigList } from './big-list.ts';
import { nextElement, PackedElement } from './listpack.ts';

function range(text: string): ByteRange {
  return new ByteRange().set(fromLatin1(text));
}

const element = new PackedElement();
const bytes = new ByteRange();

/** The list as texts; fails where counts and bytes of a node don't fit together. */
function contents(list: BigList): string[] {
  const texts: string[] = [];
  for (let node = 0; node < list.nodes; node++) {
    const { u8, dv, start, length } = list.elements(node, bytes);
    let at = start;
    for (let i = 0; i < list.count(node); i++) {
      texts.push(toLatin1(element.read(u8, dv, at).view()));
      at = nextElement(dv, at);
    }
    assert.equal(at, start + length);
  }
  assert.equal(texts.length, list.size);
  return texts;
}

/** Where the element with an index stands. */
function placeOf(list: BigList, index: number): { node: number; index: number; at: number } {
  const node = list.locate(index);
  const inside = index - list.firstIndex;
  return { node, index: inside, at: list.position(node, inside) };
}

type Step =
  | { readonly what: 'head' | 'tail'; readonly texts: readonly string[] }
  | { readonly what: 'insert' | 'replace'; readonly at: number; readonly text: string }
  | { readonly what: 'remove'; readonly at: number; readonly count: number }
  | { readonly what: 'cutHead' | 'cutTail' | 'cutElement'; readonly at: number }
  | { readonly what: 'pin' | 'end' }
  | { readonly what: 'read'; readonly count: number };

const text = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -1e6, max: 1e6 }).map(String) },
  { weight: 5, arbitrary: fc.nat({ max: 300 }).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.integer({ min: 4000, max: 5000 }).map((n) => 'y'.repeat(n)) },
);
const at = fc.nat({ max: 10_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom('head' as const, 'tail' as const),
      texts: fc.array(text, { minLength: 1, maxLength: 30 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('insert' as const, 'replace' as const),
      at,
      text,
    }),
  },
  fc.record({ what: fc.constant('remove' as const), at, count: fc.nat({ max: 60 }) }),
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constantFrom('cutHead' as const, 'cutTail' as const, 'cutElement' as const),
      at,
    }),
  },
  fc.record({ what: fc.constantFrom('pin' as const, 'pin' as const, 'end' as const) }),
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('read' as const), count: fc.nat({ max: 90 }) }),
  },
);

/** A list beside an array, and what a pin must give. */
class Load {
  readonly slabs = new Slabs();
  readonly list: BigList;
  model: string[] = [];
  #pin:
    | { readonly pinned: PinnedStructure; readonly expected: string[]; readonly got: string[] }
    | undefined;

  constructor(limit: number) {
    this.list = new BigList(this.slabs, limit);
  }

  apply(step: Step): void {
    const { list, model } = this;
    switch (step.what) {
      case 'head':
      case 'tail':
        for (const each of step.texts) list.push(step.what, range(each));
        if (step.what === 'head') model.unshift(...step.texts.toReversed());
        else model.push(...step.texts);
        return;
      case 'pin':
        this.endPin();
        this.#pin = { pinned: list.pin(), expected: [...model], got: [] };
        return;
      case 'end':
        this.#pin?.pinned.end();
        this.#pin = undefined;
        return;
      case 'read':
        this.#read(step.count + 1);
        return;
      default:
        if (model.length > 0) this.#changeAt(step);
    }
  }

  #changeAt(step: Extract<Step, { at: number }>): void {
    const { list, model } = this;
    const index = step.at % model.length;
    const place = placeOf(list, index);
    switch (step.what) {
      case 'insert':
        list.insert({ ...place, after: false }, range(step.text));
        model.splice(index, 0, step.text);
        return;
      case 'replace':
        list.replace(place, range(step.text));
        model[index] = step.text;
        return;
      case 'remove': {
        const count = Math.min(step.count, model.length - index);
        list.remove(index, count);
        model.splice(index, count);
        return;
      }
      case 'cutHead':
        list.cutEnd('head');
        model.shift();
        return;
      case 'cutTail':
        list.cutEnd('tail');
        model.pop();
        return;
      default:
        // Every other one from there on, as LREM would.
        for (let i = index; i < Math.min(model.length, index + 5); i++) {
          list.cutElement(placeOf(list, i));
          model.splice(i, 1);
        }
        list.dropEmptied();
    }
  }

  #read(count: number): void {
    const pin = this.#pin;
    if (pin === undefined) return;
    const isDone = pin.pinned.step(count, (each) => pin.got.push(toLatin1(each.view())));
    if (!isDone) return;
    this.#pin = undefined;
    assert.deepEqual(pin.got, pin.expected);
  }

  /** Reads the pin to its end. */
  endPin(): void {
    while (this.#pin !== undefined) this.#read(7);
  }
}

test('a big list is the array it should be, a pin is what it was, and all memory comes back', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(-1, 1, 4, 40),
      fc.array(step, { maxLength: 60 }),
      (limit, steps) => {
        const load = new Load(limit);
        for (const each of steps) load.apply(each);
        assert.deepEqual(contents(load.list), load.model);
        const held = load.list.held;
        // A list that goes while it is pinned leaves its nodes to the pin.
        load.list.freeAll();
        load.endPin();
        assert.equal(load.list.held, false);
        assert.equal(load.slabs.usedBytes, 0, held ? 'pinned' : 'not pinned');
      },
    ),
    { numRuns: 200 },
  );
});

test('a list counts what it takes', () => {
  fc.assert(
    fc.property(fc.constantFrom(-1, 4), fc.array(step, { maxLength: 40 }), (limit, steps) => {
      const load = new Load(limit);
      for (const each of steps) if (each.what !== 'pin') load.apply(each);
      assert.equal(load.list.bytes, load.slabs.usedBytes);
    }),
    { numRuns: 60 },
  );
});

test('pushes at both ends fill nodes, and take hardly more than these', () => {
  const list = new BigList(new Slabs(), -2);
  for (let i = 0; i < 100_000; i++) list.push(i % 2 === 0 ? 'head' : 'tail', range('element'));
  assert.equal(list.size, 100_000);
  assert.ok(list.nodes < 115, String(list.nodes));
  const used = list.nodes * 8192;
  assert.ok(list.bytes < used + 5000);
});

test('a copy has the same elements in blocks of its own', () => {
  const slabs = new Slabs();
  const list = new BigList(slabs, 10);
  for (let i = 0; i < 95; i++) list.push('tail', range(`element ${String(i)}`));
  const before = contents(list);
  const copy = list.copy();
  list.remove(20, 50);
  list.push('head', range('new'));
  assert.deepEqual(contents(copy), before);
  list.freeAll();
  assert.deepEqual(contents(copy), before);
  copy.freeAll();
  assert.equal(slabs.usedBytes, 0);
});

test('a copy that finds memory for some of its nodes only gives it back', () => {
  const slabs = new Slabs(64 * 1024 * 1024);
  const list = new BigList(slabs, 1);
  for (let i = 0; i < 12; i++) list.push('tail', range('x'.repeat(3000)));
  const fillers: number[] = [];
  assert.throws(() => {
    for (;;) fillers.push(slabs.allocate(3000));
  }, OutOfMemory);
  const fullBytes = slabs.usedBytes;
  const blockBytes = slabs.blockBytes(3003);
  for (let free = 0; free < 12; free++) {
    assert.throws(() => list.copy(), OutOfMemory, `memory for ${String(free)} nodes`);
    assert.equal(slabs.usedBytes, fullBytes - free * blockBytes);
    slabs.free(fillers.pop() ?? 0, 3000);
  }
  assert.deepEqual(contents(list.copy()), contents(list));
});

test('lists of some hundred nodes are freed with their key', () => {
  for (const [nodes, isLong] of [
    [250, false],
    [260, true],
  ] as const) {
    const structures = new Structures();
    let long = 0;
    structures.onLong = () => long++;
    structures.release(structures.add(listOfNodes(nodes)));
    assert.equal(long, isLong ? 1 : 0);
  }
});

/** How often the directory is asked where a node is while something is done: two such questions move a node. */
function looks(list: BigList, act: () => void): number {
  const { directory } = list;
  const at = directory.at.bind(directory);
  let count = 0;
  directory.at = (node) => {
    count++;
    return at(node);
  };
  act();
  directory.at = at;
  return count;
}

/** A list with a node for each element. */
function listOfNodes(count: number): BigList {
  const list = new BigList(new Slabs(), 1);
  for (let i = 0; i < count; i++) list.push('tail', range(String(i)));
  return list;
}

test('nodes that go one by one out of the middle move the others once, and only those among and beside them', () => {
  const list = listOfNodes(4000);
  const spread = looks(list, () => {
    for (let node = 999; node < 2999; node += 2) {
      list.cutElement({ node, at: list.position(node, 0) });
    }
    list.dropEmptied();
  });
  assert.ok(spread < 40_000, String(spread));
  const all = Array.from({ length: 4000 }, (_, i) => i);
  const expected = all.filter((i) => i < 999 || i >= 2999 || i % 2 === 0);
  assert.deepEqual(contents(list), expected.map(String));

  for (const node of [2, list.nodes - 3]) {
    const single = looks(list, () => {
      list.cutElement({ node, at: list.position(node, 0) });
      list.dropEmptied();
    });
    assert.ok(single < 50, String(single));
  }
  list.freeAll();
});

test('a run of nodes goes at once, wherever it is', () => {
  for (const from of [0, 1000, 2000, 3000]) {
    const list = listOfNodes(4000);
    const moved = looks(list, () => {
      list.remove(from, 1000);
    });
    assert.ok(moved < 20_000, `${String(from)}: ${String(moved)}`);
    assert.equal(contents(list)[from], from === 3000 ? undefined : String(from + 1000));
    assert.equal(list.size, 3000);
  }
});

test('freeing goes in portions', () => {
  const list = new BigList(new Slabs(), 1);
  for (let i = 0; i < 3500; i++) list.push('tail', range('x'));
  assert.equal(list.objects, 3500);
  list.freePortion();
  assert.equal(list.objects, 2500);
});

test('without memory a list stays as it was', () => {
  const slabs = new Slabs(64 * 1024 * 1024);
  const list = new BigList(slabs, -2);
  for (let i = 0; i < 500; i++) list.push('tail', range(`element ${String(i)}`));
  const before = contents(list);
  const blocks: number[] = [];
  assert.throws(() => {
    for (;;) blocks.push(slabs.allocate(65_536));
  }, OutOfMemory);
  assert.throws(() => {
    for (;;) blocks.push(slabs.allocate(64));
  }, OutOfMemory);
  const long = 'x'.repeat(7000);
  const middle = placeOf(list, 250);
  assert.throws(() => list.push('head', range(long)), OutOfMemory);
  assert.throws(() => list.push('tail', range(long)), OutOfMemory);
  assert.throws(() => list.insert({ ...middle, after: false }, range(long)), OutOfMemory);
  assert.throws(() => list.replace(middle, range(long)), OutOfMemory);
  assert.throws(() => list.copy(), OutOfMemory);
  assert.deepEqual(contents(list), before);
  const pinned = list.pin();
  assert.throws(() => list.cut(middle.node, 1, 1), OutOfMemory);
  assert.throws(() => list.cutElement(middle), OutOfMemory);
  assert.deepEqual(contents(list), before);
  pinned.end();
  list.remove(100, 300);
  list.cutEnd('head');
  assert.deepEqual(contents(list), [...before.slice(1, 100), ...before.slice(400)]);
});
