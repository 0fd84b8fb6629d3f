import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';

/** A project of our shape with a program that says who it is. */
const project = mkdtempSync(join(tmpdir(), 'casemate-start-'));

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(project, file), `${lines.join('\n')}\n`);
}

function start(...words: string[]): {
  status: number | null;
  pid: number;
  out: string;
  err: string;
} {
  const options = { cwd: '/', encoding: 'utf8' } as const;
  const script = join(project, 'scripts/start.mjs');
  const { status, pid, stdout, stderr } = spawnSync(process.execPath, [script, ...words], options);
  return { status, pid, out: stdout, err: stderr };
}

for (const folder of ['src/cli', 'src/base', 'src/server']) {
  mkdirSync(join(project, folder), { recursive: true });
}
for (const folder of ['scripts', 'bin']) {
  cpSync(folder, join(project, folder), { recursive: true });
}
for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) {
  copyFileSync(file, join(project, file));
}
symlinkSync(resolve('node_modules'), join(project, 'node_modules'));
write('src/base/word.ts', ["export const word = 'first';"]);
write('src/cli/main.ts', [
  "import { word } from '../base/word.ts';",
  'export async function main(args: readonly string[]): Promise<void> {',
  '  await Promise.resolve();',
  "  process.stdout.write([process.pid, word, ...args].join(' '));",
  '}',
]);
// A second entry that shares a module, so that the bundle has a chunk whose name changes with its contents.
const LIBRARY = ["export { word } from '../base/word.ts';"];
write('src/server/library.ts', LIBRARY);

function built(): string[] {
  return readdirSync(join(project, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(js|ts)$/.test(file))
    .sort();
}

after(() => {
  rmSync(project, { recursive: true });
});

describe('npm start', () => {
  test('builds, then becomes the program in its own process and hands the words over', () => {
    const { pid, out, err } = start('--port', '7000');
    assert.equal(out, `${pid} first --port 7000`);
    assert.match(err, /building/);
    assert.doesNotMatch(err, /npm ci/);
  });

  test('bundles the program and the library over what they share, and writes their types', () => {
    const [chunk = '', ...others] = built();
    assert.match(chunk, /^chunk-\w+\.js$/);
    // Of the program, which nobody imports, no types are kept.
    const types = ['base/word', 'server/library'].map((file) => `types/${file}.d.ts`);
    assert.deepEqual(others, ['library.js', 'main.js', ...types]);
  });

  test('builds nothing when nothing has changed', () => {
    const { pid, out, err } = start();
    assert.equal(out, `${pid} first`);
    assert.equal(err, '');
  });

  test('leaves a program behind that bin/casemate becomes in its own process', () => {
    const { pid, stdout } = spawnSync(join(project, 'bin/casemate'), ['a', 'b'], {
      encoding: 'utf8',
    });
    assert.equal(stdout, `${pid} first a b`);
  });

  test('builds again when a source has changed, and drops what has no source any more', () => {
    const before = built();
    write('src/base/word.ts', ["export const word = 'second time';"]);
    write('src/base/gone.ts', ['export const gone = 1;']);
    write('src/server/library.ts', [...LIBRARY, "export { gone } from '../base/gone.ts';"]);
    assert.match(start().out, / second time$/);
    const withGone = built();
    assert.ok(withGone.includes('types/base/gone.d.ts'));
    assert.notEqual(withGone[0], before[0]);
    rmSync(join(project, 'src/base/gone.ts'));
    write('src/server/library.ts', LIBRARY);
    assert.match(start().out, / second time$/);
    assert.deepEqual(
      built(),
      withGone.filter((file) => file !== 'types/base/gone.d.ts'),
    );
  });

  test('says what is wrong with a source and starts nothing', () => {
    write('src/base/word.ts', ["export const word: number = 'third';"]);
    for (const { status, out, err } of [start(), start()]) {
      assert.equal(status, 1);
      assert.equal(out, '');
      assert.match(err, /src\/base\/word\.ts\(1,14\): error TS2322/);
    }
  });
});
