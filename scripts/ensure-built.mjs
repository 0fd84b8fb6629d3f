// Builds dist/ when src/ has changed since the last build. Imports nothing but Node: it runs on a bare clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { restoreConstants } from './constant-bindings.mjs';
import { ensureInstalled, root } from './install.mjs';

const dist = `${root}dist`;
const stampFile = `${dist}/.stamp`;

/** Installs and compiles what is missing or has changed; ends the process when that fails. */
export function ensureBuilt() {
  ensureInstalled();
  const errors = build();
  if (errors === '') return;
  process.stderr.write(`${errors}casemate: the build failed\n`);
  process.exit(1);
}

/**
 * Makes dist/ from src/ unless the stamp says that this was done with these very files. Returns the errors. The types
 * come from tsc, which also checks; the program is bundled, because loading 400 modules takes 120 ms of every start.
 */
export function build() {
  const stamp = stampOfSources();
  if (lastStamp() === stamp) return '';
  process.stderr.write('casemate: building dist/\n');
  rmSync(dist, { recursive: true, force: true });
  const errors =
    run('typescript/bin/tsc', ['-p', `${root}tsconfig.build.json`]) +
    run('esbuild/bin/esbuild', BUNDLE);
  if (errors !== '') return errors;
  keepPublicTypes();
  for (const file of readdirSync(dist))
    if (file.endsWith('.js')) restoreConstants(`${dist}/${file}`);
  writeFileSync(stampFile, stamp);
  return '';
}

/** tsc declares every module; a user of the library needs those that its declarations lead to: ten of 600. */
function keepPublicTypes() {
  const types = `${dist}/types/`;
  const reached = new Set(['server/library.d.ts']);
  for (const file of reached) {
    const imports = readFileSync(types + file, 'utf8').matchAll(
      /(?:from |import\()["'](\.[^"']+)\.ts["']/g,
    );
    for (const [, path = ''] of imports)
      reached.add(posix.join(posix.dirname(file), `${path}.d.ts`));
  }
  for (const path of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    const file = path.replaceAll('\\', '/');
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(types + file);
  }
}

/** Packages stay outside, so that their updates and their licences stay their own. */
const BUNDLE = [
  'main=src/cli/main.ts',
  'library=src/server/library.ts',
  '--bundle',
  '--splitting',
  '--chunk-names=chunk-[hash]',
  '--packages=external',
  '--platform=node',
  '--format=esm',
  '--target=node20',
  '--outdir=dist',
  '--log-level=warning',
];

/**
 * Runs a program of a package; gives what it said when it failed.
 * @param {string} program
 * @param {readonly string[]} words
 */
function run(program, words) {
  const file = `${root}node_modules/${program}`;
  const isScript = readFileSync(file).subarray(0, 2).toString() === '#!';
  const [command, ...rest] = isScript ? [process.execPath, file, ...words] : [file, ...words];
  const ended = spawnSync(command, rest, { cwd: root, encoding: 'utf8' });
  if (ended.error) throw ended.error;
  return ended.status === 0 ? '' : `${ended.stdout}${ended.stderr}`;
}

/** Times and sizes instead of contents: a start must not read every source. */
function stampOfSources() {
  const hash = createHash('sha256');
  const files = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', ...sources()];
  for (const file of files.sort()) {
    const { mtimeMs, size } = statSync(root + file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function sources() {
  return readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
}

function lastStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return undefined;
  }
}
