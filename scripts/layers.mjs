// Holds src/ against layers.json. `node scripts/layers.mjs [ROOT]`: another project's root, for the test of this.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from './install.mjs';

const project = resolve(process.argv[2] ?? root);
/** @type {{ folder: string, later?: boolean }[]} */
const rows = JSON.parse(readFileSync(`${root}layers.json`, 'utf8')).folders;
const { said, modules } = cruise();
const problems = [...folderProblems(), ...said];

if (modules === 0) problems.push('no module was read: the tool does not understand these sources');
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${modules} modules, ${problems.length} problems\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** The tool sees imports only, so a file without one could lie anywhere unseen. */
function folderProblems() {
  const listed = new Set(rows.map(({ folder }) => folder));
  return readdirSync(`${project}/src`, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() || !listed.has(entry.name))
    .map(({ name }) => `src/${name} has no row in layers.json`);
}

/** @returns {{ said: string[], modules: number }} */
function cruise() {
  const depcruise = `${root}node_modules/dependency-cruiser/bin/dependency-cruise.mjs`;
  const options = ['--config', `${root}.dependency-cruiser.cjs`, '--output-type', 'json', 'src'];
  const { stdout, stderr, error } = spawnSync(process.execPath, [depcruise, ...options], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  try {
    const { modules, summary } = JSON.parse(stdout);
    const read = modules.filter((/** @type {{ source: string }} */ { source }) =>
      source.startsWith('src/'),
    );
    return { said: summary.violations.map(describe), modules: read.length };
  } catch {
    return { said: [`dependency-cruiser broke: ${stderr}`], modules: 0 };
  }
}

/** @param {{ rule: { name: string }, from: string, to: string, cycle?: { name: string }[] }} violation */
function describe({ rule, from, to, cycle }) {
  return `${rule.name}: ${[from, ...(cycle?.map(({ name }) => name) ?? [to])].join(' -> ')}`;
}
