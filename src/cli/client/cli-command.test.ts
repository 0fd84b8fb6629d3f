import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { REPOSITORY } from '../../../test/support/casemate-server.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { startRedisServer } from '../../../test/support/redis-server.ts';

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

const MODULE = pathToFileURL(path.join(REPOSITORY, 'src/cli/client/cli-command.ts')).href;
const PROGRAM = `import { runCli } from '${MODULE}'; process.exitCode = await runCli(process.argv.slice(1), "0.0.0");`;

function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const node = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, '--', ...argv];
  return spawn(process.execPath, node, { cwd: REPOSITORY, env: { ...process.env, ...env } });
}

/** Runs the client as a process of its own; its output as Latin-1. `readBytes` closes the pipe after so many bytes. */
async function runProcess(
  argv: readonly string[],
  input: Uint8Array,
  options: { env?: Record<string, string>; readBytes?: number } = {},
): Promise<Ended> {
  const child = start(argv, options.env);
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString('latin1');
    if (output.length >= (options.readBytes ?? Infinity)) child.stdout?.destroy();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('latin1');
  });
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, errors };
}

test('the client works as a process: pipes, binary bytes, exit codes and its credentials', async (context) => {
  const server = await startRedisServer(context, ['requirepass secret']);
  if (server === undefined) return;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'casemate-cli-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'credentials.json');
  const env = { CASEMATE_HOME: folder };
  const text = JSON.stringify({ user: 'default', password: 'secret', port: server.port });
  await writeFile(file, text, { mode: 0o600 });

  const lines = Buffer.from('SET key \xff\r\n\nGET key\nNOSUCH\n', 'latin1');
  const piped = await runProcess([], lines, { env });
  assert.match(piped.output, /^OK\n\xff\nERR unknown command/);
  assert.deepEqual([piped.code, piped.errors], [0, '']);
  assert.equal((await runProcess(['-e'], lines, { env })).code, 1);

  const stdin = await runProcess(['-x', 'SET', 'all'], Uint8Array.of(0, 10, 255), { env });
  assert.deepEqual([stdin.code, stdin.output], [0, 'OK\n']);
  const client = await server.connect({ password: 'secret' });
  assert.equal(await client.call('STRLEN', 'all'), 3);

  await client.call('SETRANGE', 'big', 20_000_000, 'x');
  const cut = await runProcess(['GET', 'big'], new Uint8Array(0), { env, readBytes: 10 });
  assert.equal(cut.errors, '');

  await chmod(file, 0o640);
  const loose = await runProcess(['PING'], new Uint8Array(0), { env });
  assert.equal(loose.code, 3);
  assert.match(loose.errors, /chmod 600/);
});

test('a password that was an argument is not seen in the list of processes', async (context) => {
  if (process.platform !== 'linux') {
    context.skip('the list of processes is read from /proc');
    return;
  }
  const server = await startRedisServer(context, ['user app on >hunter2 ~* +@all']);
  if (server === undefined) return;
  const port = String(server.port);
  for (const login of [
    ['-p', port, '--user', 'app', '-a', 'hunter2', '--no-auth-warning'],
    ['-u', `redis://app:hunter2@127.0.0.1:${port}`, '--no-auth-warning'],
  ]) {
    const child = start([...login, 'BLPOP', 'never', '0']);
    context.after(() => child.kill('SIGKILL'));
    const other = await server.connect();
    await eventually(async () => {
      const clients = await other.call('CLIENT', 'LIST');
      return typeof clients === 'string' && clients.includes('cmd=blpop');
    }, 'a client that waits');
    const listed = await readFile(`/proc/${String(child.pid)}/cmdline`, 'latin1');
    assert.match(listed, /^casemate cli/);
    assert.doesNotMatch(listed, /hunter2/);
    child.kill('SIGKILL');
    await eventually(() => child.signalCode !== null, 'the end of the client');
    await eventually(async () => {
      const clients = await other.call('CLIENT', 'LIST');
      return typeof clients === 'string' && !clients.includes('cmd=blpop');
    }, 'nobody waits');
  }
});
