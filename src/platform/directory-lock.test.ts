import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lockDirectory } from './directory-lock.ts';

const directory = mkdtempSync(join(tmpdir(), 'casemate-lock-'));
after(() => rmSync(directory, { recursive: true }));

function fresh(name: string): string {
  const path = join(directory, name);
  mkdirSync(path);
  return path;
}

/** Another process that tries the lock, prints the outcome, and keeps what it got until it is killed. */
async function contender(path: string): Promise<{ child: ChildProcess; printed: string }> {
  const source = `import { lockDirectory } from ${JSON.stringify(new URL('./directory-lock.ts', import.meta.url).href)};
    const outcome = await lockDirectory(process.argv[1]);
    console.log(outcome.ok ? 'locked' : outcome.failure.code);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    source,
    path,
  ]);
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, printed: chunk.toString().trim() };
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a second lock is refused and names the process that holds the first', async () => {
  const path = fresh('held');
  const lock = await lockDirectory(path);
  assert.ok(lock.ok);
  const second = await lockDirectory(path);
  assert.ok(!second.ok);
  assert.equal(second.failure.code, 'EBUSY');
  assert.match(
    second.failure.message,
    new RegExp(
      `in use by process ${process.pid}: stop it, or choose another directory with --data-dir`,
    ),
  );
  const { child, printed } = await contender(path);
  assert.equal(printed, 'EBUSY');
  await killed(child);
  await lock.value.release();
});

test('a released lock is free, and nothing is left in the directory', async () => {
  const path = fresh('released');
  const first = await lockDirectory(path);
  assert.ok(first.ok);
  await first.value.release();
  assert.deepEqual(readdirSync(path), []);
  const second = await lockDirectory(path);
  assert.ok(second.ok);
  await second.value.release();
});

test('the lock of a killed process is taken over', async () => {
  const path = fresh('killed');
  const { child, printed } = await contender(path);
  assert.equal(printed, 'locked');
  await killed(child);
  assert.deepEqual(readdirSync(path), ['casemate.lock']);
  const lock = await lockDirectory(path);
  assert.ok(lock.ok);
  assert.deepEqual(readdirSync(path), ['casemate.lock']);
  await lock.value.release();
});

test('of many that find a stale lock at once exactly one gets it', async () => {
  const path = fresh('race');
  const { child } = await contender(path);
  await killed(child);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => lockDirectory(path)));
  const holders = outcomes.filter((outcome) => outcome.ok);
  assert.equal(holders.length, 1);
  for (const outcome of outcomes) if (!outcome.ok) assert.equal(outcome.failure.code, 'EBUSY');
  assert.deepEqual(readdirSync(path), ['casemate.lock']);
  for (const outcome of holders) await outcome.value.release();
});

test('a path far too long for a socket can be locked', {
  skip: process.platform === 'linux' ? false : 'needs /proc',
}, async () => {
  const path = fresh('x'.repeat(200));
  const lock = await lockDirectory(path);
  assert.ok(lock.ok);
  assert.equal((await lockDirectory(path)).ok, false);
  await lock.value.release();
});

test('a directory that is missing is an operating error', async () => {
  const outcome = await lockDirectory(join(directory, 'missing'));
  assert.ok(!outcome.ok);
  assert.equal(outcome.failure.code, 'ENOENT');
});
