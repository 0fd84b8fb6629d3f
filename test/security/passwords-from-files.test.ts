import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { lastly } from '../support/cleanup.ts';
import { type DropIn, startDropIn } from '../support/drop-in.ts';
import { freePort } from '../support/free-port.ts';
import { Program, workFolder } from '../support/program.ts';
import { RespClient } from '../support/resp-client.ts';
import { startSecureServer } from '../support/secure-server.ts';
import { textReply } from '../support/text-reply.ts';

const FILES = 'secrets in files';
const LEAKS = 'credential leaks';
/** Whatever holds one of these was a password. */
const [OLD, NEW] = ['hunter2-the-old-must-not-be-seen', 'hunter2-the-new-must-not-be-seen'];
const ADMIN = 'user default on nopass ~* &* +@all';

interface SecretVolume {
  readonly file: string;
  /** As the kubelet does it: a new directory, and then the link `..data` in one step. */
  rotate(password: string): void;
}

/** A secret as Kubernetes mounts it: `app` → `..data/app`, `..data` → a directory with a time in its name. */
async function secretVolume(context: TestContext, password: string): Promise<SecretVolume> {
  const folder = await workFolder(context);
  let turn = 0;
  const rotate = (next: string): void => {
    const before = `..2027_0${turn}`;
    const fresh = `..2027_0${++turn}`;
    mkdirSync(path.join(folder, fresh));
    writeFileSync(path.join(folder, fresh, 'app'), next, { mode: 0o640 });
    symlinkSync(fresh, path.join(folder, '..data_tmp'));
    renameSync(path.join(folder, '..data_tmp'), path.join(folder, '..data'));
    rmSync(path.join(folder, before), { recursive: true, force: true });
  };
  rotate(password);
  symlinkSync('..data/app', path.join(folder, 'app'));
  return { file: path.join(folder, 'app'), rotate };
}

async function canLogin(context: TestContext, port: number, password: string): Promise<boolean> {
  const client = await RespClient.connect({ port });
  lastly(context, () => client.close());
  return await client.call('AUTH', 'app', password).then(
    () => true,
    () => false,
  );
}

async function startWithVolume(
  context: TestContext,
  lines: readonly string[] = [],
): Promise<DropIn & { readonly volume: SecretVolume }> {
  const volume = await secretVolume(context, OLD);
  const server = await startDropIn(context, [
    ADMIN,
    `user app on >file:${volume.file} ~* +@all`,
    'auth-throttle no',
    'loglevel debug',
    'slowlog-log-slower-than 0',
    ...lines,
  ]);
  await server.program.ready();
  return { ...server, volume };
}

test(`${FILES}: a Kubernetes secret is a password, and SIGHUP brings the rotated one`, async (context) => {
  const server = await startWithVolume(context, ['password-grace 3600']);
  assert.ok(await canLogin(context, server.port, OLD));
  server.volume.rotate(NEW);
  server.program.kill('SIGHUP');
  await server.program.waitFor(/New password from file:.* stays valid for 3600 seconds/);
  assert.ok(await canLogin(context, server.port, NEW));
  assert.ok(await canLogin(context, server.port, OLD));
  const admin = await server.client();
  await admin.call('CONFIG', 'SET', 'password-grace', '0');
  assert.ok(!(await canLogin(context, server.port, OLD)));
  assert.ok(await canLogin(context, server.port, NEW));
});

test(`${FILES}: a reload with a bad file keeps the old password and says why`, async (context) => {
  const server = await startWithVolume(context);
  server.volume.rotate('');
  server.program.kill('SIGHUP');
  await server.program.waitFor(/the old passwords stay in use: >file:.*\/app is empty. Fix:/);
  assert.ok(await canLogin(context, server.port, OLD));
});

test(`${FILES}: a secret that others can write refuses the start, one that they can read is told of`, async (context) => {
  const folder = await workFolder(context);
  const secret = path.join(folder, 'app');
  writeFileSync(secret, OLD);
  const line = `user app on >file:${secret} +ping`;
  chmodSync(secret, 0o646);
  const refused = await startDropIn(context, [ADMIN, line]);
  assert.equal((await refused.program.end()).code, 1);
  assert.match(refused.program.output, /others may write .*\/app. Fix: chmod o-w/);
  chmodSync(secret, 0o644);
  const warned = await startDropIn(context, [ADMIN, line]);
  await warned.program.waitFor(/WARNING: .*\/app has mode 0644 and holds secrets/);
  await warned.program.ready();
  const client = await warned.client();
  const warnings = await textReply(client, 'INFO', 'security_warnings');
  assert.match(warnings, /secret-readable-by-others: .*\/app/);
  assert.match(warnings, /password_sources:1/);
});

