import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { lastly } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { Program, type ProgramOptions, workFolder } from './program.ts';
import { RespClient } from './resp-client.ts';

/** Casemate in the place of redis-server: started with a configuration file, ready or not. */
export interface DropIn {
  readonly program: Program;
  readonly folder: string;
  readonly config: string;
  readonly port: number;
  readonly client: () => Promise<RespClient>;
}

/** A redis.conf with these lines, in a folder that is its `dir`. */
export async function startDropIn(
  context: TestContext,
  lines: readonly string[] = [],
  options: Partial<ProgramOptions> = {},
): Promise<DropIn> {
  const folder = await workFolder(context);
  const port = await freePort();
  const config = path.join(folder, 'redis.conf');
  const text = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, 'save ""', ...lines, ''];
  writeFileSync(config, text.join('\n'), { mode: 0o600 });
  const program = Program.start(context, { args: [config], ...options });
  return { program, folder, config, port, client: () => connectTo(context, port) };
}

/** A connection that ends with the test. */
export async function connectTo(context: TestContext, port: number): Promise<RespClient> {
  const client = await RespClient.connect({ port });
  lastly(context, () => client.close());
  return client;
}
