import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigDisk } from '../../test/support/config-disk.ts';
import { OutputBufferLimit } from '../settings/protocol-settings.ts';
import { parseCommandLine } from './command-line.ts';
import { type ConfigError, formatConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import type { LoadedConfig, LoadResult } from './loaded-config.ts';

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly standardInput?: string;
}

function read({
  files = {},
  words = ['/etc/redis.conf'],
  standardInput,
}: Given): Promise<LoadResult> {
  const input =
    standardInput === undefined ? {} : { standardInput: new TextEncoder().encode(standardInput) };
  const source = { ...parseCommandLine(words), ...input, workingDirectory: '/work' };
  return loadConfig(source, new ConfigDisk({ '/work/file': '', ...files }));
}

async function loaded(given: Given | string): Promise<LoadedConfig> {
  const result = await read(
    typeof given === 'string' ? { files: { '/etc/redis.conf': given } } : given,
  );
  if (!result.ok) assert.fail(formatConfigError(result.error, '7.2.4'));
  return result.config;
}

async function refused(given: Given | string): Promise<ConfigError> {
  const result = await read(
    typeof given === 'string' ? { files: { '/etc/redis.conf': given } } : given,
  );
  assert.ok(!result.ok);
  return result.error;
}

async function reasonFor(line: string): Promise<string> {
  const error = await refused(line);
  assert.equal(error.kind, 'line');
  return error.reason;
}

test('names are caseless, comments and blank lines pass, and the last line counts', async () => {
  const { settings, given } = await loaded(
    '# port 1\n\n  PORT 7000  \r\nport 7001\nslave-priority 5\n',
  );
  assert.equal(settings.listen.port, 7001);
  assert.equal(settings.replication.priority, 5);
  assert.equal(given.get('port')?.line, 4);
  assert.ok(given.has('replica-priority'));
});

test('values may be quoted, escaped and more than one', async () => {
  const { settings } = await loaded(
    'requirepass "a\\x20b\\"c"\nbind 127.0.0.1 -::1\nclient-output-buffer-limit pubsub 1mb 2kb 3 normal 1 2 3\n',
  );
  assert.equal(settings.security.requirepass, 'a b"c');
  assert.deepEqual(settings.listen.bind, ['127.0.0.1', '-::1']);
  const { pubsub, normal, replica } = settings.protocol.outputBufferLimits;
  assert.deepEqual(pubsub, new OutputBufferLimit(1_048_576, 2048, 3));
  assert.deepEqual(normal, new OutputBufferLimit(1, 2, 3));
  assert.equal(replica.softSeconds, 60);
});

test('lines of save replace the default points and add up', async () => {
  const { settings } = await loaded('save 900 1\nsave 300 10 60 1000\n');
  assert.deepEqual(settings.persistence.savePoints, [
    { seconds: 900, changes: 1 },
    { seconds: 300, changes: 10 },
    { seconds: 60, changes: 1000 },
  ]);
  assert.deepEqual((await loaded('save 900 1\nsave ""\n')).settings.persistence.savePoints, []);
  assert.deepEqual((await loaded('save "900 1"\n')).settings.persistence.savePoints.length, 1);
});

test('file, standard input and flags are read in this order', async () => {
  const { settings, given } = await loaded({
    files: { '/etc/redis.conf': 'port 1\ntimeout 1\nhz 20\n' },
    words: ['/etc/redis.conf', '--hz', '30', '-'],
    standardInput: 'timeout 2\nhz 25\n',
  });
  assert.deepEqual(
    [settings.listen.port, settings.limits.timeoutSeconds, settings.keyspace.hz],
    [1, 2, 30],
  );
  assert.deepEqual(
    ['port', 'timeout', 'hz'].map((name) => given.get(name)?.source),
    ['file', 'standard input', 'arguments'],
  );
  assert.equal(settings.process.configFile, '/etc/redis.conf');
});

test('includes are read where they stand, patterns sorted, an empty pattern is none', async () => {
  const config = await loaded({
    files: {
      '/etc/redis.conf': 'port 1\ninclude /etc/conf.d/*.conf\ninclude /none/*.conf\nhz 50\n',
      '/etc/conf.d/a.conf': 'port 2\ntimeout 3',
      '/etc/conf.d/b.conf': 'port 3\nhz 40\n',
    },
  });
  const { listen, limits, keyspace } = config.settings;
  assert.deepEqual([listen.port, limits.timeoutSeconds, keyspace.hz], [3, 3, 50]);
  assert.deepEqual(config.files, ['/etc/redis.conf', '/etc/conf.d/a.conf', '/etc/conf.d/b.conf']);
});

test('a file that includes itself is refused and not read for ever', async () => {
  const error = await refused('include /etc/redis.conf\n');
  assert.match(formatConfigError(error, '7.2.4'), /include each other more than 16 levels deep/);
});

