import assert from 'node:assert/strict';
import { quoteBytes, toLatin1 } from '../../src/base/bytes.ts';
import { splitQuotedWords } from '../../src/base/quoted-words.ts';
import { parseServerUrl } from '../../src/cli/client/server-url.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { formatConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { ConfigDisk } from '../support/config-disk.ts';
import { fuzz } from './fuzz.ts';

/** The second file is what the first may include; each file ends at a form feed. */
const FILES: readonly string[] = [
  'port 7000\nbind 127.0.0.1 -::1\nrequirepass "a b\\x41"\nmaxmemory 100mb\nsave 900 1 300 10\n\f',
  'include /etc/other.conf\nuser alice on >x ~* +@all\n\fport 7001\nrename-command GET "G E T"\n',
  'include /etc/*.conf\n\finclude /etc/redis.conf\n',
  "client-output-buffer-limit normal 0 0 0 pubsub 32mb 8mb 60\nloglevel 'notice'\ndir /tmp\n\f",
  'tls-port 7002\ntls-auth-clients optional\ntls-protocols "TLSv1.2 TLSv1.3"\nunixsocketperm 700\n\f',
  'notify-keyspace-events KEA\nmaxmemory-policy allkeys-lru\nappendonly no # not a comment\n\f',
  'acl-pubsub-default resetchannels\ndatabases 16\nhz 10\nproc-title-template {title} {listen-addr}\n\f',
];
const WORDS: readonly string[] = [
  ...['\n', '\r\n', ' ', '\t', '"', "'", '\\', '\\x', '#', '\0', '\xff', '\f', '--', '%', '{'],
  ...['include ', '/etc/other.conf', '*', '..', 'user ', 'rename-command ', '18446744073709551616'],
  ...['-1', '1gb', '1e9', 'yes', 'no', 'maxclients ', 'save ""', 'listen ', 'aclfile '],
];

fuzz({
  name: 'any text is a configuration or an error of one line, whatever it includes',
  samples: FILES,
  words: WORDS,
  async check(bytes) {
    const [main = '', other = ''] = toLatin1(bytes).split('\f');
    const disk = new ConfigDisk({
      '/etc/redis.conf': main,
      '/etc/other.conf': other,
      '/work/file': '',
    });
    const source = { ...parseCommandLine(['/etc/redis.conf']), workingDirectory: '/work' };
    const result = await loadConfig(source, disk);
    if (result.ok) return;
    const text = formatConfigError(result.error, '7.2.4');
    assert.equal(typeof text, 'string');
    if (result.error.kind === 'line') assert.doesNotMatch(result.error.text, /\n/);
  },
});

fuzz({
  name: 'the words of any line, quoted, are the same words',
  samples: ['a "b c" \'d\\\'e\' "\\x41\\n" f"g"', 'SET k ""', '  a\t b  ', '"unbalanced'],
  words: ['"', "'", '\\', '\\x', '\\"', ' ', '\t', '\0', '\v'],
  check(bytes) {
    const words = splitQuotedWords(bytes);
    if (words === undefined) return;
    const line = Buffer.from(words.map(quoteBytes).join(' '), 'latin1');
    assert.deepEqual(splitQuotedWords(line), words);
  },
});

fuzz({
  name: 'any arguments and any URL are read or refused',
  samples: [
    '/etc/redis.conf\n--port\n7000\n--save\n--bind 127.0.0.1',
    '-\n--requirepass\n"a b"',
    'redis://user:p%40ss@[::1]:6379/3',
    'unix:///tmp/a.sock?db=1',
    'rediss://host',
  ],
  words: ['\n', '--', '-', '"', '%', '%zz', '[', ']', ':', '@', '/', '?', '#', '999999999999'],
  check(bytes) {
    const text = toLatin1(bytes);
    const { optionsText } = parseCommandLine(text.split('\n'));
    assert.equal(typeof optionsText, 'string');
    const url = parseServerUrl(text);
    if (url?.port !== undefined) assert.ok(url.port >= 0 && url.port <= 65_535);
    if (url?.database !== undefined) assert.ok(Number.isSafeInteger(url.database));
  },
});
