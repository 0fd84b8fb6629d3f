import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteRange } from '../../src/base/byte-range.ts';
import { fromLatin1 } from '../../src/base/bytes.ts';
import { structureOf } from '../../src/collections/structure-entry.ts';
import { listCommands } from '../../src/commands/list/index.ts';
import { entryBytes } from '../../src/keyspace/entry.ts';
import { ownsStructure } from '../../src/keyspace/structures.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { CommandHarness } from '../support/run-command.ts';

interface Case {
  readonly name: string;
  readonly elements: readonly string[];
  readonly command?: 'LPUSH' | 'RPUSH';
  /** Another `list-max-listpack-size` than -2. */
  readonly limit?: number;
  /** Sent afterwards. */
  readonly then?: readonly string[];
}

function many(count: number, element: (index: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => element(index));
}

const CASES: readonly Case[] = [
  { name: 'one', elements: ['a'] },
  { name: 'ten short ones', elements: many(10, (i) => `element ${String(i)}`) },
  { name: 'a hundred numbers', elements: many(100, String) },
  { name: 'a full small list', elements: many(600, (i) => `element ${String(i)}`) },
  { name: 'just big', elements: many(800, (i) => `element ${String(i)}`) },
  { name: 'twice that', elements: many(1500, (i) => `element ${String(i)}`) },
  { name: '12 000 short ones', elements: many(12_000, (i) => `element ${String(i)}`) },
  { name: '12 000 in front', elements: many(12_000, (i) => `e${String(i)}`), command: 'LPUSH' },
  { name: '12 000 numbers', elements: many(12_000, String) },
  { name: '100 bytes each', elements: many(2000, (i) => String(i).padEnd(100, 'x')) },
  { name: '1 kB each', elements: many(300, (i) => String(i).padEnd(1000, 'x')) },
  { name: '3000 bytes each', elements: many(100, (i) => String(i).padEnd(3000, 'x')) },
  { name: '5 kB each', elements: many(100, (i) => String(i).padEnd(5000, 'x')) },
  { name: '20 kB each', elements: many(30, (i) => String(i).padEnd(20_000, 'x')) },
  { name: '200 kB each', elements: many(20, (i) => String(i).padEnd(200_000, 'x')) },
  { name: '4 KiB nodes', elements: many(6000, (i) => `element ${String(i)}`), limit: -1 },
  { name: '64 KiB nodes', elements: many(12_000, (i) => `element ${String(i)}`), limit: -5 },
  { name: '128 to a node', elements: many(6000, (i) => `element ${String(i)}`), limit: 128 },
  { name: '10 to a node', elements: many(6000, (i) => `element ${String(i)}`), limit: 10 },
  {
    name: 'trimmed to a tenth',
    elements: many(12_000, (i) => `element ${String(i)}`),
    then: ['LTRIM list 5000 6199'],
  },
  {
    name: 'half of it removed',
    elements: many(6000, (i) => (i % 2 === 0 ? 'gone' : `element ${String(i)}`)),
    then: ['LREM list 0 gone'],
  },
];

/** What is pushed at once. While a list is small it is one element: several would let it grow longer than 7.0 does. */
function parts(elements: readonly string[]): readonly (readonly string[])[] {
  const several = 20;
  const single = elements.slice(0, 1000).map((element) => [element]);
  const rest = elements.slice(1000);
  const groups = Math.ceil(rest.length / several);
  return [
    ...single,
    ...many(groups, String).map((_, i) => rest.slice(i * several, (i + 1) * several)),
  ];
}

function casemateBytes({ elements, command = 'RPUSH', limit = -2, then = [] }: Case): number {
  const harness = new CommandHarness(listCommands);
  harness.settings.encoding.listMaxListpackSize = limit;
  for (const part of parts(elements)) harness.run(command, 'list', ...part);
  for (const line of then) harness.line(line);
  const [db] = harness.databases;
  assert.ok(db !== undefined);
  const { slabs } = harness.world;
  const address = db.peekKey(new ByteRange().set(fromLatin1('list')));
  const own = slabs.blockBytes(entryBytes(slabs.view(address), slabs.offset(address)));
  return own + (ownsStructure(db.kind(address)) ? structureOf(db, address).bytes : 0);
}

test('a list takes no more memory than in redis-server', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect();
  for (const each of CASES) {
    const { name, elements, command = 'RPUSH', limit = -2, then = [] } = each;
    await client.call('FLUSHALL');
    await client.call('CONFIG', 'SET', 'list-max-listpack-size', String(limit));
    await client.pipeline(parts(elements).map((part) => [command, 'list', ...part]));
    for (const line of then) await client.call(...line.split(' '));
    const theirs = Number(await client.call('MEMORY', 'USAGE', 'list', 'SAMPLES', '0'));
    const ours = casemateBytes(each);
    context.diagnostic(`${name}: ${String(ours)} of ${String(theirs)} bytes`);
    assert.ok(ours <= theirs, `${name}: ${String(ours)} instead of ${String(theirs)}`);
  }
  await client.close();
});
