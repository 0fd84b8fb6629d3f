import { readFileSync } from 'node:fs';
import { nodeWorld } from '../platform/node-world.ts';
import { serve } from '../server/serve.ts';
import { versionLine } from '../server/version-line.ts';
import { runCli } from './client/cli-command.ts';
import { HELP } from './help.ts';

/** The program, as `bin/casemate` and `npm start` call it. Ends with the exit code set. */
export async function main(words: readonly string[]): Promise<void> {
  process.exitCode = await run(words);
}

/** A subcommand, or the server, whose arguments are redis-server's. */
async function run(words: readonly string[]): Promise<number> {
  const [first, ...rest] = words;
  if (first === 'cli') return await runCli(rest);
  if (first === '--version' || first === '-v') return print(`${versionLine(packageVersion())}\n`);
  if (first === '--help' || first === '-h' || first === 'help') return print(HELP);
  return await serve(nodeWorld(packageVersion()), first === 'serve' ? rest : words);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  const version =
    typeof parsed === 'object' && parsed !== null && 'version' in parsed
      ? parsed.version
      : undefined;
  return typeof version === 'string' ? version : '0.0.0';
}
