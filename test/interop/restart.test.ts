import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import { startDropIn } from '../support/drop-in.ts';
import { needsPeer } from '../support/peer.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const STARTED = { code: 0, signal: null };

test('as PID 1: it handles signals and logs to standard output', async (context) => {
  const unshare = needsPeer(context, 'unshare', 'apt-get install util-linux');
  if (unshare === undefined) return;
  const words = ['--pid', '--fork', '--mount-proc', '--kill-child'];
  if (spawnSync(unshare, [...words, 'true']).status !== 0) {
    context.skip('a process namespace is not permitted here');
    process.stderr.write(`SKIPPED: ${context.name}: unshare --pid is not permitted\n`);
    return;
  }
  const { program, client } = await startDropIn(context, ['pidfile redis.pid'], {
    wrapper: [unshare, ...words],
  });
  await program.ready();
  assert.match(program.stdout, /^1:M .*Ready to accept connections/m);
  assert.match(await textReply(await client(), 'INFO', 'server'), /process_id:1\r/);
  // Its pid outside of the namespace, by which signals come from a container's runtime.
  const children = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8');
  process.kill(Number(children.trim()), 'SIGTERM');
  assert.deepEqual(await program.end(), STARTED);
  assert.match(program.stdout, /Received SIGTERM scheduling shutdown/);
});

test('restart: users, passwords, certificates and settings are as they were', async (context) => {
  const first = await startSecureServer(context);
  const admin = await first.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', '>ann-has-a-long-password', '~*', '+@all');
  await admin.call('ACL', 'SAVE');
  await admin.call('CONFIG', 'SET', 'maxclients', '321');
  await admin.call('CONFIG', 'REWRITE');
  const names = [
    'ca.crt',
    'ca.key',
    'server.pem',
    'users.acl',
    'credentials.json',
    'casemate.conf',
  ];
  const before = names.map((name) => readFileSync(first.file(name), 'utf8'));
  assert.deepEqual(await first.program.stop(), STARTED);
  const { data, port, tlsPort } = first;
  const second = await startSecureServer(context, { data, ports: [port, tlsPort] });
  assert.deepEqual(
    names.map((name) => readFileSync(second.file(name), 'utf8')),
    before,
  );
  assert.equal(second.password, first.password);
  const again = await second.admin();
  assert.deepEqual(await again.call('CONFIG', 'GET', 'maxclients'), ['maxclients', '321']);
  const ann = await RespClient.connect({
    port,
    username: 'ann',
    password: 'ann-has-a-long-password',
  });
  lastly(context, () => ann.close());
  assert.equal(await ann.call('PING'), 'PONG');
  // The password was shown at the first start only, and not at all where the output is no terminal.
  assert.ok(!first.program.output.includes(first.password));
  assert.ok(!second.program.output.includes(first.password));
});
