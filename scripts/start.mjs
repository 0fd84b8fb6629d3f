// `npm start` on a bare clone: install and build what is missing, then become the server, in this very process,
// so that its pid, its signals and its standard streams are those that npm and supervisors hold. (`exec` in package.json
// takes the shell away that npm puts between: it would keep a SIGTERM for itself.)
import { ensureBuilt } from './ensure-built.mjs';

ensureBuilt();
const { main } = await import(new URL('../dist/main.js', import.meta.url).href);
await main(process.argv.slice(2));
