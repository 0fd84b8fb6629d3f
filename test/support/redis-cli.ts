import { spawn } from 'node:child_process';
import { once } from 'node:events';

const TIMEOUT_MS = 60_000;

/** How redis-cli is run. */
export interface RedisCliOptions {
  /** Lines as somebody types them at its prompt. */
  readonly typed?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs Debian's redis-cli (it comes with redis-server) and gives the lines that it printed, errors among them. */
export async function redisCli(
  words: readonly (string | number)[],
  { typed, env = {} }: RedisCliOptions = {},
): Promise<string[]> {
  const child = spawn('redis-cli', words.map(String), {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (printed += part.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end((typed ?? []).map((line) => `${line}\n`).join(''));
  await once(child, 'close');
  return printed.split('\n').filter((line) => line !== '');
}
