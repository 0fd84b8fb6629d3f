// Preloaded by scripts/test.mjs: properties are tried with the same cases each time, so that a commit that has passed
// passes again. A file that is run by itself draws new cases, and so does any run with RUNS or CASEMATE_RANDOM_RUNS.
import { readFileSync } from 'node:fs';

const SEED = 20_261_121;
const { RUNS, CASEMATE_RANDOM_RUNS } = process.env;
const [, file = ''] = process.argv;

if (RUNS === undefined && CASEMATE_RANDOM_RUNS === undefined && file.endsWith('.test.ts')) {
  // It takes a tenth of a second to load, and four files of five have no use for it.
  if (readFileSync(file, 'utf8').includes("'fast-check'")) {
    const { configureGlobal } = await import('fast-check');
    configureGlobal({ seed: SEED });
  }
}