test(`${FILES}: a configuration that only names secrets is none, until a password is written into it`, async (context) => {
  const folder = await workFolder(context);
  const secret = path.join(folder, 'app');
  writeFileSync(secret, OLD, { mode: 0o600 });
  const lines = [`requirepass-file ${secret}`, `user app on >file:${secret} +ping`];
  const server = await startDropIn(context, [...lines, 'masteruser replicator']);
  await server.program.stop();
  chmodSync(server.config, 0o644);
  const again = Program.start(context, { args: [server.config] });
  await again.ready();
  assert.doesNotMatch(again.output, /holds secrets/);
  const client = await server.client();
  await client.call('AUTH', OLD);
  const warning = /secret-readable-by-others: .*redis\.conf has mode 0644/;
  assert.doesNotMatch(await textReply(client, 'INFO', 'security_warnings'), warning);
  await client.call('ACL', 'SETUSER', 'bob', `>${NEW}`);
  await client.call('CONFIG', 'REWRITE');
  assert.match(await textReply(client, 'INFO', 'security_warnings'), warning);
});

test(`${FILES}: in the secure mode a secret beside the server's own must be as tight as they are`, async (context) => {
  const first = await startSecureServer(context);
  await first.program.stop();
  writeFileSync(first.file('app'), OLD, { mode: 0o600 });
  const users = readFileSync(first.file('users.acl'), 'utf8');
  const line = `user app on >file:${first.file('app')} +ping\n`;
  writeFileSync(first.file('users.acl'), users + line, { mode: 0o600 });
  const second = await startSecureServer(context, { data: first.data });
  assert.ok(await canLogin(context, second.port, OLD));
  await second.program.stop();
  chmodSync(first.file('app'), 0o640);
  const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
  const third = Program.start(context, { args: ['--data-dir', first.data, ...ports] });
  assert.equal((await third.end()).code, 1);
  assert.match(third.output, /\/app has mode 0640.*\n.*\n.*chmod go=/);
});

test(`${LEAKS}: a password from a file, a variable or systemd is seen nowhere but there`, async (context) => {
  const credentials = await workFolder(context);
  writeFileSync(path.join(credentials, 'redis'), `${NEW}\n`, { mode: 0o400 });
  const volume = await secretVolume(context, OLD);
  const folder = await workFolder(context);
  const file = path.join(folder, 'users.acl');
  const rules = `on >file:${volume.file} >env:APP_PASSWORD >credential:redis ~* &* +@all`;
  writeFileSync(file, `user default on nopass ~* &* +@all\nuser app ${rules}\n`, { mode: 0o600 });
  const server = await startDropIn(
    context,
    [`aclfile ${file}`, 'loglevel debug', 'slowlog-log-slower-than 0', 'auth-throttle no'],
    { env: { APP_PASSWORD: `${OLD}-var`, CREDENTIALS_DIRECTORY: credentials } },
  );
  await server.program.ready();
  for (const password of [OLD, `${OLD}-var`, NEW])
    assert.ok(await canLogin(context, server.port, password));
  const admin = await server.client();
  volume.rotate(`${OLD}-2`);
  assert.equal(await admin.call('ACL', 'LOAD'), 'OK');
  assert.equal(await admin.call('ACL', 'SAVE'), 'OK');
  const seen = [
    server.program.output,
    readFileSync(file, 'utf8'),
    execFileSync('ps', ['-o', 'args=', '-p', String(server.program.pid)], { encoding: 'utf8' }),
  ];
  for (const words of [
    ['ACL', 'LIST'],
    ['ACL', 'GETUSER', 'app'],
    ['ACL', 'LOG'],
    ['CONFIG', 'GET', '*'],
    ['INFO', 'everything'],
    ['SLOWLOG', 'GET', '-1'],
  ]) {
    seen.push(JSON.stringify(await admin.call(...words)));
  }
  for (const text of seen) assert.ok(!text.includes('hunter2'), text.slice(0, 400));
  for (const source of [`>file:${volume.file}`, '>env:APP_PASSWORD', '>credential:redis']) {
    assert.ok(seen[1]?.includes(`${source} `), source);
  }
});

test(`${LEAKS}: who may change users learns nothing about files from it`, async (context) => {
  const server = await startDropIn(context, [ADMIN]);
  await server.program.ready();
  const admin = await server.client();
  const answers = new Set<string>();
  const ask = async (...words: readonly string[]): Promise<string> =>
    await admin.call(...words).then(
      () => 'accepted',
      (error: unknown) => (error instanceof Error ? error.message : 'refused'),
    );
  for (const source of ['file:/etc/hostname', 'file:/nosuch', 'file:/root/x', 'env:HOME'])
    answers.add(await ask('ACL', 'SETUSER', 'spy', 'on', `>${source}`));
  assert.equal(answers.size, 1);
  assert.match([...answers].join(''), /may only stand in the ACL file/);
  for (const value of ['/etc/hostname', '/nosuch']) {
    for (const name of ['requirepass-file', 'masterauth-file', 'tls-key-file-pass-file'])
      answers.add(await ask('CONFIG', 'SET', name, value));
  }
  assert.equal(answers.size, 4, 'one answer for each directive, whatever the file');
  assert.ok(!answers.has('accepted'));
});

test(`${LEAKS}: a file with none of these rules is the same text as Redis writes`, async (context) => {
  const server = await startWithVolume(context);
  const admin = await server.client();
  await admin.call('ACL', 'SETUSER', 'app', `<file:${server.volume.file}`, `>${NEW}`);
  const lines = (await admin.call('ACL', 'LIST')) as readonly string[];
  assert.match(
    lines.join('\n'),
    /^user app on sanitize-payload #[0-9a-f]{64} ~\* resetchannels \+@all$/m,
  );
});
