import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ServerPair, startServerPair } from '../support/server-pair.ts';
import type { Side } from './compare.ts';

/** Fields of redis-server 7.0.15 that INFO leaves out here, and why: the one list. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  redis_build_id: 'It identifies a build of redis-server.',
  gcc_version: 'No C compiler was at work.',
  atomicvar_api: 'A detail of the C code.',
  monotonic_clock: 'A detail of the C code.',
};

type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

test('INFO has every field of redis-server, in its section, with a value of its kind', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const { redis, casemate } = await bothInformed(pair, 'everything');
  assert.deepEqual(
    [...redis.keys()].filter((name) => !casemate.has(name)),
    [],
  );
  const missing: string[] = [];
  const otherwise: string[] = [];
  for (const [section, fields] of redis) {
    const own = casemate.get(section);
    for (const [name, value] of fields) {
      const ours = own?.get(name);
      if (ours === undefined) missing.push(name);
      else if (kindOf(ours) !== kindOf(value)) otherwise.push(`${name}: ${value} → ${ours}`);
    }
  }
  assert.deepEqual(missing.sort(), Object.keys(LEFT_OUT).sort());
  assert.deepEqual(otherwise, []);
});

test('INFO has the fields of redis-server in its order', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const { redis, casemate } = await bothInformed(pair, 'default');
  for (const [section, fields] of redis) {
    const own = [...(casemate.get(section)?.keys() ?? [])].filter((name) => fields.has(name));
    assert.deepEqual(
      own,
      [...fields.keys()].filter((name) => own.includes(name)),
      section,
    );
  }
});

/** Sections that only Casemate has: what they tell must not surprise a tool, so they come last. */
const OWN_SECTIONS: readonly string[] = ['TLS', 'Security_warnings'];

test('INFO gives the sections that redis-server gives, whatever is asked for', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const requests = [
    [],
    ['default'],
    ['all'],
    ['everything'],
    ['ALL', 'nosuch'],
    ['nosuch'],
    ['server'],
    ['Server', 'MEMORY'],
    ['memory', 'server', 'memory'],
    ['commandstats', 'errorstats', 'latencystats'],
    ['default', 'commandstats'],
    ['modules'],
    ['keyspace', 'cluster', 'cpu', 'replication', 'persistence', 'stats', 'clients'],
  ];
  for (const sections of requests) {
    const { redis, casemate } = await bothInformed(pair, ...sections);
    const own: string[] = [...casemate.keys()].filter((name) => !OWN_SECTIONS.includes(name));
    assert.deepEqual(own, [...redis.keys()], `INFO ${sections.join(' ')}`);
  }
});

/** Fields that depend on nothing but the commands that were sent. */
const EQUAL =
  /^(cmdstat_(set|get|incr|select|getset|flushall)|errorstat_|role|connected_slaves|loading|keyspace_(hits|misses)|total_error_replies|expired_keys|evicted_keys|redis_mode|tcp_port_|maxmemory|maxclients|cluster_enabled|aof_enabled|blocked_clients|connected_clients|tracking_clients|clients_in_timeout_table|maxmemory_policy|rdb_changes_since_last_save|rejected_connections)/;

test('INFO counts what was done as redis-server counts it', async (context) => {
  const pair = await startServerPair(context);
  if (pair === undefined) return;
  const seen = await Promise.all(
    [pair.redis, pair.casemate].map(async (server) => {
      const sections = await informed(server, 'everything');
      const fields = [...sections.values()].flatMap((each) => [...each]);
      return fields
        .filter(([name]) => EQUAL.test(name) || name.startsWith('db'))
        .map(
          ([name, value]) => `${name}:${value.replace(/(usec|avg_ttl|usec_per_call)=[\d.]+/g, '')}`,
        )
        .sort();
    }),
  );
  assert.ok((seen[0]?.length ?? 0) > 20);
  assert.deepEqual(seen[1], seen[0]);
});

async function bothInformed(
  pair: ServerPair,
  ...sections: string[]
): Promise<{ readonly redis: Sections; readonly casemate: Sections }> {
  return {
    redis: await informed(pair.redis, ...sections),
    casemate: await informed(pair.casemate, ...sections),
  };
}

async function informed(server: Side, ...sections: string[]): Promise<Sections> {
  const client = await server.connect();
  for (const line of [
    'FLUSHALL',
    'SET a 1',
    'SET b 2 EX 1000',
    'GET a',
    'INCR a',
    'SELECT 3',
    'SET c 1',
    'GETSET',
  ]) {
    await client.call(...(line.split(' ') as [string])).catch(() => undefined);
  }
  return sectionsIn(await client.call('INFO', ...sections));
}

function sectionsIn(text: unknown): Sections {
  assert.ok(typeof text === 'string');
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    if (line.startsWith('# ')) sections.set(line.slice(2), (current = new Map<string, string>()));
    else if (line !== '')
      current.set(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1));
  }
  return sections;
}

/** What a parser would make of a value: digits as `9`, words as `w`. */
function kindOf(value: string): string {
  if (/^[0-9a-f]{40}$/.test(value)) return 'identity';
  if (/^-?\d+$/.test(value)) return 'integer';
  if (/^-?\d+\.\d+$/.test(value)) return 'decimal';
  if (/^\d+\.\d+%$/.test(value)) return 'percentage';
  if (/^\d+(\.\d+)?[BKMGTP]$/.test(value)) return 'bytes';
  if (value.includes('='))
    return value
      .split(',')
      .map((part) => `${part.split('=')[0]}=${kindOf(part.slice(part.indexOf('=') + 1))}`)
      .join(',');
  return 'text';
}
