import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

interface Report {
  readonly counts: unknown;
  readonly said: string;
}

/** What our reporter makes of one test file with these lines. */
function reportOn(...lines: string[]): Report {
  const folder = mkdtempSync(join(tmpdir(), 'casemate-tally-'));
  const file = join(folder, 'a.test.ts');
  const result = join(folder, 'tally.json');
  try {
    writeFileSync(file, ["import { describe, test } from 'node:test';", ...lines].join('\n'));
    const env: NodeJS.ProcessEnv = { ...process.env, CASEMATE_TALLY: result };
    // Set by the runner that runs this very test; a runner inside it would take itself for a child.
    delete env['NODE_TEST_CONTEXT'];
    const options = ['--import=tsx', '--test', '--test-reporter=./scripts/test-tally.mjs', file];
    const { stdout } = spawnSync(process.execPath, options, { env, encoding: 'utf8' });
    return { said: stdout, counts: JSON.parse(readFileSync(result, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the test reporter', () => {
  test('counts single tests, neither suites nor tests that failed through a subtest', () => {
    const { counts, said } = reportOn(
      "describe('a', () => { test('b', () => {}); test('c', () => { throw new Error('why'); }); });",
      "test('d', async (t) => { await t.test('e', () => { throw new Error('because'); }); });",
    );
    assert.deepEqual(counts, { passed: 1, skipped: 0, failed: 2 });
    assert.match(said, /FAILED .*a\.test\.ts > a > c\n +Error: why/);
    assert.match(said, /FAILED .*a\.test\.ts > d > e\n +Error: because/);
  });

  test('says each skip aloud with its reason', () => {
    const { counts, said } = reportOn(
      "test('a', { skip: 'no peer: apt-get install peer' }, () => {});",
      "test('b', (t) => { t.skip('too big'); });",
    );
    assert.deepEqual(counts, { passed: 0, skipped: 2, failed: 0 });
    assert.match(said, /SKIPPED .*a\.test\.ts > a: no peer: apt-get install peer\n/);
    assert.match(said, /SKIPPED .*a\.test\.ts > b: too big\n/);
  });

  test('fails a file that holds no test', () => {
    const { counts, said } = reportOn('');
    assert.deepEqual(counts, { passed: 0, skipped: 0, failed: 1 });
    assert.match(said, /the file holds no test/);
  });

  test('fails a file that breaks outside its tests', () => {
    const { counts } = reportOn("test('a', () => {});", "throw new Error('outside');");
    assert.deepEqual(counts, { passed: 0, skipped: 0, failed: 1 });
  });

  test('fails a suite that breaks outside its tests', () => {
    const { counts } = reportOn("describe('a', () => { throw new Error('inside'); });");
    assert.deepEqual(counts, { passed: 0, skipped: 0, failed: 1 });
  });
});
