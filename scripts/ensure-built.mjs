// Builds dist/ when src/ has changed since the last build. Imports nothing but Node: it runs on a bare clone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** Compiles src/ into dist/ unless the stamp says that this was done with these very files. Returns the errors. */
export function build() {
  const stamp = stampOfSources();
  if (lastStamp() === stamp) return '';
  process.stderr.write('casemate: building dist/ (tsc)\n');
  rmSync(stampFile, { force: true });
  removeOrphans();
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const tsc = spawnSync(process.execPath, [compiler, '-p', `${root}tsconfig.build.json`], {
    cwd: root,
    encoding: 'utf8',
  });
  if (tsc.error) throw tsc.error;
  if (tsc.status === 0) writeFileSync(stampFile, stamp);
  return tsc.status === 0 ? '' : `${tsc.stdout}${tsc.stderr}`;
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

/** What was compiled from a source that is gone would be packed and could still be imported. */
function removeOrphans() {
  if (!existsSync(dist)) return;
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const source = path.replace(/\.d\.ts$|\.js$/, '.ts');
    if (source === path || existsSync(`${root}src/${source}`)) continue;
    rmSync(`${dist}/${path}`);
    // With its record gone the compiler writes everything again.
    rmSync(`${dist}/.tsbuildinfo`, { force: true });
  }
}
