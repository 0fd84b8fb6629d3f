// `npm run bench` on a bare clone: install and build what is missing, then measure the built server.
import { spawnSync } from 'node:child_process';
import { ensureBuilt } from './ensure-built.mjs';
import { root } from './install.mjs';

ensureBuilt();
const { status, error } = spawnSync(
  process.execPath,
  ['--import=tsx', 'bench/main.ts', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (error) throw error;
process.exitCode = status ?? 1;
