import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { needsPeer } from './peer.ts';

/** Another process, where nothing is installed that Python or PATH could find. */
function ask(call: string, ci: string): string {
  const script = `
    import { needsPeer, needsPythonClient } from './test/support/peer.ts';
    const context = { name: 'this test', skip: (reason) => console.log('skipped:', reason) };
    console.log(String(${call}));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    { encoding: 'utf8', env: { ...process.env, PYTHONHOME: '/nonexistent', CI: ci } },
  );
  return stdout + stderr;
}

const CALLS = [
  "needsPeer(context, 'no-such-program', 'apt-get install it')",
  'needsPythonClient(context)',
];

for (const call of CALLS) {
  test(`what is missing skips a test aloud, and fails under CI: ${call}`, () => {
    const without = ask(call, '');
    assert.match(without, /^skipped: .* is not installed; to run this test: apt-get install/);
    assert.match(without, /^undefined$/m);
    assert.match(without, /^SKIPPED: this test: .* is not installed/m);
    const under = ask(call, 'true');
    assert.match(under, /Error: .* is not installed; to run this test: apt-get install/);
    assert.doesNotMatch(under, /skipped|undefined/);
  });
}

test('what is there is found', (context) => {
  assert.match(needsPeer(context, 'sh', 'apt-get install dash') ?? '', /\/sh$/);
});
