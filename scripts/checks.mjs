// The static checks of `npm run ok`: two at a time (the machine for it has two cores), silent while they pass.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { root } from './install.mjs';

const bin = `${root}node_modules/.bin`;
const LINT_CACHE = '.cache/eslint';

/** @type {[name: string, command: string, ...args: string[]][]} slowest first */
const CHECKS = [
  [
    'lint',
    `${bin}/eslint`,
    '.',
    '--cache',
    '--cache-location',
    LINT_CACHE,
    '--cache-strategy',
    'content',
  ],
  ['types', `${bin}/tsc`, '--noEmit'],
  ['dead code', `${bin}/knip`],
  ['layers', process.execPath, 'scripts/layers.mjs'],
  ['format', `${bin}/biome`, 'check', '.'],
];

/** Runs them all, prints what they say when they fail, and counts. */
export async function runChecks() {
  const waiting = [...CHECKS];
  const counts = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      counts[(await runCheck(next)) ? 'passed' : 'failed']++;
    }
  };
  await Promise.all([worker(), worker()]);
  return counts;
}

/** @param {[name: string, command: string, ...args: string[]]} check */
async function runCheck([name, command, ...args]) {
  const startedMs = Date.now();
  let { status, said } = await runProgram(command, args);
  if (name === 'lint' && status !== 0) {
    // Rules that know types judge a file by what it imports, but the cache keeps its findings until the file itself changes.
    rmSync(`${root}${LINT_CACHE}`, { force: true });
    ({ status, said } = await runProgram(command, args));
  }
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(status === 0 ? `ok  ${name}  ${seconds} s\n` : `FAILED ${name}\n${said}\n`);
  return status === 0;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ status: number | null, said: string }>}
 */
async function runProgram(command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (part) => (said += part));
  child.stderr.on('data', (part) => (said += part));
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { status, said };
}
