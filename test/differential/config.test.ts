import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { decodeText, encodeText } from '../../src/config/byte-text.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { formatConfigError } from '../../src/config/config-error.ts';
import { LiveConfig } from '../../src/config/live-config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { OPTIONS } from '../../src/config/options/options.ts';
import type { Reply } from '../../src/resp/reply-value.ts';
import { Settings } from '../../src/settings/settings.ts';
import { ConfigDisk } from '../support/config-disk.ts';
import { freePort } from '../support/free-port.ts';
import { needsPeer } from '../support/peer.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { RespClient } from '../support/resp-client.ts';

/** Names that Debian's Redis 7.0 does not have. */
const NEWER_THAN_7_0 = new Set([
  // Redis 7.2
  'aof-rewrite-cpulist',
  'bgsave-cpulist',
  'bio-cpulist',
  'cluster-announce-human-nodename',
  'locale-collate',
  'server-cpulist',
  'set-max-listpack-entries',
  'set-max-listpack-value',
  // Valkey 8
  'availability-zone',
  'cluster-announce-client-ipv4',
  'cluster-announce-client-ipv6',
  'cluster-blacklist-ttl',
  'cluster-slot-stats-enabled',
  'dual-channel-replication-enabled',
  'events-per-io-thread',
  'extended-redis-compatibility',
  'hide-user-data-from-log',
  'log-format',
  'log-timestamp-format',
  'max-new-connections-per-cycle',
  'max-new-tls-connections-per-cycle',
  'prefetch-batch-max-size',
  'primaryauth',
  'primaryuser',
  'tls-auth-clients-user',
  'tls-auto-reload-interval',
  'unixsocketgroup',
  // Casemate's own say so in their rows.
  ...OPTIONS.filter(({ origin, hidden }) => origin === 'Casemate' && hidden !== true).flatMap(
    ({ name, aliases = [] }) => [name, ...aliases],
  ),
]);

/** What differs on purpose. */
const DIFFERENT = new Map([
  // The working directory, which no test shares with the peer.
  ['dir', 'the folder it was started in'],
  // Given to the peer so that it can run beside others.
  ['port', 'given'],
  ['bind', 'given'],
  ['save', 'given'],
  ['enable-debug-command', 'given'],
]);

async function peer(
  context: TestContext,
  lines: readonly string[] = [],
): Promise<RespClient | undefined> {
  const server = await startRedisServer(context, lines);
  return server?.connect();
}

function pairsOf(reply: unknown): Map<string, string> {
  const items = reply as string[];
  return new Map(items.flatMap((name, at) => (at % 2 === 0 ? [[name, items[at + 1] ?? '']] : [])));
}

function getAll(live: LiveConfig, pattern: string): Map<string, string> {
  const pairs = live.get([encodeText(pattern)]);
  return new Map(pairs.map(({ name, value }) => [decodeText(name), decodeText(value)]));
}

test("names and defaults of CONFIG GET * are redis-server's", async (context) => {
  const client = await peer(context);
  if (client === undefined) return;
  const theirs = pairsOf(await client.call('CONFIG', 'GET', '*'));
  const ours = getAll(new LiveConfig(new Settings()), '*');
  assert.deepEqual(
    [...theirs.keys()].filter((name) => !ours.has(name)),
    [],
  );
  assert.deepEqual(
    [...ours.keys()].filter((name) => !theirs.has(name)).sort(),
    [...NEWER_THAN_7_0].sort(),
  );
  for (const [name, value] of theirs) {
    if (!DIFFERENT.has(name)) assert.equal(ours.get(name), value, name);
  }
});

