import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HalfSipHash } from '../../src/base/siphash.ts';
import { CATEGORIES, CategoryBit } from '../../src/command/categories.ts';
import type { ArgumentDoc } from '../../src/command/docs.ts';
import { shownFlags } from '../../src/command/flags.ts';
import type { KeySpec } from '../../src/command/key-spec.ts';
import type { CommandRow } from '../../src/command/row.ts';
import { CommandTable } from '../../src/command/table.ts';
import { keyCommands, keyspaceCommands } from '../../src/commands/keys/index.ts';
import { stringCommands } from '../../src/commands/string/index.ts';
import { Keyspace } from '../../src/keyspace/keyspace.ts';
import { World } from '../../src/keyspace/world.ts';
import { Slabs } from '../../src/memory/slabs.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { Plain } from '../support/resp-client.ts';

/** What Redis 7.2 says where 7.0, the oracle, says something else. */
const TIPS_OF_7_2: Readonly<Record<string, readonly string[]>> = {
  msetnx: [],
  randomkey: ['request_policy:all_shards', 'response_policy:special', 'nondeterministic_output'],
  scan: ['nondeterministic_output', 'request_policy:special', 'response_policy:special'],
};

const keyspace = new Keyspace(new World(new Slabs(), new HalfSipHash(0, 0)));
const rows = new CommandTable([...stringCommands, ...keyCommands, ...keyspaceCommands(keyspace)])
  .rows;

test('the rows of string and key commands are what COMMAND INFO of redis-server says', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect({ protocol: 3 });
  for (const row of rows) {
    const [info] = (await client.call('COMMAND', 'INFO', row.fullName)) as Plain[][];
    assert.ok(Array.isArray(info), row.fullName);
    assert.deepEqual(described(row), shownByRedis(info), row.fullName);
  }
});

test('the argument trees are what COMMAND DOCS of redis-server says', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect({ protocol: 3 });
  for (const row of rows.filter((each) => each.parent === undefined)) {
    const docs = (await client.call('COMMAND', 'DOCS', row.fullName)) as Map<
      string,
      Map<string, Plain>
    >;
    const shown = docs.get(row.fullName);
    assert.ok(shown !== undefined, row.fullName);
    const own = row.command.docs;
    assert.equal(own.since, shown.get('since'), row.fullName);
    assert.equal(own.group, shown.get('group'), row.fullName);
    assert.deepEqual(
      (own.arguments ?? []).map(tree),
      treesOf(shown.get('arguments')),
      row.fullName,
    );
  }
});

function described(row: CommandRow): unknown {
  const { command } = row;
  return {
    arity: command.arity,
    flags: new Set(shownFlags(row.flags)),
    categories: new Set(CATEGORIES.filter((name) => (row.categories & CategoryBit[name]) !== 0)),
    tips: command.docs.tips ?? [],
    keys: command.keys.map(specOf),
  };
}

function specOf(spec: KeySpec): unknown {
  assert.ok(typeof spec.find === 'object' && 'last' in spec.find);
  const { last, step, limit } = spec.find;
  return {
    notes: spec.notes,
    access: new Set(spec.access),
    begin: spec.begin,
    find: [last, step, limit],
  };
}

function shownByRedis(info: readonly Plain[]): unknown {
  const [name, arity, flags, , , , categories, tips, keys] = info;
  return {
    arity,
    flags: new Set(flags as string[]),
    categories: new Set((categories as string[]).map((category) => category.slice(1))),
    tips: TIPS_OF_7_2[name as string] ?? tips,
    keys: (keys as Map<string, Plain>[]).map(specByRedis),
  };
}

function specByRedis(spec: Map<string, Plain>): unknown {
  const begin = (spec.get('begin_search') as Map<string, Map<string, Plain>>).get('spec');
  const find = (spec.get('find_keys') as Map<string, Map<string, Plain>>).get('spec');
  return {
    notes: spec.get('notes'),
    access: new Set(spec.get('flags') as string[]),
    begin: begin?.get('index'),
    find: ['lastkey', 'keystep', 'limit'].map((part) => find?.get(part)),
  };
}

/** Names of arguments are left out: 7.2 gave new ones to some. */
function tree(doc: ArgumentDoc): unknown {
  return {
    type: doc.type,
    token: doc.token,
    since: doc.since,
    keySpec: doc.keySpec,
    flags: doc.flags ?? [],
    arguments: (doc.arguments ?? []).map(tree),
  };
}

function treesOf(shown: Plain | undefined): unknown[] {
  return ((shown ?? []) as Map<string, Plain>[]).map((each) => ({
    type: each.get('type'),
    token: each.get('token'),
    since: each.get('since'),
    keySpec: each.get('key_spec_index'),
    flags: each.get('flags') ?? [],
    arguments: treesOf(each.get('arguments')),
  }));
}
