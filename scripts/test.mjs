// npm test: everything. npm run ok: checks, unit and contract tests. node scripts/test.mjs WORD…: the test files whose
// path holds one of the words. Works on a bare clone, so nothing but Node is imported before the install.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { build } from './ensure-built.mjs';
import { ensureInstalled, root } from './install.mjs';

/** A test that hangs must not hang the run: no single test may take longer. */
const TEST_TIMEOUT_MS = 600_000;

process.chdir(root);
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const quick = process.argv.includes('--ok');

ensureInstalled();
// The tests of what users start run dist/. The check of types says what is wrong; tests that need no dist/ go on.
const isBuilt = build() === '';
if (!isBuilt) process.stdout.write('dist/ could not be built: npm run types says why\n');
const tally = { passed: 0, failed: 0, skipped: 0 };
if (words.length === 0) {
  const { runChecks } = await import('./checks.mjs');
  const checks = await runChecks();
  tally.passed += checks.passed;
  tally.failed += checks.failed;
}
runTests(testFiles());
const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed${skipped}\n`);
process.exitCode = tally.failed > 0 ? 1 : 0;

function testFiles() {
  return ['src', 'test']
    .flatMap((top) =>
      readdirSync(top, { recursive: true, encoding: 'utf8' }).map((path) => `${top}/${path}`),
    )
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => !quick || path.startsWith('src/') || path.startsWith('test/contract/'))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .sort();
}

/** @param {string[]} files */
function runTests(files) {
  if (files.length === 0) return failed('no test file matches');
  const result = `${root}.cache/tally-${process.pid}.json`;
  mkdirSync(`${root}.cache`, { recursive: true });
  const options = [
    '--import=tsx',
    '--import=./scripts/steady-seed.mjs',
    '--test',
    '--test-concurrency=2',
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    '--test-reporter=./scripts/test-tally.mjs',
  ];
  const { status, error } = spawnSync(process.execPath, [...options, ...files], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // Tests start the program 300 times; from its sources each start costs two seconds of processor time instead of 0.2.
    env: { ...process.env, CASEMATE_TALLY: result, CASEMATE_BUILT: isBuilt ? '1' : '' },
  });
  if (error) throw error;
  addTally(result);
  // Whatever the reporter saw, the runner's own verdict stands.
  if (status !== 0 && tally.failed === 0) failed(`the test runner ended with ${status}`);
}

/** @param {string} result */
function addTally(result) {
  try {
    const counts = JSON.parse(readFileSync(result, 'utf8'));
    tally.passed += counts.passed;
    tally.failed += counts.failed;
    tally.skipped += counts.skipped;
    rmSync(result);
  } catch (error) {
    failed(`the test runner left no result: ${error}`);
  }
}

/** @param {string} why */
function failed(why) {
  process.stdout.write(`FAILED ${why}\n`);
  tally.failed++;
}
