import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CommandHarness } from '../../../test/support/run-command.ts';
import type { ByteRange } from '../../base/byte-range.ts';
import { toLatin1 } from '../../base/bytes.ts';
import {
  nextElement,
  PACK_END,
  PACK_HEAD_BYTES,
  PackedElement,
} from '../../collections/listpack.ts';
import { BIG_HASH, INTSET_SET, LISTPACK_SET } from '../../collections/member-encoding.ts';
import type { SnapshotSink } from '../../keyspace/snapshot.ts';
import type { SnapshotEntry } from '../../keyspace/snapshot-entry.ts';
import type { PinnedStructure } from '../../keyspace/structures.ts';
import { hashCommands } from '../hash/index.ts';
import { keyCommands } from '../keys/index.ts';
import { setCommands } from './index.ts';

const KEYS = ['s', 't', 'h', 'g'];

function text(range: ByteRange): string {
  return toLatin1(range.copy());
}

/** What a snapshot hands over: of each key its members, or its fields with their values, sorted. */
class Collector implements SnapshotSink {
  readonly #found = new Map<string, string[]>();
  readonly #pinned: {
    readonly pin: PinnedStructure;
    readonly into: string[];
    readonly isHash: boolean;
  }[] = [];

  entry(entry: SnapshotEntry): void {
    const into: string[] = [];
    const name = text(entry.key);
    assert.ok(!this.#found.has(name));
    this.#found.set(name, into);
    if (entry.pinned !== undefined) {
      this.#pinned.push({ pin: entry.pinned, into, isHash: entry.kind === BIG_HASH });
    } else if (entry.kind === INTSET_SET) into.push(...integers(entry.value));
    else if (entry.kind === LISTPACK_SET) into.push(...elements(entry.value));
    else into.push(...paired(elements(entry.value)));
  }

  /** Reads on in one of the big ones. */
  step(count: number): boolean {
    const [first] = this.#pinned;
    if (first === undefined) return true;
    const isOver = first.pin.step(count, (member, value) => {
      first.into.push(first.isHash ? `${text(member)}=${text(value)}` : text(member));
    });
    if (isOver) this.#pinned.shift();
    return this.#pinned.length === 0;
  }

  get found(): Map<string, string[]> {
    return new Map([...this.#found].map(([name, list]) => [name, list.toSorted()]));
  }
}

function integers({ dv, start }: ByteRange): string[] {
  const width = dv.getUint32(start, true);
  return Array.from({ length: dv.getUint32(start + 4, true) }, (_, i) => {
    const at = start + 8 + i * width;
    if (width === 8) return String(dv.getBigInt64(at, true));
    return String(width === 4 ? dv.getInt32(at, true) : dv.getInt16(at, true));
  });
}

function elements({ u8, dv, start }: ByteRange): string[] {
  const element = new PackedElement();
  const found: string[] = [];
  for (let at = start + PACK_HEAD_BYTES; u8[at] !== PACK_END; at = nextElement(dv, at)) {
    found.push(text(element.read(u8, dv, at)));
  }
  return found;
}

function paired(words: readonly string[]): string[] {
  return words.flatMap((word, i) => (i % 2 === 0 ? [`${word}=${words[i + 1] ?? ''}`] : []));
}

function bulks(reply: string): string[] {
  return reply.split('\r\n').filter((_, i, lines) => i > 0 && (lines[i - 1] ?? '').startsWith('$'));
}

function contents(harness: CommandHarness): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const key of KEYS) {
    const isSet = harness.run('TYPE', key).includes('set');
    const members = isSet
      ? bulks(harness.run('SMEMBERS', key))
      : paired(bulks(harness.run('HGETALL', key)));
    if (members.length > 0) all.set(key, members.sort());
  }
  return all;
}

/** Few, so that most changes meet what is there already. */
const integer = fc
  .oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(70_000, -70_000))
  .map(String);