test('a file with every directive at a value of its own reads as in redis-server', async (context) => {
  const lines = [
    'maxmemory 100mb',
    'MAXMEMORY-POLICY AllKeys-LRU',
    'maxmemory-clients 5%',
    'client-output-buffer-limit normal 1g 1gb 3 replica 1k 2kb 4',
    'client-output-buffer-limit pubsub 1m 0 0',
    'notify-keyspace-events gKE$lx',
    'slowlog-log-slower-than -1',
    'shutdown-on-sigterm "nosave now"',
    'latency-tracking-info-percentiles 12.5 1e1 99.123456789',
    'oom-score-adj-values -5 10 2000',
    'unixsocketperm 0640',
    'proc-title-template "{title} {{x} {port}"',
    'hash-max-ziplist-value 1kb',
    'lua-time-limit 9',
    'slave-priority 7',
    'hz 100000',
    'tcp-keepalive 0',
    'syslog-ident "a\\x41\\tb"',
    'save 900 1',
    'save 300 10 60 0',
    'acl-pubsub-default allchannels',
    'timeout 2147483647',
    'repl-backlog-size 1kb',
    'bind-source-addr 127.0.0.1',
    'cluster-announce-hostname a-b.c',
    'latency-monitor-threshold 9223372036854775807',
    'lua-replicate-commands yes',
    'list-max-ziplist-value 5',
  ];
  const client = await peer(context, lines);
  if (client === undefined) return;
  const theirs = pairsOf(await client.call('CONFIG', 'GET', '*'));
  const text = ['save ""', ...lines].join('\n');
  const source = {
    configFile: '/c',
    readsStandardInput: false,
    optionsText: '',
    workingDirectory: '/',
  };
  const result = await loadConfig(source, new ConfigDisk({ '/c': text }));
  assert.ok(result.ok, JSON.stringify(result));
  const ours = getAll(new LiveConfig(result.config.settings), '*');
  for (const [name, value] of theirs) {
    if (!DIFFERENT.has(name) || name === 'save') assert.equal(ours.get(name), value, name);
  }
});

