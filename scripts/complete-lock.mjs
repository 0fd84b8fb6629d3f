// Run after a dependency was added or raised. A registry mirror that lacks the binaries of other platforms makes npm
// leave them out of package-lock.json, and then `npm ci` refuses the file. This adds their rows, without a hash, which
// only those platforms would use; npm fills the hashes in where it can see the packages.
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';

const OS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** @typedef {{ version: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string> }} LockRow */
/** @type {{ packages: Record<string, LockRow> }} */
const lock = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8'));
let added = 0;
for (const { dev, optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    if (path in lock.packages) continue;
    lock.packages[path] = { version, ...platformOf(name), ...(dev && { dev }), optional: true };
    added++;
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(`${root}package-lock.json`, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} rows added to package-lock.json\n`);

/**
 * Binary packages are named for their platform, as in `cli-linux-x64-musl`.
 *
 * @param {string} name
 * @returns {{ os: string[], cpu: string[], libc?: string[] }}
 */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = OS.filter((word) => words.includes(word));
  const cpu = CPU.filter(
    (word) => words.includes(word) || (word === 'arm' && words.at(-1)?.startsWith('arm')),
  );
  if (os.length !== 1) throw new Error(`${name} does not say its platform`);
  const libc = words.includes('musl') || words.includes('musleabihf') ? { libc: ['musl'] } : {};
  return { os, cpu: cpu.slice(-1), ...libc };
}
