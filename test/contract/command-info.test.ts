import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Reply } from '../../src/resp/reply-value.ts';
import { encodeCommand } from '../../src/resp/request-encoder.ts';
import { SAMPLED, sampleFor } from '../support/command-samples.ts';
import { InstanceStand } from '../support/instance-stand.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { type Plain, plain } from '../support/resp-client.ts';
import {
  DIFFERENT_DOCS,
  DIFFERENT_INFO,
  LATER,
  NEWER_THAN_THE_ORACLE,
} from './command-differences.ts';

type Fields = Readonly<Record<string, unknown>>;
type PlainMap = Map<string, Plain>;

test('COMMAND INFO tells of every row what redis-server tells', async (context) => {
  const replies = await both(context, 'COMMAND');
  if (replies === undefined) return;
  const redis = new Map<string, Fields>();
  const casemate = new Map<string, Fields>();
  readInfos(replies.redis as Plain[][], redis);
  readInfos(replies.casemate as Plain[][], casemate);
  assert.deepEqual(
    [...casemate.keys()].filter((name) => !redis.has(name)).sort(),
    [...NEWER_THAN_THE_ORACLE].sort(),
    'rows that redis-server 7.0 does not have',
  );
  const expected = DIFFERENT_INFO.map(({ row, field, ours }) => [`${row} ${field}`, ours]);
  const found = differences(redis, casemate);
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
});

test('the keys of every sample, and what is done with them, are those that redis-server finds', async (context) => {
  const redis = await startRedisServer(context);
  if (redis === undefined) return;
  const client = await redis.connect();
  const stand = new InstanceStand().connect();
  let compared = 0;
  for (const name of SAMPLED.filter((each) => !NEWER_THAN_THE_ORACLE.includes(each))) {
    const words = sampleFor(name)?.line.split(' ') ?? [];
    const request = ['COMMAND', 'GETKEYSANDFLAGS', ...words] as const;
    const expected = await client.raw(encodeCommand(request));
    assert.equal(await stand.say(...request), expected, name);
    if (!expected.startsWith('-')) compared++;
  }
  assert.ok(compared > 40);
});

test('what redis-server has and Casemate has not is known by name', async (context) => {
  const replies = await both(context, 'COMMAND', 'LIST');
  if (replies === undefined) return;
  const own = new Set(replies.casemate as string[]);
  const missing = (replies.redis as string[]).filter((name) => !own.has(name)).sort();
  const listed = Object.values(LATER).flatMap((names) => names.split(' '));
  assert.deepEqual(missing, listed.sort());
});

test('COMMAND DOCS tells of every row the facts that redis-server tells, in other words', async (context) => {
  const replies = await both(context, 'COMMAND', 'DOCS');
  if (replies === undefined) return;
  const redis = new Map<string, Fields>();
  const casemate = new Map<string, Fields>();
  const summaries = new Map<string, Plain | undefined>();
  readDocs(replies.redis as Map<string, PlainMap>, redis, summaries);
  const ownSummaries = new Map<string, Plain | undefined>();
  readDocs(replies.casemate as Map<string, PlainMap>, casemate, ownSummaries);
  const found = differences(redis, casemate).filter(([what]) => !what.startsWith('cluster|'));
  const unexpected = found.filter(([what]) => DIFFERENT_DOCS[what] === undefined);
  assert.deepEqual(unexpected, []);
  assert.deepEqual(found.map(([what]) => what).sort(), Object.keys(DIFFERENT_DOCS).sort());
  for (const [name, summary] of ownSummaries) {
    assert.ok(typeof summary === 'string' && summary.length > 5, `${name} has a summary`);
    assert.match(summary, /^[A-Z].*\.$/, `the summary of ${name} is a sentence`);
    const theirs = summaries.get(name);
    assert.notEqual(bare(summary), typeof theirs === 'string' ? bare(theirs) : undefined, name);
  }
});

async function both(
  context: TestContext,
  ...words: [string, ...string[]]
): Promise<{ readonly redis: Plain; readonly casemate: Plain } | undefined> {
  const redis = await startRedisServer(context);
  if (redis === undefined) return undefined;
  const client = await redis.connect({ protocol: 3 });
  const stand = new InstanceStand().connect();
  stand.session.resp3 = true;
  const reply: Reply = await stand.reply(...words);
  return { redis: await client.call(...words), casemate: plain(reply) };
}

function readInfos(infos: readonly Plain[][], into: Map<string, Fields>): void {
  for (const [
    name,
    arity,
    flags,
    first,
    last,
    step,
    categories,
    tips,
    keys,
    subcommands,
  ] of infos) {
    const below = subcommands as Plain[][];
    into.set(name as string, {
      arity,
      flags: sorted(flags),
      range: [first, last, step],
      categories: sorted(categories),
      tips: sorted(tips),
      keys: (keys as PlainMap[]).map(readKeySpec),
      hasSubcommands: below.length > 0,
    });
    readInfos(below, into);
  }
}

function readKeySpec(spec: PlainMap): unknown {
  return {
    notes: spec.get('notes'),
    flags: sorted(spec.get('flags')),
    begin: objects(spec.get('begin_search')),
    find: objects(spec.get('find_keys')),
  };
}

function readDocs(
  docs: Map<string, PlainMap>,
  into: Map<string, Fields>,
  summaries: Map<string, Plain | undefined>,
): void {
  for (const [name, fields] of docs) {
    into.set(name, {
      since: fields.get('since'),
      group: fields.get('group'),
      complexity: bigO(fields.get('complexity')),
      flags: sorted(fields.get('doc_flags')),
      deprecatedSince: fields.get('deprecated_since'),
      replacedBy: fields.get('replaced_by'),
      arguments: argumentTrees(fields.get('arguments')),
    });
    summaries.set(name, fields.get('summary'));
    readDocs((fields.get('subcommands') ?? new Map()) as Map<string, PlainMap>, into, summaries);
  }
}

/** The first bound of a complexity; the words around it are ours. */
function bigO(text: Plain | undefined): string {
  return typeof text === 'string' ? (/^O\(.*?\)/.exec(text)?.[0] ?? '') : 'none';
}

/** Names of arguments are left out: 7.2 gave new ones to some. */
function argumentTrees(shown: Plain | undefined): unknown[] {
  return ((shown ?? []) as PlainMap[]).map((argument) => ({
    type: argument.get('type'),
    token: argument.get('token'),
    since: argument.get('since'),
    keySpec: argument.get('key_spec_index'),
    flags: sorted(argument.get('flags')),
    arguments: argumentTrees(argument.get('arguments')),
  }));
}

/** `row field` and what Casemate says of it, for what differs in rows that both have. */
function differences(
  redis: ReadonlyMap<string, Fields>,
  casemate: ReadonlyMap<string, Fields>,
): [string, unknown][] {
  const found: [string, unknown][] = [];
  for (const [name, own] of casemate) {
    const theirs = redis.get(name);
    if (theirs === undefined) continue;
    for (const [field, value] of Object.entries(own)) {
      if (!isDeepStrictEqual(theirs[field], value)) found.push([`${name} ${field}`, value]);
    }
  }
  return found;
}

function sorted(words: Plain | undefined): string[] {
  return [...((words ?? []) as string[])].sort();
}

function objects(value: Plain | undefined): unknown {
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, inner]) => [key, objects(inner)]));
}

/** The words of a sentence, so that a copy can't hide behind a full stop. */
function bare(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