/** Pairs for CONFIG SET whose effects and complaints must be the same; run in this order on both. */
const CHANGES: readonly (readonly string[])[] = [
  ['maxmemory', '1Gb'],
  ['maxmemory', ''],
  ['maxmemory', 'mb'],
  ['maxmemory', '1.5mb'],
  ['maxmemory', '-1'],
  ['maxmemory', '17179869184gb'],
  ['MaxMemory', '5', 'maxmemory', '6'],
  ['slave-priority', '1', 'replica-priority', '2'],
  ['maxmemory-policy', 'nothing'],
  ['maxmemory-policy', 'ALLKEYS-LFU'],
  ['maxmemory-samples', '0'],
  ['maxmemory-samples', '065'],
  ['maxmemory-samples', '+5'],
  ['maxmemory-clients', '100%'],
  ['maxmemory-clients', '101%'],
  ['maxmemory-clients', '-1'],
  ['maxmemory-clients', '1x'],
  ['maxclients', '0'],
  ['client-query-buffer-limit', '1'],
  ['proto-max-bulk-len', '18446744073709551615'],
  ['timeout', '99999999999999999999'],
  ['slowlog-log-slower-than', '-2'],
  ['slowlog-max-len', '-1'],
  ['slowlog-max-len', '9223372036854775807'],
  ['databases', '3'],
  ['Databases', '3', 'nope', '1'],
  ['nope', '1', 'databases', '1'],
  ['dir', '/tmp'],
  ['dbfilename', 'x'],
  ['save', '900 1 60 5'],
  ['save', '900  1'],
  ['save', '900 '],
  ['save', '0 1'],
  ['save', 'a b'],
  ['save', ''],
  ['hz', '0'],
  ['hz', '501'],
  ['protected-mode', 'maybe'],
  ['protected-mode', 'NO'],
  ['notify-keyspace-events', 'KEA'],
  ['notify-keyspace-events', 'AKEmn'],
  ['notify-keyspace-events', 'n'],
  ['notify-keyspace-events', 'Q'],
  ['notify-keyspace-events', ''],
  ['shutdown-on-sigterm', ''],
  ['shutdown-on-sigterm', 'save nosave'],
  ['shutdown-on-sigterm', 'force now nosave default'],
  ['shutdown-on-sigint', 'DEFAULT'],
  ['client-output-buffer-limit', 'normal 1 2'],
  ['client-output-buffer-limit', 'master 1 2 3'],
  ['client-output-buffer-limit', 'nothing 1 2 3'],
  ['client-output-buffer-limit', 'normal 1 2 -3'],
  ['client-output-buffer-limit', 'normal x 2 3'],
  ['client-output-buffer-limit', 'slave 1kb 2k 3 pubsub 1 1 1'],
  ['client-output-buffer-limit', ''],
  ['oom-score-adj-values', '1 2'],
  ['oom-score-adj-values', '1 2 2001'],
  ['oom-score-adj-values', '1 2 x'],
  ['latency-tracking-info-percentiles', '50 101'],
  ['latency-tracking-info-percentiles', 'x'],
  ['latency-tracking-info-percentiles', '50.123456789 1e1 100'],
  ['latency-tracking-info-percentiles', ''],
  ['proc-title-template', '{nothing}'],
  ['proc-title-template', '{title'],
  ['proc-title-template', 'plain {port}'],
  ['replica-announce-port', '65536'],
  ['repl-backlog-size', '0'],
  ['repl-timeout', '0'],
  ['cluster-announce-hostname', 'a_b'],
  ['cluster-announce-hostname', 'x'.repeat(256)],
  ['busy-reply-threshold', '7'],
  ['lua-time-limit', '8'],
  ['list-max-ziplist-size', '-5'],
  ['hash-max-ziplist-value', '1kb'],
  ['active-expire-effort', '11'],
  ['acl-pubsub-default', 'allchannels'],
  ['enable-debug-command', 'no'],
  ['unixsocketperm', '777'],
  ['replicaof', 'no one'],
  ['loglevel', 'nothing'],
  ['tracking-table-max-keys', '1', 'timeout', 'x'],
  ['appendfsync', 'sometimes'],
  ['sanitize-dump-payload', 'clients'],
  [
    'zset-max-listpack-value',
    '1',
    'zset-max-listpack-entries',
    '2',
    'zset-max-ziplist-entries',
    '3',
  ],
  ['watchdog-period', '0'],
  ['requirepass', 'p'],
  ['requirepass', ''],
];

/** Complaints that differ on purpose. */
const OTHER_COMPLAINTS = new Set([
  // `nothing` came with 7.2.
  'loglevel nothing',
  // 64 is the bound of Valkey 8: sampling is one turn, and 7.0 and 7.2 overflow their stack.
  'maxmemory-samples 0',
]);

test("CONFIG SET's effects and complaints are redis-server's", async (context) => {
  const client = await peer(context);
  if (client === undefined) return;
  const settings = new Settings();
  settings.persistence.savePoints = [];
  const live = new LiveConfig(settings);
  for (const words of CHANGES) {
    const reply: Reply = await client.reply('CONFIG', 'SET', ...words);
    const pairs = words.flatMap((name, at) =>
      at % 2 === 0 ? [{ name: encodeText(name), value: encodeText(words[at + 1] ?? '') }] : [],
    );
    const outcome = await live.set(pairs, { isLocal: true, isLoading: false });
    const theirs: string = reply.type === 'error' ? reply.error.message : 'OK';
    if (OTHER_COMPLAINTS.has(words.join(' '))) continue;
    assert.equal(
      outcome === undefined ? 'OK' : `${outcome.code} ${outcome.message}`,
      theirs,
      words.join(' '),
    );
    for (const { name } of pairs) {
      const value = pairsOf(await client.call('CONFIG', 'GET', decodeText(name)));
      if (!DIFFERENT.has(decodeText(name)))
        assert.deepEqual(getAll(live, decodeText(name)), value, words.join(' '));
    }
  }
});

