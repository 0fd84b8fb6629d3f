// node scripts/with-node.mjs MAJOR [WORD…]: runs `node WORD…` (npm test's script when left out) under another major of
// Node. The binary comes from the npm registry into a folder of its own; nothing of the project's is installed anew.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { root } from './install.mjs';

const [major, ...words] = process.argv.slice(2);
if (major === undefined || !/^\d+$/.test(major)) {
  process.stderr.write('usage: node scripts/with-node.mjs MAJOR [WORD...]\n');
  process.exit(2);
}
const scratch = `${root}.cache/node-${major}`;
const folder = `${scratch}/node_modules/node-linux-${process.arch}/bin`;
if (!existsSync(`${folder}/node`)) fetchNode();
run(`${folder}/node`, words.length > 0 ? words : ['scripts/test.mjs']);

function fetchNode() {
  mkdirSync(scratch, { recursive: true });
  writeFileSync(`${scratch}/package.json`, '{ "private": true }\n');
  run('npm', [
    'install',
    '--prefix',
    scratch,
    '--no-audit',
    '--no-fund',
    `node-linux-${process.arch}@${major}`,
  ]);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  // First in PATH too, so that what the tests start is the same Node.
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
