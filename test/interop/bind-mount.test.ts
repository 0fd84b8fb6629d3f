import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { needsPeer } from '../support/peer.ts';
import { workFolder } from '../support/program.ts';

/** As in a container whose users.acl is a file of the host: nothing can be renamed over a mount. */
test('ACL SAVE onto a bind mount writes in place, keeps owner and mode, and says so', async (context) => {
  const unshare = needsPeer(context, 'unshare', 'apt-get install util-linux');
  if (unshare === undefined) return;
  const outside = path.join(await workFolder(context), 'users.acl');
  const mountPoint = path.join(await workFolder(context), 'users.acl');
  writeFileSync(outside, `user default on nopass ~* &* +@all\nuser ${'x'.repeat(4000)} off\n`);
  writeFileSync(mountPoint, '');
  chmodSync(outside, 0o640);
  const mount = `mount --bind ${outside} ${mountPoint}`;
  if (spawnSync(unshare, ['-m', 'sh', '-c', mount]).status !== 0) {
    context.skip('a mount namespace is not permitted here');
    process.stderr.write(`SKIPPED: ${context.name}: unshare -m is not permitted\n`);
    return;
  }
  const { program, client } = await startDropIn(context, [`aclfile ${mountPoint}`], {
    wrapper: [unshare, '-m', 'sh', '-c', `${mount} && exec "$@"`, 'sh'],
  });
  await program.ready();
  const caller = await client();
  await caller.call('ACL', 'DELUSER', 'x'.repeat(4000));
  await caller.call('ACL', 'SETUSER', 'ann', 'on', '>ann-has-a-long-password', '+get');
  assert.match(JSON.stringify(await caller.call('INFO', 'security_warnings')), /acl_unsaved:1/);
  assert.equal(await caller.call('ACL', 'SAVE'), 'OK');
  assert.match(JSON.stringify(await caller.call('INFO', 'security_warnings')), /acl_unsaved:0/);
  const written = readFileSync(outside, 'utf8');
  assert.deepEqual(
    written.split('\n').map((line) => line.split(' ').slice(0, 2).join(' ')),
    ['user ann', 'user default', ''],
  );
  assert.equal(statSync(outside).mode & 0o777, 0o640);
  assert.equal(readFileSync(mountPoint, 'utf8'), '', 'the mount is in the namespace alone');
  assert.match(program.output, /ACL SAVE: \S+ can't be replaced \(EBUSY: a bind mount/);
  assert.equal(await caller.call('ACL', 'LOAD'), 'OK');
});
