import { main } from '../../src/cli/main.ts';

// What bin/casemate does, from the sources: tests need no build.
await main(process.argv.slice(2));
