import { existsSync, readFileSync } from 'node:fs';
import { nodeWorld } from '../platform/node-world.ts';
import { serve } from '../server/serve.ts';
import { versionLine } from '../server/version-line.ts';
import { HELP } from './help.ts';

/** The program, as `bin/casemate` and `npm start` call it. Ends with the exit code set. */
export async function main(words: readonly string[]): Promise<void> {
  process.exitCode = await run(words);
}

/** A subcommand, or the server, whose arguments are redis-server's. A server that starts doesn't load the others. */
async function run(words: readonly string[]): Promise<number> {
  const [first, ...rest] = words;
  if (first === 'acl') return await (await import('./acl/acl-command.ts')).runAcl(rest);
  if (first === 'certs') return await (await import('./certs/certs-command.ts')).runCerts(rest);
  if (first === 'cli')
    return await (await import('./client/cli-command.ts')).runCli(rest, packageVersion());
  if (first === '--version' || first === '-v') return print(`${versionLine(packageVersion())}\n`);
  if (first === '--help' || first === '-h' || first === 'help') return print(HELP);
  return await serve(nodeWorld(packageVersion()), first === 'serve' ? rest : words);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** From package.json, which is one folder above the bundle and two above the sources. */
function packageVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const file = new URL(path, import.meta.url);
    if (!existsSync(file)) continue;
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'version' in parsed)
      return String(parsed.version);
  }
  return '0.0.0';
}
