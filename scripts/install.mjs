// Runs before anything is installed, so it may import nothing but Node.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where package.json lies, with a slash at the end. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/** Brings the packages that package-lock.json names when they are missing or others. */
export function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('casemate: installing the packages of package-lock.json (npm ci)\n');
  // Standard output belongs to the program that starts afterwards.
  const npm = spawnSync(
    'npm',
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (npm.error) throw npm.error;
  if (npm.status !== 0) process.exit(npm.status ?? 1);
}

function isInstalled() {
  try {
    const wanted = `${root}package-lock.json`;
    const present = `${root}node_modules/.package-lock.json`;
    // Git gives files the time of the checkout, so a newer lock file is often the same one: then its rows decide.
    return statSync(present).mtimeMs >= statSync(wanted).mtimeMs || sameVersions(wanted, present);
  } catch {
    return false;
  }
}

/**
 * @param {string} wanted
 * @param {string} present
 */
function sameVersions(wanted, present) {
  const installed = packagesOf(present);
  return Object.entries(packagesOf(wanted)).every(
    ([path, row]) =>
      path === '' || row.optional === true || installed[path]?.integrity === row.integrity,
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { integrity?: string, optional?: boolean }>}
 */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
