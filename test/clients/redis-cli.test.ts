import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { lastly } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { needsPeer } from '../support/peer.ts';
import { type SecureServer, startSecureServer } from '../support/secure-server.ts';

const run = promisify(execFile);

interface Tool {
  readonly server: SecureServer;
  /** Runs it with these words and gives what it printed. */
  readonly say: (...words: readonly string[]) => Promise<string>;
  readonly start: (...words: readonly string[]) => ChildProcess;
}

/** One of Debian's programs, logged in over TCP. */
async function tool(context: TestContext, name: string): Promise<Tool | undefined> {
  const program = needsPeer(context, name, 'apt-get install redis-tools');
  if (program === undefined) return undefined;
  const server = await startSecureServer(context);
  const env = { ...process.env, REDISCLI_AUTH: server.password };
  const login = ['--user', 'admin', '-p', String(server.port)];
  return {
    server,
    say: async (...words) => {
      const { stdout } = await run(program, [...login, ...words], { env, timeout: 60_000 });
      return stdout;
    },
    start: (...words) => {
      const child = spawn(program, [...login, ...words], { env, stdio: 'pipe' });
      lastly(context, () => child.kill('SIGKILL'));
      return child;
    },
  };
}

test('redis-cli: TCP, TLS, Unix socket, RESP3, other users and databases', async (context) => {
  const cli = await tool(context, 'redis-cli');
  if (cli === undefined) return;
  const { say, server } = cli;
  assert.equal(await say('PING'), 'PONG\n');
  assert.equal(await say('--no-auth-warning', '-a', server.password, 'PING'), 'PONG\n');
  const tls = ['-p', String(server.tlsPort), '--tls', '--cacert', server.authority];
  assert.equal(await say(...tls, 'PING'), 'PONG\n');
  assert.equal(await say('-s', server.socket, 'ACL', 'WHOAMI'), 'admin\n');
  assert.equal(await say('-3', '--json', 'CONFIG', 'GET', 'maxmemory'), '{"maxmemory":"0"}\n');
  assert.match(await say('-3', 'HELLO'), /^version 7\.2\.4$/m);
  await say('ACL', 'SETUSER', 'ann', 'on', '>ann-has-a-long-password', '~*', '+get', '+command');
  assert.equal(
    await say(
      '--user',
      'ann',
      '--pass',
      'ann-has-a-long-password',
      '--no-auth-warning',
      'GET',
      'x',
    ),
    '\n',
  );
  await assert.rejects(
    say('-e', '--user', 'ann', '--pass', 'ann-has-a-long-password', 'SET', 'x', '1'),
    /NOPERM/,
  );
  assert.equal(await say('-n', '3', 'SET', 'in', 'three'), 'OK\n');
  assert.equal(await say('-n', '3', 'KEYS', '*'), 'in\n');
  assert.equal(await say('DBSIZE'), '0\n');
  assert.match(await say('-h', '127.0.0.1', 'COMMAND', 'DOCS', 'get'), /Returns|Get/);
});

test('redis-cli: pipes, mass insertion and standard input', async (context) => {
  const cli = await tool(context, 'redis-cli');
  if (cli === undefined) return;
  const pipe = cli.start('--pipe');
  const request = (i: number): string => `*3\r\n$3\r\nSET\r\n$8\r\nkey:${1000 + i}\r\n$1\r\nx\r\n`;
  pipe.stdin?.end(Array.from({ length: 5000 }, (_, i) => request(i)).join(''));
  assert.match(await saidBy(pipe), /errors: 0, replies: 5000/);
  assert.equal(await cli.say('DBSIZE'), '5000\n');
  const lines = cli.start();
  lines.stdin?.end('SET "a b" \'c\'\nGET "a b"\nINCR "a b"\n');
  assert.match(await saidBy(lines), /^OK\nc\nERR value is not an integer or out of range\n/);
  const value = cli.start('-x', 'SET', 'from-stdin');
  value.stdin?.end('whole\ninput');
  await saidBy(value);
  assert.equal(await cli.say('GET', 'from-stdin'), 'whole\ninput\n');
});

test('redis-cli: --scan, --bigkeys and --stat', async (context) => {
  const cli = await tool(context, 'redis-cli');
  if (cli === undefined) return;
  await cli.say('MSET', 'a:1', 'x', 'a:2', 'y'.repeat(1000), 'b:1', 'z');
  const scanned = await cli.say('--scan', '--pattern', 'a:*');
  assert.deepEqual(scanned.trim().split('\n').sort(), ['a:1', 'a:2']);
  const big = await cli.say('--bigkeys');
  assert.match(big, /Biggest string found '"a:2"' has 1000 bytes/);
  assert.match(big, /3 strings with 1002 bytes/);
  const stat = cli.start('--stat', '-i', '0.05');
  let said = '';
  stat.stdout?.on('data', (part: Buffer) => (said += part.toString()));
  await eventually(() => /\n3 +\d+\.\d+[KM] +\d+ +0 +\d+ \(\+\d+\) +\d+/.test(said), said);
});

test('redis-cli: the interactive client’s own calls and --latency', async (context) => {
  const cli = await tool(context, 'redis-cli');
  if (cli === undefined) return;
  assert.match(await cli.say('-3', 'COMMAND', 'DOCS'), /acl setuser|getex/i);
  assert.match(await cli.say('INFO', 'server'), /redis_version:7\.2\.4/);
  assert.match(await cli.say('--latency', '--raw', '-i', '0.1'), /^\d+ \d+ \d+\.\d+ \d+\n/);
  assert.match(await cli.say('CLIENT', 'INFO'), /user=admin/);
});

test('redis-benchmark: SET, GET, INCR, MSET and PING over TCP, TLS and RESP3', async (context) => {
  const bench = await tool(context, 'redis-benchmark');
  if (bench === undefined) return;
  const { server } = bench;
  const login = ['-a', server.password];
  const short = [...login, '-n', '2000', '-c', '10', '--csv', '-t', 'set,get,incr,mset,ping'];
  const tls = ['-p', String(server.tlsPort), '--tls', '--cacert', server.authority];
  for (const way of [[], ['-P', '16'], ['-3'], tls, ['-s', server.socket], ['--threads', '2']]) {
    const said = await bench.say(...short, ...way);
    const lines = said.split('\n').filter((line) => /^"[A-Z]/.test(line));
    assert.ok(lines.length >= 6, said);
    for (const line of lines) assert.ok(Number(line.split('","')[1]) > 0, line);
  }
  assert.doesNotMatch(server.program.output, /Internal error/);
});

async function saidBy(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout?.on('data', (part: Buffer) => (said += part.toString()));
  await once(child, 'close');
  return said;
}
