import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteRange } from '../../src/base/byte-range.ts';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { structureOf } from '../../src/collections/structure-entry.ts';
import { sortedSetCommands } from '../../src/commands/sorted-set/index.ts';
import { entryBytes } from '../../src/keyspace/entry.ts';
import { ownsStructure } from '../../src/keyspace/structures.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { CommandHarness } from '../support/run-command.ts';

type Pair = readonly [score: string, member: string];

interface Case {
  readonly name: string;
  readonly pairs: readonly Pair[];
  /** Sent afterwards. */
  readonly then?: readonly string[];
}

function many(count: number, pair: (index: number) => Pair): readonly Pair[] {
  return Array.from({ length: count }, (_, index) => pair(index));
}

const ordered = (i: number): Pair => [String(i), `member ${String(i)}`];
const mixed = (i: number): Pair => [String((i * 7919) % 100_003), `member ${String(i)}`];

const CASES: readonly Case[] = [
  { name: 'one', pairs: many(1, ordered) },
  { name: 'one long', pairs: [['1', 'x'.repeat(65)]] },
  { name: 'two long', pairs: many(2, (i) => [String(i), String(i).padEnd(65, 'x')]) },
  { name: 'ten', pairs: many(10, ordered) },
  { name: 'ten of integers', pairs: many(10, (i) => [String(i), String(i)]) },
  { name: 'ten with fractions', pairs: many(10, (i) => [`${String(i)}.125`, `m${String(i)}`]) },
  { name: 'a full small set', pairs: many(128, mixed) },
  { name: 'just big', pairs: many(129, mixed) },
  { name: '300', pairs: many(300, mixed) },
  { name: '1000 in order', pairs: many(1000, ordered) },
  { name: '1000', pairs: many(1000, mixed) },
  { name: '20 000 in order', pairs: many(20_000, ordered) },
  { name: '20 000', pairs: many(20_000, mixed) },
  { name: '20 000 of one score', pairs: many(20_000, (i) => ['1', `member ${String(i)}`]) },
  { name: '20 000 short names', pairs: many(20_000, (i) => [String(i % 977), i.toString(36)]) },
  { name: '2000 of 300 bytes', pairs: many(2000, (i) => [String(i), String(i).padEnd(300, 'x')]) },
  { name: '100 of 3 kB', pairs: many(100, (i) => [String(i), String(i).padEnd(3000, 'x')]) },
  {
    name: 'the upper half of 20 000',
    pairs: many(20_000, mixed),
    then: ['ZREMRANGEBYRANK z 0 9999'],
  },
];

function parts(pairs: readonly Pair[]): readonly (readonly string[])[] {
  const size = 100;
  const groups = Math.ceil(pairs.length / size);
  return Array.from({ length: groups }, (_, i) => pairs.slice(i * size, (i + 1) * size).flat());
}

function casemateBytes({ pairs, then = [] }: Case): number {
  const harness = new CommandHarness(sortedSetCommands);
  for (const part of parts(pairs)) harness.run('ZADD', 'z', ...part);
  for (const line of then) harness.line(line);
  const [db] = harness.databases;
  assert.ok(db !== undefined);
  const { slabs } = harness.world;
  const address = db.peekKey(new ByteRange().set(fromLatin1('z')));
  const own = slabs.blockBytes(entryBytes(slabs.view(address), slabs.offset(address)));
  return own + (ownsStructure(db.kind(address)) ? structureOf(db, address).bytes : 0);
}

test('a sorted set takes no more memory than in redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect();
  for (const each of CASES) {
    const { name, pairs, then = [] } = each;
    await client.call('FLUSHALL');
    await client.pipeline(parts(pairs).map((part) => ['ZADD', 'z', ...part]));
    for (const line of then) await client.call(...line.split(' '));
    const theirs = Number(await client.call('MEMORY', 'USAGE', 'z', 'SAMPLES', '0'));
    const ours = casemateBytes(each);
    context.diagnostic(`${name}: ${String(ours)} of ${String(theirs)} bytes`);
    assert.ok(ours <= theirs, `${name}: ${String(ours)} instead of ${String(theirs)}`);
  }
  await client.close();
});
