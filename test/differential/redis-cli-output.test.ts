import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { runClient } from '../../src/cli/client/run-client.ts';
import { FakeClientWorld } from '../support/fake-client-world.ts';
import { freePort } from '../support/free-port.ts';
import { needsPeer } from '../support/peer.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

interface Case {
  readonly argv: readonly string[];
  readonly input?: string;
}

interface Printed {
  readonly output: string;
  readonly errors: string;
  readonly code: number | null;
}

/** What both clients find: every type, names and values with odd bytes, and something that expires. */
const DATA: readonly (readonly string[])[] = [
  ['FLUSHALL'],
  ['SET', 'word', 'value'],
  ['SET', 'empty', ''],
  ['SET', 'number', '41'],
  ['SET', 'odd "name"', 'é"\n\t\\\u0001x'],
  ['RPUSH', 'list', 'a', 'b,c', 'd'],
  ['RPUSH', 'long', ...Array.from({ length: 12 }, (_, index) => `item-${String(index)}`)],
  ['SADD', 'set', 'only'],
  ['HSET', 'hash', 'field', 'value', 'other', 'é'],
  ['ZADD', 'zset', '1.5', 'one', '-7', 'two'],
  ['XADD', 'stream', '1-1', 'f', 'v', 'g', 'w'],
  ['XADD', 'stream', '2-1', 'f', 'x'],
];

class Pair {
  readonly #redisCli: string;
  readonly #server: RedisServer;

  private constructor(redisCli: string, server: RedisServer) {
    this.#redisCli = redisCli;
    this.#server = server;
  }

  static async start(
    context: TestContext,
    lines: readonly string[] = [],
  ): Promise<Pair | undefined> {
    const redisCli = needsPeer(context, 'redis-cli', 'apt-get install redis-tools');
    // On a busy machine any call may be a slow one; keys are as hot after a minute as they were.
    const steady = ['slowlog-log-slower-than -1', 'lfu-decay-time 0'];
    const server = await startRedisServer(context, [...steady, ...lines]);
    return redisCli === undefined || server === undefined ? undefined : new Pair(redisCli, server);
  }

  async fill(): Promise<void> {
    const client = await this.#server.connect();
    for (const [name = '', ...words] of DATA) await client.call(name, ...words);
    // redis-server moves its table a bucket for each lookup; till all have moved, two scans may differ in their order.
    for (let lookup = 0; lookup < 64; lookup++) await client.call('EXISTS', 'word');
  }

