import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { NOBODY, Program, workFolder } from '../support/program.ts';
import { startSecureServer } from '../support/secure-server.ts';

const NAME = 'secrets in files';

/** Root may read everything, so whatever must refuse a permission runs as somebody else; root gives him his files. */
const OTHER_USER = process.geteuid?.() === 0 ? NOBODY : undefined;

function modeOf(file: string): number {
  return lstatSync(file).mode & 0o777;
}

async function portWords(): Promise<string[]> {
  return ['--port', String(await freePort()), '--tls-port', String(await freePort())];
}

test(`${NAME}: everything that the secure mode makes is for its owner alone`, async (context) => {
  const server = await startSecureServer(context);
  const admin = await server.admin();
  await admin.call('ACL', 'SETUSER', 'ann', 'on', '>ann-has-a-long-password', '+get');
  await admin.call('ACL', 'SAVE');
  await admin.call('CONFIG', 'REWRITE');
  assert.equal(modeOf(server.data), 0o700);
  for (const name of readdirSync(server.data)) {
    const isPublic = name === 'ca.crt';
    const mode = modeOf(server.file(name));
    assert.equal(mode & (isPublic ? 0o022 : 0o077), 0, `${name} ${mode.toString(8)}`);
  }
  // The clear text of the password is in the credentials file and nowhere else.
  for (const name of readdirSync(server.data)) {
    if (name === 'credentials.json' || !lstatSync(server.file(name)).isFile()) continue;
    assert.ok(!readFileSync(server.file(name), 'latin1').includes(server.password), name);
  }
});

test(`${NAME}: a umask of 0 changes nothing about it`, async (context) => {
  const data = path.join(await workFolder(context), 'data');
  const before = process.umask(0);
  const program = Program.start(context, {
    args: ['--data-dir', data, '--logfile', path.join(data, 'log'), ...(await portWords())],
  });
  process.umask(before);
  await waitForLog(program, path.join(data, 'log'));
  assert.equal(modeOf(data), 0o700);
  for (const name of readdirSync(data)) {
    if (name === 'ca.crt') continue;
    assert.equal(modeOf(path.join(data, name)) & 0o007, 0, name);
  }
});

async function waitForLog(program: Program, file: string): Promise<void> {
  await eventually(() => {
    if (!program.running) throw new Error(program.output);
    return readText(file).includes('Ready to accept connections unix');
  }, 'the log');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const LOOSENINGS: readonly (readonly [file: string, mode: number])[] = [
  ['', 0o750],
  ['users.acl', 0o644],
  ['credentials.json', 0o604],
  ['ca.key', 0o640],
  ['server.pem', 0o660],
  ['casemate.conf', 0o646],
];

test(`${NAME}: loosened modes in the data directory are refused, and the printed fix mends them`, async (context) => {
  const { data } = await ownedHome(context);
  for (const [name, mode] of LOOSENINGS) chmodSync(path.join(data, name), mode);
  const refused = startAsOther(context, ['--data-dir', data, ...(await portWords())]);
  assert.deepEqual(await refused.end(), { code: 1, signal: null });
  assert.doesNotMatch(refused.output, /Ready to accept/);
  for (const [name, mode] of LOOSENINGS) {
    const complaint = `${path.join(data, name)} has mode 0${mode.toString(8)}`;
    assert.ok(refused.stderr.includes(complaint), refused.stderr);
  }
  const [, fix] = /Fix:\n((?: {2}.*\n)+)/.exec(refused.stderr) ?? [];
  execFileSync('/bin/sh', ['-c', fix ?? 'false']);
  const program = startAsOther(context, ['--data-dir', data, ...(await portWords())]);
  await program.ready();
});

test(`${NAME}: a link in the place of a secret is refused`, async (context) => {
  const { folder, data } = await ownedHome(context);
  const elsewhere = path.join(folder, 'elsewhere.acl');
  renameSync(path.join(data, 'users.acl'), elsewhere);
  symlinkSync(elsewhere, path.join(data, 'users.acl'));
  const program = startAsOther(context, ['--data-dir', data, ...(await portWords())]);
  assert.deepEqual(await program.end(), { code: 1, signal: null });
  assert.match(program.stderr, /users\.acl is a symbolic link/);
});

test(`${NAME}: a configuration or ACL file that others may write is refused`, async (context) => {
  const folder = await workFolder(context, OTHER_USER);
  const [config, users, include] = ['redis.conf', 'users.acl', 'more.conf'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  const port = await freePort();
  writeFileSync(config, `port ${port}\nsave ""\naclfile ${users}\ninclude ${include}\n`);
  writeFileSync(users, 'user default on >p ~* +@all\n');
  writeFileSync(include, 'maxclients 77\n');
  for (const file of [config, users, include]) own(file, 0o600);
  for (const file of [config, users, include]) {
    chmodSync(file, 0o602);
    const program = startAsOther(context, [config]);
    assert.deepEqual(await program.end(), { code: 1, signal: null }, file);
    assert.match(program.stderr, new RegExp(`chmod o-w ${file}`), file);
    chmodSync(file, 0o600);
  }
  // Readable by others is common and is said.
  chmodSync(users, 0o644);
  const program = startAsOther(context, [config]);
  await program.ready();
  assert.match(program.output, /# WARNING: .*users\.acl has mode 0644 and holds secrets/);
});

test(`${NAME}: files of somebody else are not used`, async (context) => {
  if (OTHER_USER === undefined) {
    context.skip('only root can give a file to somebody else');
    return;
  }
  const { data } = await ownedHome(context);
  chownSync(path.join(data, 'users.acl'), 12_345, 12_345);
  chmodSync(path.join(data, 'users.acl'), 0o600);
  const program = startAsOther(context, ['--data-dir', data, ...(await portWords())]);
  assert.deepEqual(await program.end(), { code: 1, signal: null });
  assert.match(program.stderr, /users\.acl belongs to user 12345/);
  assert.match(program.stderr, new RegExp(`chown ${NOBODY} `));
});

test(`${NAME}: passwords in arguments are warned of`, async (context) => {
  const folder = await workFolder(context);
  const config = path.join(folder, 'redis.conf');
  writeFileSync(config, `port ${await freePort()}\nsave ""\n`, { mode: 0o600 });
  const program = Program.start(context, { args: [config, '--requirepass', 'told-to-everybody'] });
  await program.ready();
  assert.match(program.output, /# WARNING: requirepass was given as an argument/);
  assert.ok(!program.output.includes('told-to-everybody'));
});

/** A data directory that a first start has filled and a stop has left, of a user without rights. */
async function ownedHome(context: TestContext): Promise<{ folder: string; data: string }> {
  const folder = await workFolder(context, OTHER_USER);
  const data = path.join(folder, 'data');
  const first = startAsOther(context, ['--data-dir', data, ...(await portWords())]);
  await first.ready();
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  return { folder, data };
}

function startAsOther(context: TestContext, args: readonly string[]): Program {
  const env = { HOME: '/nonexistent', XDG_DATA_HOME: '/nonexistent' };
  return Program.start(context, {
    args,
    env,
    ...(OTHER_USER === undefined ? {} : { uid: OTHER_USER }),
  });
}

function own(file: string, mode: number): void {
  chmodSync(file, mode);
  if (OTHER_USER !== undefined) chownSync(file, OTHER_USER, OTHER_USER);
}
