import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import { startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';

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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