  theirs({ argv, input = '' }: Case): Printed {
    const all = ['-p', String(this.#server.port), ...argv];
    const ran = spawnSync(this.#redisCli, all, { input, encoding: 'latin1' });
    return { output: ran.stdout, errors: ran.stderr, code: ran.status };
  }

  async ours({ argv, input = '' }: Case): Promise<Printed> {
    const world = new FakeClientWorld({ input });
    const code = await runClient(['-p', String(this.#server.port), ...argv], world);
    return { output: world.printed, errors: world.complaints, code };
  }

  /** The same words go to both, on the same data; all that they print must be equal. */
  async same(each: Case): Promise<void> {
    await this.fill();
    const theirs = this.theirs(each);
    await this.fill();
    assert.deepEqual(await this.ours(each), theirs, JSON.stringify(each));
  }
}

const FORMATS: readonly (readonly string[])[] = [
  [],
  ['--raw'],
  ['--no-raw'],
  ['--csv'],
  ['--json'],
  ['--quoted-json'],
  ['-3'],
  ['-3', '--no-raw'],
  ['-3', '--csv'],
  ['-2', '--json'],
  ['-d', ';', '-D', '|\n'],
  ['-d', '', '-D', ''],
];

const COMMANDS: readonly (readonly string[])[] = [
  ['PING'],
  ['PING', 'a b'],
  ['GET', 'word'],
  ['GET', 'none'],
  ['GET', 'empty'],
  ['INCR', 'number'],
  ['LRANGE', 'list', '0', '-1'],
  ['LRANGE', 'long', '0', '-1'],
  ['LRANGE', 'none', '0', '-1'],
  ['MGET', 'word', 'none', 'number'],
  ['SMEMBERS', 'set'],
  ['HGETALL', 'hash'],
  ['HGETALL', 'none'],
  ['ZRANGE', 'zset', '0', '-1', 'WITHSCORES'],
  ['ZSCORE', 'zset', 'one'],
  ['XRANGE', 'stream', '-', '+'],
  ['XREAD', 'STREAMS', 'stream', '0'],
  ['XINFO', 'STREAM', 'stream'],
  ['TYPE', 'list'],
  ['OBJECT', 'ENCODING', 'number'],
  ['CONFIG', 'GET', 'maxmemory*'],
  ['COMMAND', 'INFO', 'get'],
  ['COMMAND', 'DOCS', 'get'],
  ['EVAL', "return {1,{2,{'x',{}}},false}", '0'],
  ['CLIENT', 'NO-EVICT', 'on'],
  ['SLOWLOG', 'GET'],
  ['ACL', 'GETUSER', 'default'],
];

test('every format prints every kind of reply as redis-cli does', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  for (const format of FORMATS) {
    for (const command of COMMANDS) await pair.same({ argv: [...format, ...command] });
  }
  for (const format of FORMATS.filter((each) => !each.includes('--quoted-json'))) {
    await pair.same({ argv: [...format, 'GET', 'odd "name"'] });
  }
  // redis-cli ends the string at its first quote; what ours prints can be parsed.
  const argv = ['--quoted-json', 'ECHO', 'é"'];
  assert.equal(pair.theirs({ argv }).output, String.raw`"\\xc3\\xa9\\""` + '\n');
  assert.equal((await pair.ours({ argv })).output, String.raw`"\\xc3\\xa9\\\""` + '\n');
});

test('texts for people are printed as they are, but in JSON as JSON', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  const texts = [
    ['MEMORY', 'DOCTOR'],
    ['LATENCY', 'DOCTOR'],
    ['LOLWUT', 'VERSION', '99'],
    ['CLUSTER', 'INFO'],
    ['INFO', 'keyspace'],
  ];
  for (const format of FORMATS) {
    for (const command of texts) {
      if (format.some((each) => each.includes('json'))) continue;
      await pair.same({ argv: [...format, ...command] });
    }
  }
  const argv = ['--json', 'INFO', 'keyspace'];
  assert.match((await pair.ours({ argv })).output, /^"# Keyspace\\r\\n.*"\n$/);
});

test('errors are printed as by redis-cli, but in JSON they are an object of ours', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  const failing = [
    ['NOSUCH', 'a'],
    ['GET'],
    ['EXEC'],
    ['CLUSTER', 'INFO'],
    ['EVAL', "return {1,redis.error_reply('MY error')}", '0'],
  ];
  for (const format of FORMATS) {
    if (format.some((each) => each.includes('json'))) continue;
    for (const command of failing) {
      await pair.same({ argv: [...format, ...command] });
      await pair.same({ argv: [...format, '-e', ...command] });
    }
  }
  assert.match(pair.theirs({ argv: ['--json', 'GET'] }).output, /^error:"ERR wrong/);
  assert.match((await pair.ours({ argv: ['--json', 'GET'] })).output, /^\{"error":"ERR wrong/);
});

test('arguments come from the command line and from standard input as in redis-cli', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  for (const each of [
    { argv: ['-x', 'SET', 'key'], input: 'a\n\0\xffb\n' },
    { argv: ['-x', 'ECHO'], input: 'one\ntwo\n' },
    { argv: ['-X', 'tag', 'SETRANGE', 'key', '2', 'tag'], input: 'value' },
    { argv: ['-X', 'tag', 'ECHO', 'tag'], input: '\xe9\n' },
    { argv: ['--quoted-input', 'ECHO', String.raw`"a\x00\xff\n"`] },
    { argv: ['ECHO', '-n'] },
    { argv: ['ECHO', '--raw'] },
    { argv: ['DECRBY', 'number', '-1'] },
    { argv: ['--no-raw', 'ECHO', 'é ∞'] },
    { argv: ['-n', '3', 'CLIENT', 'GETNAME'] },
    { argv: ['-n', '3', 'DBSIZE'] },
    { argv: ['-r', '3', 'INCR', 'number'] },
    { argv: ['-r', '2', '-i', '0.01', 'INCR', 'number'] },
    { argv: ['-r', '2', 'NOSUCH'] },
    { argv: ['-e', '-r', '2', 'NOSUCH'] },
    { argv: ['-2', 'HGETALL', 'hash'] },
    { argv: ['-3', '--json', 'HGETALL', 'hash'] },
  ]) {
    await pair.same(each);
  }
});

test('lines of standard input are run as by redis-cli', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  const input = String.raw`
SET a "x\x00\xff\"" EX 100
GET a
  GET   'its'
INCR number
3 INCR number
+2 INCR number
nosuch
SELECT 2
DBSIZE
MULTI
PING
SELECT 0
EXEC
DBSIZE
CLIENT GETNAME
clear
EXEC
HELLO 3
HGETALL hash
RESET
SUBSCRIBE
quit
PING never
`;
  for (const format of FORMATS.filter((each) => !each.some((flag) => flag.includes('json')))) {
    // HELLO tells the number of the connection; SUBSCRIBE in CSV is below.
    const without = input
      .replace('HELLO 3\n', '')
      .replace('SUBSCRIBE\n', format.includes('--csv') ? '' : 'SUBSCRIBE\n');
    await pair.same({ argv: format, input: without });
  }
  // What the client itself says goes to the error output in ours, so that it is in nobody's data.
  const wrong = { argv: [], input: '"unbalanced\nPING\n' };
  assert.equal(pair.theirs(wrong).output, 'Invalid argument(s)\nPONG\n');
  const { output, errors } = await pair.ours(wrong);
  assert.deepEqual([output, errors], ['PONG\n', 'Invalid argument(s)\n']);
  await pair.same({ argv: [], input: 'PING' });
  await pair.same({ argv: [], input: '' });
  await pair.same({ argv: ['--no-raw'], input: 'exit\nPING\n' });
});

test('messages are printed as by redis-cli', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  for (const format of [[], ['--no-raw'], ['-3', '--no-raw'], ['--raw']]) {
    await pair.same({ argv: [...format, 'SUBSCRIBE'] });
    await pair.same({ argv: format, input: 'MULTI\nSUBSCRIBE\nDISCARD\nPING\n' });
  }
  // redis-cli says "Reading messages..." there, too, so that no program can read what follows.
  for (const format of [['--csv'], ['--json']]) {
    const each = { argv: [...format, 'SUBSCRIBE'] };
    assert.match(pair.theirs(each).output, /^Reading messages/);
    assert.doesNotMatch((await pair.ours(each)).output, /Reading/);
  }
});

test('requests are sent as they are by --pipe, and counted', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  for (const input of [
    'SET k 1\r\nINCR k\r\n',
    '*2\r\n$4\r\nINCR\r\n$1\r\nk\r\n'.repeat(1000),
    'SET k 1\r\nNOSUCH\r\nINCR word\r\n',
    'PING',
    '',
  ]) {
    await pair.same({ argv: ['--pipe'], input });
  }
  const silent = {
    argv: ['--pipe', '--pipe-timeout', '1'],
    input: '*2\r\n$4\r\nECHO\r\n$100000\r\nab',
  };
  assert.deepEqual(await pair.ours(silent), pair.theirs(silent));
});

test('keys are listed and measured as by redis-cli', async (context) => {
  const pair = await Pair.start(context);
  if (pair === undefined) return;
  await pair.fill();
  // Keys and types come in the order of hash tables.
  const sorted = ({ output, errors, code }: Printed): unknown => {
    return { lines: output.split('\n').sort(), errors, code };
  };
  for (const argv of [
    ['--scan'],
    ['--scan', '--no-raw'],
    ['--scan', '--csv'],
    ['--scan', '--json'],
    ['--scan', '--pattern', '*l*'],
    ['--scan', '--quoted-pattern', String.raw`"odd \x22*"`],
    ['--scan', '-i', '0.01'],
    ['--scan', '-n', '4'],
    ['--bigkeys'],
    ['--bigkeys', '-n', '5'],
    ['--bigkeys', '--pattern', '*s*'],
    ['--memkeys'],
    ['--memkeys-samples', '0'],
    ['--hotkeys'],
  ]) {
    assert.deepEqual(
      sorted(await pair.ours({ argv })),
      sorted(pair.theirs({ argv })),
      argv.join(' '),
    );
  }
  assert.equal((await pair.ours({ argv: ['--scan', '--type', 'zset'] })).output, 'zset\n');
  assert.equal(
    (await pair.ours({ argv: ['--scan', '--count', '1'] })).output.split('\n').length,
    11,
  );
});

test('hot keys are found as by redis-cli', async (context) => {
  const pair = await Pair.start(context, ['maxmemory-policy allkeys-lfu', 'lfu-log-factor 0']);
  if (pair === undefined) return;
  await pair.fill();
  const input = `${'GET word\n'.repeat(20)}${'GET number\n'.repeat(10)}${'LLEN list\n'.repeat(15)}`;
  await pair.ours({ argv: [], input });
  const argv = ['--hotkeys'];
  assert.deepEqual(await pair.ours({ argv }), pair.theirs({ argv }));
});

test('where nobody listens, every way of use ends with a sentence and without success', async (context) => {
  const redisCli = needsPeer(context, 'redis-cli', 'apt-get install redis-tools');
  if (redisCli === undefined) return;
  const port = String(await freePort());
  const ways = [['PING'], ['--scan'], ['--pipe'], ['--stat'], ['--latency'], ['--bigkeys']];
  for (const argv of ways) {
    const asked = ['-p', port, ...argv];
    const theirs: number | null = spawnSync(redisCli, asked, { input: '' }).status;
    const world = new FakeClientWorld({});
    const code = await runClient(['-p', port, ...argv], world);
    // redis-cli gives 1; ours tells wrong use (2) from nobody there (3), as all of casemate's commands do.
    assert.deepEqual([theirs, code], [1, 3], argv.join(' '));
    assert.match(world.complaints, /^Could not connect to 127\.0\.0\.1:\d+: Connection refused\n$/);
  }
});