test("CONFIG GET's choice of names is redis-server's", async (context) => {
  const client = await peer(context);
  if (client === undefined) return;
  const live = new LiveConfig(new Settings());
  const lists = [
    ['MaxMemory', 'maxmemory'],
    ['max*y', 'MAXMEMORY'],
    ['nothing'],
    ['[a-b]*-max-len'],
    ['slave-p*', '*-priority'],
    ['WATCHDOG-PERIOD'],
    ['watchdog-*'],
  ];
  for (const patterns of lists) {
    const theirs = pairsOf(await client.call('CONFIG', 'GET', ...patterns));
    const ours = live
      .get(patterns.map(encodeText))
      .map(({ name, value }) => [decodeText(name), decodeText(value)]);
    const sorted = (pairs: Iterable<string[]>): string[] =>
      [...pairs].map((pair) => pair.join('=')).sort();
    assert.deepEqual(sorted(ours), sorted(theirs), patterns.join(' '));
  }
});

const run = promisify(execFile);

interface Ended {
  readonly stderr: string;
  readonly stdout: string;
  readonly code: number;
}

/** What redis-server prints when its configuration is wrong. */
async function runToEnd(program: string, args: readonly string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await run(program, args, { timeout: 60_000 });
    return { stdout, stderr, code: 0 };
  } catch (error) {
    return error as Ended;
  }
}

test("what is said of a bad file is redis-server's report", async (context) => {
  const program = needsPeer(context, 'redis-server', 'apt-get install redis-server');
  if (program === undefined) return;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'casemate-config-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'redis.conf');
  const bad = [
    'port abc',
    '# fine\n\nport 70000',
    'nonsense yes',
    'port',
    'port 1 2',
    'include',
    'timeout "1',
    'save 900',
    'save 900 x',
    'appendfsync loud',
    'maxmemory 1tb',
    'dir /no/such/folder',
    'dir ""',
    'dbfilename a/b',
    'bind 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17',
    'unixsocketperm 8',
    'client-output-buffer-limit normal 1 2',
    'replicaof a',
    'replicaof a 99999',
    'sentinel monitor a b',
    'tcp-keepalive -1',
    'proc-title-template "{x}"',
    '   Port   x   ',
    'notify-keyspace-events "a b"',
    'shutdown-on-sigterm save nosave',
    'aof.x',
  ];
  for (const text of bad) {
    await writeFile(file, text);
    // Should a line be fine after all, the server must not take the port that others use.
    const theirs = await runToEnd(program, [file, '--port', String(await freePort())]);
    const source = {
      configFile: '/c',
      readsStandardInput: false,
      optionsText: '',
      workingDirectory: folder,
    };
    const result = await loadConfig(source, new ConfigDisk({ '/c': text }));
    assert.ok(!result.ok, text);
    const version = /Redis (\d[\d.]*)/.exec(theirs.stderr)?.[1] ?? '';
    assert.equal(formatConfigError(result.error, version), theirs.stderr, text);
    assert.equal(theirs.code, 1);
  }
});

test("arguments are read as redis-server's", async (context) => {
  const program = needsPeer(context, 'redis-server', 'apt-get install redis-server');
  if (program === undefined) return;
  // The last flag is wrong on purpose: the report shows the line that the arguments became.
  const cases = [
    ['--port', '1', '--hz', 'x'],
    ['--port 1', '--hz', 'x'],
    ['--port', '1', '--hz', '--x'],
    ['--save', '--hz', 'x'],
    ['--save', '', '--hz', 'x'],
    ['--save', '900 1', '--hz', 'x'],
    ['--save', '900', '1', '--hz', 'x'],
    ['--bind', '127.0.0.1', '::1', '--hz', 'a "b'],
    ['--save', '900'],
    ['--hz'],
    ['--port', '1', '--', 'x'],
    ['--HZ', 'x\n'],
  ];
  for (const words of cases) {
    const theirs = await runToEnd(program, words);
    const result = await loadConfig(
      { ...parseCommandLine(words), workingDirectory: '/' },
      new ConfigDisk(),
    );
    assert.ok(!result.ok, words.join(' '));
    const version = /Redis (\d[\d.]*)/.exec(theirs.stderr)?.[1] ?? '';
    assert.equal(formatConfigError(result.error, version), theirs.stderr, words.join(' '));
  }
});

