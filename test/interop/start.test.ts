import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { casemateArguments, REPOSITORY } from '../support/casemate-server.ts';
import { connectTo, startDropIn } from '../support/drop-in.ts';
import { freePort } from '../support/free-port.ts';
import { needsPeer } from '../support/peer.ts';
import { Program, workFolder } from '../support/program.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const FAILED = { code: 1, signal: null };

/** One that ends by itself: what it says and its exit code. */
function run(
  words: readonly string[],
  input = '',
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, casemateArguments(...words), {
    cwd: REPOSITORY,
    encoding: 'utf8',
    input,
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

test('start: the words of --version and --help', () => {
  for (const flag of ['--version', '-v']) {
    const { code, out } = run([flag]);
    assert.equal(code, 0);
    assert.match(out, /^Redis server v=7\.2\.\d+ sha=\S+ malloc=\S+ bits=64 build=\S+\n$/);
  }
  const { code, out } = run(['--help']);
  assert.equal(code, 0);
  assert.match(out, /^Usage: casemate /);
});

test('start: errors of a configuration end it as they end redis-server', async (context) => {
  const redis = needsPeer(context, 'redis-server', 'apt-get install redis-server');
  if (redis === undefined) return;
  const folder = await workFolder(context);
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const good = write('good.conf', 'port 0\nsave ""\n');
  const cases: readonly (readonly string[])[] = [
    [write('a.conf', 'port 0\n\n# comment\nmaxclients abc\n')],
    [write('b.conf', 'port 0\nnonsense x\n')],
    [write('c.conf', 'port 0\nsave "900 1\n')],
    [write('d.conf', 'port 1 2\n')],
    [write('e.conf', 'maxmemory-policy sometimes\n')],
    [write('f.conf', `dir ${folder}/none\n`)],
    [good, '--nonsense', 'x'],
    [good, '--port'],
    [good, '--appendonly', 'perhaps'],
  ];
  for (const words of cases) {
    const theirs: SpawnSyncReturns<string> = spawnSync(redis, words, {
      encoding: 'utf8',
      timeout: 60_000,
    });
    const ours = run(words);
    assert.equal(ours.code, theirs.status, words.join(' '));
    const withoutVersion = (text: string): string => text.replace(/Redis \d+\.\d+\.\d+/, 'Redis');
    assert.equal(withoutVersion(ours.err).trim(), withoutVersion(theirs.stderr).trim());
  }
  const missing = run([path.join(folder, 'none.conf')]);
  assert.equal(missing.code, 1);
  assert.match(
    missing.err + missing.out,
    /Fatal error, can't open config file '.*none\.conf': No such file or directory/,
  );
});

test('start: a wrong flag is refused before the secure mode has made anything', async (context) => {
  const data = path.join(await workFolder(context), 'data');
  const { code, err } = run(['--data-dir', data, '--prot', '31060']);
  assert.equal(code, 1);
  assert.match(err, /'prot "31060"'\nBad directive/);
  assert.ok(!existsSync(data));
});

test('start: the lines that supervisors and test harnesses wait for', async (context) => {
  const { program, client } = await startDropIn(context, ['always-show-logo yes']);
  await program.ready();
  assert.match(program.stdout, new RegExp(` PID: ${program.pid}\n`));
  for (const line of ['Configuration loaded', 'Server initialized', 'Ready to accept connections'])
    assert.match(program.stdout, new RegExp(`^${program.pid}:M [^*#]+[*#] ${line}`, 'm'));
  assert.equal(await (await client()).call('PING'), 'PONG');
  const info = await textReply(await client(), 'INFO', 'server');
  assert.match(info, new RegExp(`process_id:${program.pid}\r`));
});

test('start: the configuration from standard input, with arguments that override it', async (context) => {
  const port = await freePort();
  const program = Program.start(context, {
    args: ['-', '--maxclients', '77'],
    standardInput: `port ${port}\nbind 127.0.0.1\nsave ""\nmaxclients 55\n`,
  });
  await program.ready();
  const client = await connectTo(context, port);
  assert.deepEqual(await client.call('CONFIG', 'GET', 'maxclients'), ['maxclients', '77']);
  await assert.rejects(client.call('CONFIG', 'REWRITE'), /without a config file/);
});

test('start: a port in use is said with its holder', async (context) => {
  const { program, port } = await startDropIn(context);
  await program.ready();
  const second = await startDropIn(context, [`port ${port}`]);
  assert.deepEqual(await second.program.end(), FAILED);
  assert.match(
    second.program.output,
    new RegExp(
      `# Warning: Could not create server TCP listening socket 127\\.0\\.0\\.1:${port}: bind: Address already in use`,
    ),
  );
  assert.match(second.program.output, /# Failed listening on port \d+ \(tcp\), aborting\./i);
  assert.match(
    second.program.stderr,
    new RegExp(`Port ${port} is in use by .*\\(pid ${program.pid}\\): stop it, or choose`),
  );
});

test('start: a server that is in its own way says which directives are', async (context) => {
  const port = await freePort();
  const data = path.join(await workFolder(context), 'data');
  const { code, err } = run(['--data-dir', data, '--port', `${port}`, '--tls-port', `${port}`]);
  assert.equal(code, 1);
  assert.match(err, new RegExp(`^port and tls-port name the same address, port ${port}:`, 'm'));
  const twice = await startDropIn(context, [`port ${port}`, `listen 127.0.0.1:${port}`]);
  assert.deepEqual(await twice.program.end(), FAILED);
  const clash = `^port and listen 127\\.0\\.0\\.1:${port} name the same address`;
  assert.match(twice.program.stderr, new RegExp(clash, 'm'));
  assert.doesNotMatch(twice.program.stderr, /is in use by/);
});

test('start: a socket path that is too long, and no way in at all', async (context) => {
  const { program } = await startDropIn(context, [`unixsocket /tmp/${'x'.repeat(120)}`]);
  assert.deepEqual(await program.end(), FAILED);
  assert.match(program.output, /unix socket path too long \(125\), must be under 108/);
  assert.match(program.stderr, /choose a shorter directory, or give the socket its own path/);
  const nowhere = await startDropIn(context, ['port 0']);
  assert.deepEqual(await nowhere.program.end(), FAILED);
  assert.match(nowhere.program.output, /Configured to not listen anywhere, exiting\./);
});

test('start: two servers do not share a data directory', async (context) => {
  const first = await startSecureServer(context);
  const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
  const second = Program.start(context, { args: ['--data-dir', first.data, ...ports] });
  assert.deepEqual(await second.end(), FAILED);
  assert.match(second.stderr, new RegExp(`in use by process ${first.program.pid}`));
  assert.equal(await (await first.admin()).call('PING'), 'PONG');
});

test('start: what has no part yet is refused by name, so that nobody loses data', async (context) => {
  for (const line of ['appendonly yes', 'replicaof 127.0.0.1 1', 'cluster-enabled yes']) {
    const { program } = await startDropIn(context, [line]);
    assert.deepEqual(await program.end(), FAILED, line);
    assert.match(program.stderr, new RegExp(line.split(' ')[0] ?? ''), line);
    assert.doesNotMatch(program.stdout, /Ready to accept/);
  }
});

test('title: ps shows the address, set-proc-title no leaves it alone', async (context) => {
  const { program, port } = await startDropIn(context);
  await program.ready();
  assert.match(
    readFileSync(`/proc/${program.pid}/cmdline`, 'latin1'),
    new RegExp(`^casemate 127\\.0\\.0\\.1:${port}`),
  );
  const client = await connectTo(context, port);
  await client.call('CONFIG', 'SET', 'proc-title-template', 'mine {port}');
  assert.match(readFileSync(`/proc/${program.pid}/cmdline`, 'latin1'), new RegExp(`^mine ${port}`));
  const plain = await startDropIn(context, ['set-proc-title no']);
  await plain.program.ready();
  assert.match(readFileSync(`/proc/${plain.program.pid}/cmdline`, 'latin1'), /redis\.conf/);
});
