import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataDirectoryPaths } from './data-directory.ts';
import type { SecureHome } from './first-run.ts';
import { showNewPassword } from './show-new-password.ts';

const SECRET = 'ab'.repeat(32);

function shown(newPassword: string | undefined, isTerminal: boolean): string {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const home: SecureHome = {
    paths: dataDirectoryPaths('/data'),
    lock: undefined,
    newPassword,
    certificates: { serverNotAfterMs: 0, notes: [] },
    warnings: [],
  };
  showNewPassword({ standardOutput: { isTerminal, write } }, home);
  return text;
}

test('a new password is shown to a terminal and to nothing else, and an old one to nobody', () => {
  assert.match(shown(SECRET, true), new RegExp(`^Created /data\nUser admin, password ${SECRET}\n`));
  assert.equal(shown(SECRET, false), '');
  assert.equal(shown(undefined, true), '');
  const standardOutput = { isTerminal: true, write: () => assert.fail() };
  showNewPassword({ standardOutput }, undefined);
});
