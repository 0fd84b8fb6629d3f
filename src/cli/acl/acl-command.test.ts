import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { casemateArguments } from '../../../test/support/casemate-server.ts';

/** `casemate acl` as a program. */
function acl(words: readonly string[], input = ''): readonly [number | null, string, string] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    casemateArguments('acl', ...words),
    { input, encoding: 'utf8' },
  );
  return [status, stdout, stderr];
}

test('casemate acl hash takes a password from a pipe and prints the rule alone', () => {
  const [status, stdout, stderr] = acl(['hash'], 'a password that I chose\n');
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^\$scrypt\$ln=14,r=8,p=5\$[^\n]+\n$/);
  assert.ok(acl(['hash'], 'a password that I chose\n')[1] !== stdout, 'the salt is another');
});

test('what is wrong is said in one line, what is used wrongly ends with 2', () => {
  const [status, stdout, stderr] = acl(['hash'], 'short\n');
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /^casemate acl: .*12 characters.*\n$/);
  assert.equal(acl(['hash', '--nosuch'])[0], 2);
  assert.equal(acl(['hash', 'a-password-as-argument'])[0], 2);
  assert.match(acl(['hash', '--help'])[1], /casemate cli ACL SETUSER/);
});
