import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandHarness } from '../../../test/support/run-command.ts';
import type { ByteRange } from '../../base/byte-range.ts';
import { toLatin1 } from '../../base/bytes.ts';
import {
  nextElement,
  PACK_HEAD_BYTES,
  PackedElement,
  packCount,
} from '../../collections/listpack.ts';
import type { SnapshotSink } from '../../keyspace/snapshot.ts';
import type { SnapshotEntry } from '../../keyspace/snapshot-entry.ts';
import type { PinnedStructure } from '../../keyspace/structures.ts';
import { keyCommands } from '../keys/index.ts';
import { sortedSetCommands } from './index.ts';

/** Members with their scores, by their keys. */
type Contents = Map<string, Map<string, number>>;

class Collector implements SnapshotSink {
  readonly contents: Contents = new Map();
  readonly #pins: { readonly set: Map<string, number>; readonly pin: PinnedStructure }[] = [];

  entry({ key, value, pinned }: SnapshotEntry): void {
    const name = toLatin1(key.copy());
    assert.ok(!this.contents.has(name), `${name} comes once`);
    const set = new Map<string, number>();
    this.contents.set(name, set);
    if (pinned === undefined) readPack(value, set);
    else this.#pins.push({ set, pin: pinned });
  }

  /** Reads a little of every set that is pinned; true when nothing is left. */
  step(members: number): boolean {
    let done = true;
    for (const { set, pin } of this.#pins) {
      const isOver = pin.step(members, (element, score) => {
        const name = toLatin1(element.copy());
        assert.ok(!set.has(name), 'no member twice');
        set.set(name, score.dv.getFloat64(score.start, true));
      });
      done &&= isOver;
    }
    return done;
  }
}

function readPack({ u8, dv, start }: ByteRange, into: Map<string, number>): void {
  const element = new PackedElement();
  let at = start + PACK_HEAD_BYTES;
  for (let i = packCount(dv, start) / 2; i > 0; i--) {
    const name = toLatin1(element.read(u8, dv, at).copy());
    at = nextElement(dv, at);
    into.set(name, Number(toLatin1(element.read(u8, dv, at).copy())));
    at = nextElement(dv, at);
  }
}

const KEYS = ['a', 'b', 'c'];

function contents(harness: CommandHarness): Contents {
  const all: Contents = new Map();
  for (const key of KEYS) {
    const parts = harness.line(`ZRANGE ${key} 0 -1 WITHSCORES`).split('\r\n').slice(1, -1);
    const words = parts.filter((_, at) => at % 2 === 1);
    const set = new Map<string, number>();
    for (let i = 0; i < words.length; i += 2) set.set(words[i] ?? '', Number(words[i + 1]));
    if (set.size > 0) all.set(key, set);
  }
  return all;
}

const key = fc.constantFrom(...KEYS);
const member = fc.nat({ max: 80 }).map((n) => `m${String(n)}`);
const rank = fc.integer({ min: -30, max: 30 });
const change = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(key, rank, member, member)
      .map(([k, r, m, n]) => `ZADD ${k} ${String(r)} ${m} ${String(r / 2)} ${n}`),
  },
  fc.tuple(key, rank, member).map(([k, r, m]) => `ZINCRBY ${k} ${String(r)} ${m}`),
  fc.tuple(key, member, member).map(([k, m, n]) => `ZREM ${k} ${m} ${n}`),
  fc.tuple(key, fc.nat({ max: 9 })).map(([k, n]) => `ZPOPMAX ${k} ${String(n)}`),
  fc.tuple(key, rank, rank).map(([k, r, s]) => `ZREMRANGEBYRANK ${k} ${String(r)} ${String(s)}`),
  fc.tuple(key, key, key).map(([k, l, m]) => `ZUNIONSTORE ${k} 2 ${l} ${m}`),
  fc.tuple(key, key).map(([k, l]) => `ZRANGESTORE ${k} ${l} 0 20`),
  fc.tuple(key, key).map(([k, l]) => `COPY ${k} ${l} REPLACE`),
  fc.tuple(key, key).map(([k, l]) => `RENAME ${k} ${l}`),
  key.map((k) => `UNLINK ${k}`),
);

test('a snapshot under writes holds the sorted sets that there were when it began', () => {
  const during = fc.array(fc.tuple(change, fc.constantFrom(0, 0, 3, 40)), { maxLength: 80 });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 80, size: 'max' }),
      during,
      fc.constantFrom(0, 10, 128),
      (before, changes, limit) => {
        const harness = new CommandHarness([...sortedSetCommands, ...keyCommands]);
        harness.settings.encoding.zsetMaxListpackEntries = limit;
        const empty = harness.world.slabs.usedBytes;
        for (const line of before) harness.line(line);
        const expected = contents(harness);
        const { snapshot, lazyFree } = harness.keyspace;
        const collector = new Collector();
        snapshot.begin(collector);
        for (const [line, slots] of changes) {
          harness.line(line);
          if (slots > 0) snapshot.step(slots);
          if (slots > 0) collector.step(slots);
        }
        while (!snapshot.step(1000));
        while (!collector.step(1000));
        assert.deepEqual(collector.contents, expected);
        snapshot.finish();
        for (const each of KEYS) harness.line(`UNLINK ${each}`);
        while (lazyFree.step(1000));
        assert.equal(harness.world.slabs.usedBytes, empty, 'nothing is left behind');
      },
    ),
    { numRuns: 60 },
  );
});
