import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Outcome } from '../ports/failure.ts';
import { NodeDisk } from './node-disk.ts';

const directory = mkdtempSync(join(tmpdir(), 'casemate-disk-'));
chmodSync(directory, 0o755);
after(() => rmSync(directory, { recursive: true }));
const disk = new NodeDisk();
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function value<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.failure.message);
  return outcome.value;
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'ok' : outcome.failure.code;
}

/** Runs a program against the disk in a process that is nobody, and returns what it printed. */
function asNobody(program: string, ...words: string[]): string {
  const source = `import { NodeDisk } from ${JSON.stringify(new URL('./node-disk.ts', import.meta.url).href)};
    const disk = new NodeDisk(); const bytes = (text) => new TextEncoder().encode(text); ${program}`;
  const result = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', source, ...words],
    {
      encoding: 'utf8',
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    },
  );
  assert.equal(result.status, 0, result.stderr);
  return result.stdout.trim();
}

test('a file is written with its mode whatever the umask, and read back with its status', async () => {
  const path = join(directory, 'secret');
  const before = process.umask(0);
  value(await disk.writeFile(path, bytes('one'), { mode: 0o600 }));
  process.umask(0o777);
  value(await disk.writeFile(path, bytes('two'), { mode: 0o640 }));
  process.umask(before);
  const content = value(await disk.readOwnFile(path));
  assert.equal(new TextDecoder().decode(content.bytes), 'two');
  assert.equal(content.status.mode, 0o640);
  assert.equal(content.status.uid, process.getuid?.());
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('a new file replaces the old one in one step: who has the old one open keeps the old bytes', async () => {
  const path = join(directory, 'replaced');
  value(await disk.writeFile(path, bytes('old'), { mode: 0o600 }));
  const inode = statSync(path).ino;
  value(await disk.writeFile(path, bytes('new'), { mode: 0o600 }));
  assert.notEqual(statSync(path).ino, inode);
});

test('an exclusive write never replaces', async () => {
  const path = join(directory, 'once');
  value(await disk.writeFile(path, bytes('first'), { mode: 0o600, exclusive: true }));
  assert.equal(
    codeOf(await disk.writeFile(path, bytes('second'), { mode: 0o600, exclusive: true })),
    'EEXIST',
  );
  assert.equal(readFileSync(path, 'utf8'), 'first');
  assert.deepEqual(
    readdirSync(directory).filter((name) => name.endsWith('.tmp')),
    [],
  );
});

test('a rewrite keeps mode and symbolic link', async () => {
  const path = join(directory, 'redis.conf');
  const link = join(directory, 'link.conf');
  writeFileSync(path, 'a');
  chmodSync(path, 0o604);
  symlinkSync(path, link);
  value(await disk.writeFile(link, bytes('b'), { mode: 0o600, keepOwnerAndMode: true }));
  assert.equal(readFileSync(path, 'utf8'), 'b');
  assert.equal(statSync(path).mode & 0o777, 0o604);
  assert.ok(lstatSync(link).isSymbolicLink());
});

test('a rewrite keeps the owner', {
  skip: isRoot ? false : 'needs root to give files away',
}, async () => {
  const path = join(directory, 'owned.conf');
  writeFileSync(path, 'a');
  chownSync(path, NOBODY, NOBODY);
  value(await disk.writeFile(path, bytes('b'), { mode: 0o600, keepOwnerAndMode: true }));
  assert.deepEqual([statSync(path).uid, statSync(path).gid], [NOBODY, NOBODY]);
});

test('a rewrite works in a directory of somebody else, in place', {
  skip: isRoot ? false : 'needs root to make one',
}, () => {
  const path = join(directory, 'inplace.conf');
  writeFileSync(path, 'a long old text');
  chmodSync(path, 0o666);
  const printed = asNobody(
    "const done = await disk.writeFile(process.argv[1], bytes('new'), { mode: 0o600, keepOwnerAndMode: true }); console.log(done.ok)",
    path,
  );
  assert.equal(printed, 'true');
  assert.equal(readFileSync(path, 'utf8'), 'new');
  assert.deepEqual([statSync(path).uid, statSync(path).mode & 0o777], [0, 0o666]);
});

test('own files are not read through a symbolic link', async () => {
  const link = join(directory, 'secret-link');
  symlinkSync(join(directory, 'secret'), link);
  assert.equal(codeOf(await disk.readOwnFile(link)), 'ELOOP');
  assert.equal((await disk.readFile(link)).ok, true);
});

test('reads have a limit, and what is no file is an error', async () => {
  const path = join(directory, 'big');
  writeFileSync(path, 'x'.repeat(100));
  assert.equal(codeOf(await disk.readFile(path, 99)), 'EFBIG');
  assert.equal(codeOf(await disk.readFile(path, 100)), 'ok');
  assert.equal(codeOf(await disk.readFile(directory)), 'EISDIR');
  const missing = await disk.readFile(join(directory, 'missing'));
  assert.ok(!missing.ok);
  assert.equal(
    missing.failure.message,
    `Can't read ${join(directory, 'missing')}: No such file or directory`,
  );
});

test('a directory is made with its mode, its parents too, and never over something', async () => {
  const path = join(directory, 'a/b/c');
  value(await disk.makeDirectory(path, 0o700));
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.equal(codeOf(await disk.makeDirectory(path, 0o700)), 'EEXIST');
  assert.deepEqual(value(await disk.list(join(directory, 'a'))), ['b']);
});

test('what permissions forbid is a value with the system’s code', {
  skip: isRoot ? false : 'needs root to make them',
}, () => {
  const closed = join(directory, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  writeFileSync(join(closed, 'file'), 'x');
  const program = `const path = process.argv[1];
    const all = [await disk.readFile(path + '/file'), await disk.writeFile(path + '/new', bytes('x'), { mode: 0o600 }), await disk.list(path), await disk.chmod(path, 0o777), await disk.makeDirectory(path + '/d', 0o700), await disk.lockDirectory(path)];
    console.log(all.map((outcome) => outcome.ok ? 'ok' : outcome.failure.code).join());`;
  assert.equal(asNobody(program, closed), 'EACCES,EACCES,EACCES,EPERM,EACCES,EACCES');
});

test('an appended file follows its path when it is reopened', () => {
  const path = join(directory, 'server.log');
  const file = value(disk.openAppend(path, 0o640));
  file.append('one\n');
  renameSync(path, `${path}.1`);
  file.append('two\n');
  value(file.reopen());
  file.append('three\n');
  file.close();
  assert.equal(readFileSync(`${path}.1`, 'utf8'), 'one\ntwo\n');
  assert.equal(readFileSync(path, 'utf8'), 'three\n');
  assert.equal(codeOf(disk.openAppend(join(directory, 'no/such.log'), 0o600)), 'ENOENT');
});