const member = fc.oneof(
  fc.nat({ max: 30 }).map((n) => `m${String(n)}`),
  integer,
);
const set = fc.constantFrom('s', 't');
const hash = fc.constantFrom('h', 'g');
const value = fc.oneof(
  fc.nat({ max: 9 }).map((n) => 'v'.repeat(n)),
  member,
);
const some = fc.array(member, { minLength: 1, maxLength: 25, size: 'max' });
const pairs = fc.array(fc.tuple(member, value), { minLength: 1, maxLength: 6, size: 'max' });

const change: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.array(integer, { minLength: 1, maxLength: 5 }).map((words) => ['SADD', 's', ...words]),
  fc.array(integer, { minLength: 1, maxLength: 3 }).map((words) => ['SREM', 's', ...words]),
  some.map((words) => ['SADD', 't', ...words]),
  some.map((words) => ['SREM', 't', ...words.slice(0, 3)]),
  fc.tuple(set, fc.nat({ max: 40 })).map(([key, count]) => ['SPOP', key, String(count)]),
  fc.constantFrom(['SPOP', 't', '15'], ['SPOP', 't', '20'], ['SPOP', 't', '25']),
  fc.constantFrom(['SMOVE', 't', 's', 'm1'], ['SUNIONSTORE', 't', 's', 't'], ['DEL', 's']),
  fc.constantFrom(['SINTERSTORE', 's', 's', 't'], ['SDIFFSTORE', 't', 't', 's'], ['UNLINK', 'h']),
  fc.constantFrom(['COPY', 't', 's', 'REPLACE'], ['RENAME', 'h', 'g'], ['COPY', 'g', 'h']),
  fc.tuple(hash, pairs).map(([key, words]) => ['HSET', key, ...words.flat()]),
  fc.tuple(hash, pairs).map(([key, words]) => ['HSET', key, ...words.flat()]),
  fc.tuple(hash, some).map(([key, words]) => ['HDEL', key, ...words.slice(0, 3)]),
  fc.tuple(hash, member).map(([key, field]) => ['HINCRBY', key, field, '7']),
);
const changes = fc.array(change, { maxLength: 50, size: 'max' });

test('a snapshot has sets and hashes as they were when it began, whatever becomes of them', () => {
  const during = fc.array(fc.record({ words: change, reads: fc.nat({ max: 6 }) }), {
    maxLength: 60,
    size: 'max',
  });
  fc.assert(
    fc.property(changes, during, fc.constantFrom(2, 6, 30), (before, after, limit) => {
      const harness = new CommandHarness([...setCommands, ...hashCommands, ...keyCommands]);
      const { encoding } = harness.settings;
      encoding.hashMaxListpackEntries = encoding.setMaxListpackEntries = limit;
      encoding.setMaxIntsetEntries = limit;
      const usedBytes = harness.world.slabs.usedBytes;
      for (const words of before) harness.run(...words);
      const expected = contents(harness);
      const { snapshot, lazyFree } = harness.keyspace;
      const collector = new Collector();
      snapshot.begin(collector);
      for (const { words, reads } of after) {
        harness.run(...words);
        if (reads > 4) snapshot.step(3);
        else if (reads > 0) collector.step(reads);
        lazyFree.step(5);
      }
      while (!snapshot.step(10));
      while (!collector.step(3));
      assert.deepEqual(collector.found, expected);
      snapshot.finish();
      harness.run('DEL', ...KEYS);
      while (lazyFree.step(100));
      assert.equal(harness.world.slabs.usedBytes, usedBytes);
    }),
    { numRuns: 150 },
  );
});

test('a snapshot has all of a big set of which SPOP left another big one', () => {
  const harness = new CommandHarness(setCommands);
  const members = Array.from({ length: 3000 }, (_, i) => `m${String(i)}`);
  harness.run('SADD', 's', ...members);
  const collector = new Collector();
  const { snapshot, lazyFree } = harness.keyspace;
  snapshot.begin(collector);
  harness.run('SPOP', 's', '2700');
  while (lazyFree.step(100));
  while (!snapshot.step(10));
  while (!collector.step(30));
  assert.deepEqual(collector.found, new Map([['s', members.toSorted()]]));
  snapshot.finish();
  assert.equal(harness.line('SCARD s'), ':300\r\n');
});