test('CONFIG REWRITE leaves the file that redis-server leaves', async (context) => {
  const before = [
    '# a comment',
    '  timeout 5  ',
    '',
    '',
    '\t# another',
    'maxmemory 1mb',
    'slave-priority 3',
    'rename-command DEBUG ""',
    'hz 10',
    'hz 20',
    'client-output-buffer-limit pubsub 1mb 2mb 3',
    'unixsocketperm 0700',
    'syslog-ident \'it "is"\'',
    'latency-tracking-info-percentiles 50',
    'lua-replicate-commands yes',
  ];
  const server = await startRedisServer(context, before);
  if (server === undefined) return;
  const client = await server.connect();
  const file = path.join(server.folder, 'redis.conf');
  const text = await readFile(file, 'utf8');
  const source = {
    configFile: file,
    readsStandardInput: false,
    optionsText: '',
    workingDirectory: server.folder,
  };
  const result = await loadConfig(source, new ConfigDisk({ [file]: text }));
  assert.ok(result.ok, JSON.stringify(result));
  const live = new LiveConfig(result.config.settings);
  const changes = [
    'maxmemory',
    '2gb',
    'timeout',
    '0',
    'maxclients',
    '100',
    'notify-keyspace-events',
    'KEA',
    'save',
    '60 1 70 2',
  ];
  await client.call('CONFIG', 'SET', ...changes);
  const pairs = changes.flatMap((name, at) =>
    at % 2 === 0 ? [{ name: encodeText(name), value: encodeText(changes[at + 1] ?? '') }] : [],
  );
  assert.equal(await live.set(pairs, { isLocal: true, isLoading: false }), undefined);
  await client.call('CONFIG', 'REWRITE');
  const theirs = (await readFile(file, 'utf8')).split('\n');
  const ours = live.rewrite(text, ['default on nopass ~* &* +@all']).split('\n');
  // What is appended stands in the order of a hash table there, and under a comment in other words.
  const marker = (lines: readonly string[]): number =>
    lines.findIndex((line) => /^# .* CONFIG REWRITE:?$/.test(line));
  assert.deepEqual(ours.slice(0, marker(ours)), theirs.slice(0, marker(theirs)));
  const tail = (lines: readonly string[]): string[] => lines.slice(marker(lines) + 1).sort();
  assert.deepEqual(tail(ours), tail(theirs));
});

test("Debian's own redis.conf loads, and says what it asks for in vain", async (context) => {
  const text = await readFile('/etc/redis/redis.conf', 'utf8').catch(() => undefined);
  if (text === undefined) {
    context.skip(
      '/etc/redis/redis.conf cannot be read here; to run this test: apt-get install redis-server',
    );
    return;
  }
  const disk = new ConfigDisk({ '/etc/redis/redis.conf': text, '/var/lib/redis/dump.rdb': '' });
  const source = {
    configFile: '/etc/redis/redis.conf',
    readsStandardInput: false,
    optionsText: '',
    workingDirectory: '/',
  };
  const result = await loadConfig(source, disk);
  assert.ok(result.ok, JSON.stringify(result));
  const { settings, warnings } = result.config;
  assert.deepEqual(settings.listen.bind, ['127.0.0.1', '-::1']);
  assert.equal(settings.process.daemonize, true);
  assert.equal(settings.persistence.dir, '/var/lib/redis');
  assert.deepEqual(
    warnings.map(({ name }) => name),
    ['save'],
  );
});
