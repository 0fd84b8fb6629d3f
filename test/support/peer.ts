import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** Where the program is in PATH (also in /usr/sbin, where Debian puts servers), or undefined. */
function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    '/usr/sbin',
    '/sbin',
    '/usr/local/bin',
  ];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/**
 * The path of a program that the test can't do without. When it is missing, the test is skipped aloud with the line
 * that installs it and the answer is undefined; in CI a missing peer is a failure, so that nothing is skipped unseen.
 */
export function needsPeer(context: TestContext, name: string, install: string): string | undefined {
  const found = findProgram(name);
  if (found === undefined) skipAloud(context, name, install);
  return found;
}

/** Debian's own Python: another one in PATH doesn't see Debian's packages. */
const PYTHON = '/usr/bin/python3';

/** The path of a Python with redis-py; without it the test is skipped in the same way. */
export function needsPythonClient(context: TestContext): string | undefined {
  const { status } = spawnSync(PYTHON, ['-c', 'import redis'], { stdio: 'ignore' });
  if (status === 0) return PYTHON;
  skipAloud(context, 'python3-redis', 'apt-get install python3 python3-redis');
  return undefined;
}

function skipAloud(context: TestContext, what: string, install: string): void {
  const reason = `${what} is not installed; to run this test: ${install}`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  context.skip(reason);
  process.stderr.write(`SKIPPED: ${context.name}: ${reason}\n`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
