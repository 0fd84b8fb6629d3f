import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandHarness } from '../../../test/support/run-command.ts';
import { toLatin1 } from '../../base/bytes.ts';
import {
  nextElement,
  PACK_END,
  PACK_HEAD_BYTES,
  PackedElement,
} from '../../collections/listpack.ts';
import type { SnapshotSink } from '../../keyspace/snapshot.ts';
import type { SnapshotEntry } from '../../keyspace/snapshot-entry.ts';
import { ownsStructure, type PinnedStructure } from '../../keyspace/structures.ts';
import { keyCommands } from '../keys/index.ts';
import { listCommands } from './index.ts';

const element = new PackedElement();

/** Takes lists: small ones at once, big ones in slices. */
class ListCollector implements SnapshotSink {
  readonly lists = new Map<string, string[]>();
  readonly #pinned: { readonly pinned: PinnedStructure; readonly texts: string[] }[] = [];

  entry(entry: SnapshotEntry): void {
    const texts: string[] = [];
    this.lists.set(toLatin1(entry.key.view()), texts);
    if (ownsStructure(entry.kind)) {
      assert.ok(entry.pinned !== undefined);
      this.#pinned.push({ pinned: entry.pinned, texts });
      return;
    }
    const { u8, dv, start } = entry.value;
    for (let at = start + PACK_HEAD_BYTES; dv.getUint8(at) !== PACK_END; at = nextElement(dv, at)) {
      texts.push(toLatin1(element.read(u8, dv, at).view()));
    }
  }

  /** Reads some of what is pinned. True when nothing is left. */
  read(elements: number): boolean {
    const first = this.#pinned[0];
    if (first === undefined) return true;
    const isDone = first.pinned.step(elements, (each) => first.texts.push(toLatin1(each.view())));
    if (isDone) this.#pinned.shift();
    return this.#pinned.length === 0;
  }
}

const KEYS = ['a', 'b', 'c'];
const key = fc.constantFrom(...KEYS);
const text = fc.oneof(
  fc.constantFrom('x', 'y', '12'),
  fc.integer({ min: 0, max: 99_999 }).map(String),
  fc.nat({ max: 60 }).map((length) => 'z'.repeat(length)),
);
const side = fc.constantFrom('LEFT', 'RIGHT');
const index = fc.integer({ min: -30, max: 30 }).map(String);

function request(...words: fc.Arbitrary<string | string[]>[]): fc.Arbitrary<string[]> {
  return fc.tuple(...words).map((parts) => parts.flat());
}

const change = fc.oneof(
  request(fc.constantFrom('LPUSH', 'RPUSH'), key, fc.array(text, { minLength: 1, maxLength: 25 })),
  request(fc.constantFrom('LPOP', 'RPOP'), key, fc.constantFrom([], ['3'], ['100'])),
  request(fc.constant('LSET'), key, index, text),
  request(fc.constant('LINSERT'), key, fc.constant('BEFORE'), text, text),
  request(fc.constant('LREM'), key, fc.constantFrom('0', '2', '-1'), text),
  request(fc.constant('LTRIM'), key, fc.constantFrom('0', '2', '-9'), index),
  request(fc.constant('LMOVE'), key, key, side, side),
  request(fc.constantFrom('DEL', 'UNLINK'), key),
  request(fc.constant('RENAME'), key, key),
  request(fc.constant('COPY'), key, key, fc.constant('REPLACE')),
);
const during = fc.record({
  change,
  slots: fc.constantFrom(0, 0, 1, 50),
  elements: fc.nat({ max: 30 }),
});

function lists(harness: CommandHarness): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const key of KEYS) {
    const [, ...parts] = harness.run('LRANGE', key, 0, -1).split('\r\n');
    const texts = parts.filter((_, i) => i % 2 === 1);
    if (texts.length > 0) all.set(key, texts);
  }
  return all;
}

test('a snapshot has lists as they were when it began, whatever happens to them meanwhile', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(-1, 1, 6),
      fc.array(change, { maxLength: 25 }),
      fc.array(during, { maxLength: 40 }),
      (limit, before, meanwhile) => {
        const harness = new CommandHarness([...listCommands, ...keyCommands]);
        harness.settings.encoding.listMaxListpackSize = limit;
        for (const each of before) harness.run(...each);
        const expected = lists(harness);
        const { snapshot, lazyFree } = harness.keyspace;
        const collector = new ListCollector();
        snapshot.begin(collector);
        for (const { change: each, slots, elements } of meanwhile) {
          harness.run(...each);
          snapshot.step(slots);
          collector.read(elements + 1);
          lazyFree.step(2);
        }
        while (!snapshot.step(1000));
        while (!collector.read(10));
        assert.deepEqual(new Map([...collector.lists].sort()), expected);
        snapshot.finish();
        harness.run('UNLINK', ...KEYS);
        while (lazyFree.step(1000));
        assert.ok(harness.world.slabs.usedBytes < 3000, String(harness.world.slabs.usedBytes));
      },
    ),
    { numRuns: 120 },
  );
});
