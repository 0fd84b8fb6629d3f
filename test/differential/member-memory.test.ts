import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteRange } from '../../src/base/byte-range.ts';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { structureOf } from '../../src/collections/structure-entry.ts';
import { hashCommands } from '../../src/commands/hash/index.ts';
import { setCommands } from '../../src/commands/set/index.ts';
import { entryBytes } from '../../src/keyspace/entry.ts';
import { ownsStructure } from '../../src/keyspace/structures.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { CommandHarness } from '../support/run-command.ts';

/** Words of each member or of each field with its value. */
interface Case {
  readonly name: string;
  readonly command: 'SADD' | 'HSET';
  readonly elements: readonly (readonly string[])[];
  /** Removed again afterwards. */
  readonly removed?: number;
}

function set(name: string, count: number, member: (index: number) => string): Case {
  const elements = Array.from({ length: count }, (_, i) => [member(i)]);
  return { name: `set of ${name}`, command: 'SADD', elements };
}

function hash(name: string, count: number, pair: (index: number) => [string, string]): Case {
  const elements = Array.from({ length: count }, (_, i) => pair(i));
  return { name: `hash of ${name}`, command: 'HSET', elements };
}

const short = (i: number): string => `member:${String(i)}`;
const field = (i: number): [string, string] => [`field:${String(i)}`, `value ${String(i)}`];

const CASES: readonly Case[] = [
  set('one', 1, short),
  set('ten', 10, short),
  set('ten integers', 10, String),
  set('512 integers', 512, (i) => String(i * 70_000)),
  set('513 integers', 513, String),
  set('128', 128, short),
  set('129', 129, short),
  ...[200, 300, 500, 1000, 3000, 7000, 7100, 14_000, 20_000, 40_000].map((count) =>
    set(String(count), count, short),
  ),
  set('20,000 integers', 20_000, String),
  set('1000 of 100 bytes', 1000, (i) => String(i).padEnd(100, 'x')),
  set('200 of 1 kB', 200, (i) => String(i).padEnd(1000, 'x')),
  set('10 of 100 kB', 10, (i) => String(i).padEnd(100_000, 'x')),
  { ...set('2,000 of once 20,000', 20_000, short), removed: 18_000 },
  hash('one', 1, field),
  hash('ten', 10, field),
  hash('512', 512, field),
  hash('513', 513, field),
  ...[700, 1000, 3000, 7000, 7100, 14_000, 20_000, 40_000].map((count) =>
    hash(String(count), count, field),
  ),
  hash('one long value', 1, () => ['field', 'x'.repeat(65)]),
  hash('20,000 counters', 20_000, (i) => [String(i), String(i)]),
  hash('1000 values of 100 bytes', 1000, (i) => [`f${String(i)}`, 'x'.repeat(100)]),
  hash('200 values of 1 kB', 200, (i) => [`f${String(i)}`, 'x'.repeat(1000)]),
  { ...hash('2,000 of once 20,000', 20_000, field), removed: 18_000 },
];

function requests({ command, elements, removed = 0 }: Case): readonly [string, ...string[]][] {
  const removal = command === 'SADD' ? 'SREM' : 'HDEL';
  return [
    ...elements.map((words): [string, ...string[]] => [command, 'key', ...words]),
    ...elements
      .slice(0, removed)
      .map(([word = '']): [string, ...string[]] => [removal, 'key', word]),
  ];
}

function casemateBytes(each: Case): number {
  const harness = new CommandHarness([...setCommands, ...hashCommands]);
  for (const words of requests(each)) harness.run(...words);
  const [db] = harness.databases;
  assert.ok(db !== undefined);
  const { slabs } = harness.world;
  const address = db.peekKey(new ByteRange().set(fromLatin1('key')));
  const length = entryBytes(slabs.view(address), slabs.offset(address));
  const own = slabs.occupiedBytes(address, length);
  return own + (ownsStructure(db.kind(address)) ? structureOf(db, address).bytes : 0);
}

test('sets and hashes take no more memory than in redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect();
  for (const each of CASES) {
    await client.call('FLUSHALL');
    await client.pipeline(requests(each));
    const theirs = Number(await client.call('MEMORY', 'USAGE', 'key', 'SAMPLES', '0'));
    const ours = casemateBytes(each);
    context.diagnostic(`${each.name}: ${String(ours)} of ${String(theirs)} bytes`);
    assert.ok(ours <= theirs, `${each.name}: ${String(ours)} instead of ${String(theirs)}`);
  }
  await client.close();
});
