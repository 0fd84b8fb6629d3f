import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Settings } from '../../settings/settings.ts';
import { honourOf, type Option } from '../option.ts';
import { defaultOf } from '../option-kinds.ts';
import { splitArguments } from '../split-arguments.ts';
import { namesOf, OPTIONS } from './options.ts';

/** Valkey 8's own directives and names, taken from its CONFIG GET. */
const VALKEY_NAMES = `availability-zone cluster-announce-client-ipv4 cluster-announce-client-ipv6 cluster-blacklist-ttl
  cluster-ping-interval cluster-slot-stats-enabled debug-context dual-channel-replication-enabled enable-debug-assert
  events-per-io-thread extended-redis-compatibility hide-user-data-from-log log-format log-timestamp-format
  max-new-connections-per-cycle max-new-tls-connections-per-cycle prefetch-batch-max-size primaryauth primaryuser
  unixsocketgroup`;

const named = (name: string): Option => namesOf(OPTIONS).get(name)?.option ?? assert.fail(name);

test('no name is used twice', () => {
  const names = OPTIONS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.equal(name, name.toLowerCase());
});

test("Valkey 8's own directives are known", () => {
  for (const name of VALKEY_NAMES.split(/\s+/)) named(name);
});

test('every row says what it is about, and why when nothing happens', () => {
  for (const option of OPTIONS) {
    assert.match(option.doc, /^[A-Z`].*\.$/, option.name);
    if (honourOf(option) === 'accepted')
      assert.match(option.noEffect ?? '', /^[A-Za-z`].*\.$/, option.name);
    if (honourOf(option) === 'refused')
      assert.match(option.refused ?? '', /^[A-Z`].*\.$/, option.name);
  }
});

/** Values to try on every row: some fit each kind. */
const anyValue = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    'default',
    'nosave force',
    '0',
    '1',
    '-1',
    '512',
    '10%',
    '64mb',
    '777',
    '',
    '900 1',
    'Kg$',
    '2147483647',
  ),
  fc.constantFrom(
    'normal 1 2 3 slave 1kb 2kb 4',
    '50 99.5',
    '0 100 200',
    '127.0.0.1 -::1',
    'no one',
    'TLSv1.2',
    'a b',
  ),
  fc.constantFrom(
    'allkeys-lru',
    'debug',
    'local3',
    'optional',
    'swapdb',
    'relative',
    'always',
    'close',
    'clients',
  ),
  fc.integer().map(String),
  fc.string(),
  fc.string({ unit: 'binary' }),
);

test('what CONFIG GET prints reads back to the same, and a refused value changes nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...OPTIONS), anyValue, (option, value) => {
      const settings = new Settings();
      const before = option.get(settings);
      const words = option.multi ? (value === '' ? [] : value.split(' ')) : [value];
      if (option.set(settings, words, 'live') !== undefined) {
        assert.equal(option.get(settings), before, option.name);
        return;
      }
      const printed = option.get(settings);
      // No primary prints as nothing, which only a file without the line says.
      if (option.name === 'replicaof') return;
      const again = new Settings();
      const words2 = option.multi ? (printed === '' ? [] : printed.split(' ')) : [printed];
      assert.equal(option.set(again, words2, 'live'), undefined, `${option.name} ${printed}`);
      assert.equal(option.get(again), printed, option.name);
    }),
    { numRuns: 3000 },
  );
});

test('what CONFIG REWRITE writes reads back to the same', () => {
  fc.assert(
    fc.property(fc.constantFrom(...OPTIONS), anyValue, (option, value) => {
      const settings = new Settings();
      const words = option.multi ? (value === '' ? [] : value.split(' ')) : [value];
      if (option.set(settings, words, 'live') !== undefined) return;
      const again = new Settings();
      if (option.name === 'save') again.persistence.savePoints = [];
      for (const { text } of option.rewrite(settings, option.name)) {
        const [name, ...rest] = splitArguments(text) ?? assert.fail(text);
        assert.equal(name, option.name);
        assert.equal(option.set(again, rest, 'file'), undefined, text);
      }
      if (option.rewrite(settings, option.name).length === 0) return;
      assert.equal(option.get(again), option.get(settings), option.name);
    }),
    { numRuns: 3000 },
  );
});

test('a rewritten default needs no line, and a directive without lines is at its default', () => {
  for (const option of OPTIONS) {
    const lines = option.rewrite(new Settings(), option.name);
    const always = ['dir', 'save', 'latency-tracking-info-percentiles'];
    if (!always.includes(option.name))
      assert.ok(
        lines.every(({ forced }) => !forced),
        option.name,
      );
    if (lines.length === 0)
      assert.ok(defaultOf(option) === '' || option.name === 'bind', option.name);
  }
});

test('bounds are said in the words of the type they come from', () => {
  const complaint = (name: string, value: string): string | undefined =>
    named(name).set(new Settings(), [value], 'live');
  assert.equal(
    complaint('maxclients', '-1'),
    'argument must be between 1 and 4294967295 inclusive',
  );
  assert.equal(complaint('unixsocketperm', '1000'), 'argument must be between 0 and 777 inclusive');
  assert.equal(complaint('unixsocketperm', '9'), "argument couldn't be parsed as an octal number");
  assert.equal(
    complaint('maxmemory-clients', '101%'),
    'percentage argument must be less or equal to 100',
  );
  assert.equal(complaint('maxmemory-clients', 'x'), 'argument must be a memory or percent value');
  assert.equal(
    complaint('timeout', '2147483648'),
    'argument must be between 0 and 2147483647 inclusive',
  );
  assert.equal(complaint('maxmemory', '-1'), 'argument must be a memory value');
});

test('the greatest numbers print as themselves', () => {
  const settings = new Settings();
  for (const [name, value] of [
    ['slowlog-log-slower-than', '9223372036854775807'],
    ['maxmemory', '18446744073709551615'],
    ['maxmemory', '9007199254740991'],
  ] as const) {
    assert.equal(named(name).set(settings, [value], 'live'), undefined);
    assert.equal(named(name).get(settings), value);
  }
});

test('hz is capped and letters of events keep their order', () => {
  const settings = new Settings();
  named('hz').set(settings, ['0'], 'live');
  assert.equal(settings.keyspace.hz, 1);
  named('notify-keyspace-events').set(settings, ['mEKA'], 'live');
  assert.equal(named('notify-keyspace-events').get(settings), 'AKEm');
  named('notify-keyspace-events').set(settings, ['nd$gE'], 'live');
  assert.equal(named('notify-keyspace-events').get(settings), 'g$dnE');
});

test('insecure-allow takes only names that exist', () => {
  const settings = new Settings();
  assert.match(
    named('insecure-allow').set(settings, ['everything'], 'file') ?? '',
    /'everything' is nothing/,
  );
  assert.equal(named('insecure-allow').set(settings, ['open-to-the-world'], 'file'), undefined);
  assert.ok(settings.security.insecureAllow.has('open-to-the-world'));
});
