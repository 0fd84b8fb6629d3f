import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { startServerPair } from '../support/server-pair.ts';

const run = promisify(execFile);
const FOLDER = new URL('../applications/', import.meta.url);
/** Loads one application, runs it, and prints what it notes. */
const RUNNER = `
  const { run } = await import(process.argv[1]);
  await run({
    url: process.argv[2],
    note: (what, value) => console.log(what + ': ' + JSON.stringify(value)),
  });
  process.exit(0);`;

/** The applications bring packages of their own; without them the test is skipped aloud, and in CI fails. */
function areInstalled(context: TestContext): boolean {
  if (existsSync(new URL('node_modules/', FOLDER))) return true;
  const reason =
    'the applications are not installed; to run this test: npm install --prefix test/applications';
  if (process.env['CI'] === 'true') throw new Error(reason);
  context.skip(reason);
  process.stderr.write(`SKIPPED: ${context.name}: ${reason}\n`);
  return false;
}

for (const [name, what] of [
  ['session-store', 'sessions of Express in connect-redis'],
  ['cache', 'a cache with Keyv and cache-manager'],
  ['rate-limit', 'a rate limiter with ioredis'],
] as const) {
  test(`${what}: no difference to redis-server`, async (context) => {
    if (!areInstalled(context)) return;
    const pair = await startServerPair(context);
    if (pair === undefined) return;
    const notes = async (port: number): Promise<string> => {
      const script = new URL(`${name}.mjs`, FOLDER).href;
      const url = `redis://127.0.0.1:${port}`;
      const words = ['--input-type=module', '--eval', RUNNER, script, url];
      return (await run(process.execPath, words, { timeout: 120_000 })).stdout;
    };
    const expected = await notes(pair.redis.port);
    assert.ok(expected.split('\n').length > 4, expected);
    assert.equal(await notes(pair.casemate.port), expected);
  });
}
