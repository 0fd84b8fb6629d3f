import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { casemateArguments, REPOSITORY } from '../support/casemate-server.ts';
import { lastly } from '../support/cleanup.ts';
import { startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { needsPeer } from '../support/peer.ts';
import { Program, workFolder } from '../support/program.ts';
import { RespClient } from '../support/resp-client.ts';

const STARTED = { code: 0, signal: null };
const FAILED = { code: 1, signal: null };

test('daemonize: the caller returns when the server answers; pidfile, logfile and title are there', async (context) => {
  const { program, folder, client, port } = await startDropIn(context, [
    'daemonize yes',
    'pidfile redis.pid',
    'logfile redis.log',
  ]);
  assert.deepEqual(await program.end(), STARTED);
  const pid = Number(readFileSync(path.join(folder, 'redis.pid'), 'utf8'));
  lastly(context, () => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  assert.notEqual(pid, program.pid);
  const log = path.join(folder, 'redis.log');
  assert.match(readFileSync(log, 'utf8'), /Ready to accept connections/);
  assert.match(
    readFileSync(`/proc/${pid}/cmdline`, 'latin1'),
    new RegExp(`127\\.0\\.0\\.1:${port}`),
  );
  // In a session of its own, so that the end of a terminal isn't its end.
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ');
  assert.equal(stat?.[3], String(pid));
  await assert.rejects((await client()).call('SHUTDOWN', 'NOSAVE'));
  await eventually(() => !isAlive(pid), 'the end of the daemon');
  assert.ok(!existsSync(path.join(folder, 'redis.pid')));
  assert.match(readFileSync(log, 'utf8'), /bye bye/);
});

test('daemonize: a start that fails fails for the caller, who hears why', async (context) => {
  const { program, port } = await startDropIn(context);
  await program.ready();
  const second = await startDropIn(context, [`port ${port}`, 'daemonize yes', 'logfile redis.log']);
  assert.deepEqual(await second.program.end(), FAILED);
  assert.match(second.program.stderr, /Address already in use/);
  assert.match(readFileSync(path.join(second.folder, 'redis.log'), 'utf8'), /Failed listening/);
});

test('daemonize: the secure mode starts its daemon on the directory that it has just made', async (context) => {
  const data = path.join(await workFolder(context), 'data');
  const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
  const args = ['--data-dir', data, ...ports, '--daemonize', 'yes', '--pidfile', `${data}.pid`];
  const program = Program.start(context, { args });
  assert.deepEqual(await program.end(), STARTED, program.output);
  const pid = Number(readFileSync(`${data}.pid`, 'utf8'));
  lastly(context, () => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  const { password, port } = JSON.parse(
    readFileSync(path.join(data, 'credentials.json'), 'utf8'),
  ) as { password: string; port: number };
  const client = await RespClient.connect({ port, username: 'admin', password });
  lastly(context, () => client.close());
  const second = Program.start(context, { args });
  assert.deepEqual(await second.end(), FAILED);
  assert.match(second.stderr, new RegExp(`is in use by .*${pid}`));
  await assert.rejects(client.call('SHUTDOWN', 'NOSAVE'));
  await eventually(() => !isAlive(pid), 'the end of the daemon');
});

test('daemonize: the password of a first start is shown to who started it, also when the daemon fails', async (context) => {
  const script = needsPeer(context, 'script', 'apt-get install bsdutils');
  if (script === undefined) return;
  const folder = await workFolder(context);
  const held = await startDropIn(context);
  await held.program.ready();
  for (const [name, port, code] of [
    ['good', await freePort(), 0],
    ['bad', held.port, 1],
  ] as const) {
    const data = path.join(folder, name);
    const flags = ['--data-dir', data, '--port', String(port), '--tls-port', '0'];
    const words = [...flags, '--daemonize', 'yes', '--pidfile', `${data}.pid`];
    const line = [process.execPath, ...casemateArguments(...words)].join(' ');
    // A terminal of its own, which is what decides whether the password is shown.
    const program: SpawnSyncReturns<string> = spawnSync(script, ['-qec', line, '/dev/null'], {
      cwd: REPOSITORY,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
      timeout: 60_000,
    });
    const pid = code === 0 ? Number(readFileSync(`${data}.pid`, 'utf8')) : 0;
    lastly(context, () => {
      if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGTERM');
    });
    assert.equal(program.status, code, program.stdout);
    assert.match(program.stdout, /User admin, password [0-9a-f]{64}/);
  }
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
