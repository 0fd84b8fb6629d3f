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
  if (found !== undefined) return found;
  const reason = `${name} is not installed; to run this test: ${install}`;
  if (process.env['CI'] === 'true') throw new Error(reason);
  context.skip(reason);
  process.stderr.write(`SKIPPED: ${context.name}: ${reason}\n`);
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