test('an included file that is missing is named', async () => {
  const error = await refused('include /etc/none.conf\n');
  assert.equal(
    formatConfigError(error, '7.2.4'),
    "Fatal error, can't open config file '/etc/none.conf': No such file or directory",
  );
});

test('an error says where, in an included file too', async () => {
  const error = await refused({
    files: {
      '/etc/redis.conf': 'port 1\ninclude /etc/more.conf\n',
      '/etc/more.conf': '\n\nport x\n',
    },
  });
  assert.equal(
    formatConfigError(error, '7.2.4'),
    "\n*** FATAL CONFIG FILE ERROR (Redis 7.2.4) ***\nReading the configuration file, at line 3\n>>> 'port x'\nargument couldn't be parsed into an integer\n(in the included file /etc/more.conf)\n",
  );
});

test('a user line that looks like an account of the system is said', async () => {
  const { warnings } = await loaded('save ""\nuser redis\nuser ann on nopass\n');
  assert.deepEqual(
    warnings.map(({ message }) => message.slice(0, 22)),
    ['The line "user redis" '],
  );
});

test('two directives in one line are told that they need two', async () => {
  const hint = /Each directive needs a line of its own: (unixsocketperm|rename-command)/;
  for (const line of [
    'unixsocket /run/x unixsocketperm 700',
    'rename-command A "" rename-command B ""',
  ])
    assert.match(formatConfigError(await refused(line), '7.2.4'), hint);
  assert.doesNotMatch(formatConfigError(await refused('port 1 2'), '7.2.4'), /line of its own/);
});

test('relative names begin in dir from the line that sets it', async () => {
  const { settings } = await loaded({
    files: { '/etc/redis.conf': 'dir /data\ninclude more.conf\n', '/data/more.conf': 'port 9\n' },
  });
  assert.equal(settings.listen.port, 9);
  assert.equal(settings.persistence.dir, '/data');
  assert.equal((await loaded('port 1')).settings.persistence.dir, '/work');
  assert.equal(await reasonFor('dir /nowhere'), 'No such file or directory');
});

test('users and renames are kept for the parts that know them', async () => {
  const { users, renames } = await loaded('user ann on >pw ~* +@all\nrename-command FLUSHALL ""\n');
  assert.deepEqual(
    users.map(({ words }) => words),
    [['ann', 'on', '>pw', '~*', '+@all']],
  );
  assert.deepEqual(
    renames.map(({ words }) => words),
    [['FLUSHALL', '']],
  );
});

test('what Casemate cannot do is refused by name', async () => {
  assert.match(await reasonFor('appendonly yes'), /appendonly is not available yet/);
  assert.match(await reasonFor('replicaof localhost 6379'), /replicaof is not available yet/);
  assert.match(await reasonFor('slaveof localhost 6379'), /replicaof is not available yet/);
  assert.match(await reasonFor('cluster-enabled yes'), /cluster-enabled is not supported/);
  assert.match(await reasonFor('loadmodule /x.so'), /loadmodule is refused/);
  assert.match(await reasonFor('sentinel'), /does not run as a Sentinel/);
  assert.match(await reasonFor('search.timeout 5'), /loads no native modules/);
  await loaded('appendonly no\nreplicaof no one\ncluster-enabled no\nlua-replicate-commands yes\n');
});

test('data-dir is an argument: a file that holds it was found without it', async () => {
  const error = await refused('data-dir /var/lib/casemate');
  assert.ok(error.kind === 'line' && error.line === 1);
  assert.match(error.reason, /data-dir is an argument/);
  const { settings } = await loaded({
    files: { '/etc/redis.conf': '' },
    words: ['/etc/redis.conf', '--data-dir', '/x'],
  });
  assert.equal(settings.persistence.dataDir, '/x');
});

test('directives without effect are accepted, and said when they were given a value of their own', async () => {
  const { warnings } = await loaded(
    'io-threads 4\nio-threads-do-reads no\nsave ""\njemalloc-bg-thread yes\n',
  );
  assert.deepEqual(
    warnings.map(({ name }) => name),
    ['io-threads'],
  );
  assert.deepEqual(
    (await loaded('port 1')).warnings.map(({ name }) => name),
    ['save'],
  );
});

test('no secret stands in an error', async () => {
  for (const line of [
    'requirepass two words',
    'masterauth "open',
    'user ann >pw "open',
    '"requirepass" a b',
  ]) {
    const error = await refused(line);
    assert.equal(error.kind, 'line');
    assert.match(error.text, /^\w+ \(redacted\)$/, line);
  }
});

test('a NUL ends a line as it ends the string in C', async () => {
  const { settings } = await loaded('port 7000\0 and more\n');
  assert.equal(settings.listen.port, 7000);
});
