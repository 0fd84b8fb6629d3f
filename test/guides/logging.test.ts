import assert from 'node:assert/strict';
import { lstatSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startDropIn } from '../support/drop-in.ts';
import { eventually } from '../support/eventually.ts';
import { workFolder } from '../support/program.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { textReply } from '../support/text-reply.ts';

const NAME = 'logging';
const PASSWORD = 'requirepass long-enough-for-everybody';
/** What a fail2ban filter looks for. */
const FAIL2BAN = /Authentication failed for user '.*' from (\S+):\d+/;

test(`${NAME}: a guesser leaves no trace in Redis's log at any level, and his address in this one (guides 0 §8.1 §10.1)`, async (context) => {
  const folder = await workFolder(context);
  const [theirs, ours] = ['redis.log', 'casemate.log'].map((name) => path.join(folder, name));
  if (theirs === undefined || ours === undefined) return;
  const redis = await startRedisServer(context, [PASSWORD, 'loglevel debug']);
  if (redis === undefined) return;
  const guesser = await redis.connect();
  await assert.rejects(guesser.call('AUTH', 'admin', 'guess'), /WRONGPASS/);
  const owner = await redis.connect({ password: 'long-enough-for-everybody' });
  await owner.call('CONFIG', 'SET', 'maxclients', '100');
  assert.match(JSON.stringify(await owner.call('ACL', 'LOG')), /"reason","auth"/);

  const { program, client } = await startDropIn(context, [
    PASSWORD,
    'loglevel notice',
    `logfile "${ours}"`,
  ]);
  const log = (): string => readFileSync(ours, 'utf8');
  await eventually(() => {
    if (!program.running) throw new Error(program.output);
    try {
      return log().includes('Ready to accept connections');
    } catch {
      return false;
    }
  }, 'the log file');
  const here = await client();
  await assert.rejects(here.call('AUTH', 'admin\nforged line', 'guess'), /WRONGPASS/);
  await eventually(() => FAIL2BAN.test(log()), 'the line in the log');
  assert.equal(FAIL2BAN.exec(log())?.[1], '127.0.0.1');
  assert.ok(!log().includes('guess') && !/^forged line/m.test(log()));
  assert.equal(lstatSync(ours).mode & 0o007, 0, 'others of the machine can not read it');
  // Rotation: the old file is moved away, a signal opens a new one.
  renameSync(ours, `${ours}.1`);
  program.kill('SIGHUP');
  await here.call('AUTH', 'long-enough-for-everybody');
  await eventually(() => {
    try {
      return lstatSync(ours).size > 0;
    } catch {
      return false;
    }
  }, 'the new log file');
});

test(`${NAME}: who did what that was refused is in ACL LOG, and counted (guide 0 §1.3 §3.3)`, async (context) => {
  const { program, client } = await startDropIn(context, [
    PASSWORD,
    'user app on >app-has-a-long-password ~app:* +get',
  ]);
  await program.ready();
  const app = await client();
  await app.call('AUTH', 'app', 'app-has-a-long-password');
  await assert.rejects(app.call('FLUSHALL'), /NOPERM/);
  await assert.rejects(app.call('GET', 'other'), /NOPERM/);
  const owner = await client();
  await owner.call('AUTH', 'long-enough-for-everybody');
  const log = JSON.stringify(await owner.call('ACL', 'LOG'));
  assert.match(log, /"reason","command".*"object","flushall","username","app"/);
  assert.match(log, /"reason","key".*"object","other","username","app"/);
  const stats = await textReply(owner, 'INFO', 'stats');
  assert.match(stats, /acl_access_denied_cmd:1\r\nacl_access_denied_key:1\r\n/);
});
