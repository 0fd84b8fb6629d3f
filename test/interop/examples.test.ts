import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EXAMPLES = new URL('../../examples/', import.meta.url);

/** The examples bring test runners of their own; without them the test is skipped aloud, and in CI fails. */
function isInstalled(context: TestContext): boolean {
  if (existsSync(new URL('node_modules/', EXAMPLES))) return true;
  const reason = 'the examples are not installed; to run this test: npm install --prefix examples';
  if (process.env['CI'] === 'true') throw new Error(reason);
  context.skip(reason);
  process.stderr.write(`SKIPPED: ${context.name}: ${reason}\n`);
  return false;
}

for (const [runner, passed] of [
  ['node-test', /pass 3\b/],
  ['vitest', /Tests .*2 passed/],
  ['jest', /Tests: +2 passed/],
] as const) {
  test(`the example for ${runner} passes as it is printed`, async (context) => {
    if (!isInstalled(context)) return;
    // The runner must not take itself for a part of this one.
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
    delete env['NODE_TEST_CONTEXT'];
    const { stdout, stderr } = await run('npm', ['run', runner], {
      cwd: EXAMPLES,
      env,
    });
    assert.match(stdout + stderr, passed);
  });
}
