import path from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ChildServer } from './child-server.ts';
import { freePort } from './free-port.ts';
import { RespClient, type RespClientOptions } from './resp-client.ts';

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The program's entry, and how Node runs it without a build. */
const ENTRY = path.join(REPOSITORY, 'test/support/run-casemate.ts');
const TSX = ['--import', 'tsx'];
/** What users start. The test runner has just built it from these sources. */
const PROGRAM = path.join(REPOSITORY, 'bin/casemate');

export interface CasemateServer {
  readonly port: number;
  /** The temporary folder: working directory, config and data. */
  readonly folder: string;
  readonly process: ChildServer;
  connect(options?: RespClientOptions): Promise<RespClient>;
  stop(signal?: NodeJS.Signals): Promise<number>;
}

export interface CasemateServerOptions {
  /** Lines of the config file: the drop-in mode. Without them the server starts in its secure mode. */
  readonly configLines?: readonly string[];
  /** Arguments after the config file, as `--maxclients 5`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The arguments for Node that run Casemate: as it was built for this run, or from its sources. */
export function casemateArguments(...args: readonly string[]): string[] {
  return process.env['CASEMATE_BUILT'] === '1' ? [PROGRAM, ...args] : [...TSX, ENTRY, ...args];
}

/** Starts Casemate as a process of its own on a free loopback port and stops it with the test. */
export async function startCasemateServer(
  context: TestContext,
  options: CasemateServerOptions = {},
): Promise<CasemateServer> {
  const port = await freePort();
  const { configLines, args = [] } = options;
  const portArguments = ['--port', String(port)];
  const config = ['bind 127.0.0.1', 'enable-debug-command yes', ...(configLines ?? [])];
  const server = await ChildServer.start({
    program: process.execPath,
    args: (folder) => {
      const mode =
        configLines === undefined
          ? ['--data-dir', path.join(folder, 'data')]
          : [path.join(folder, 'casemate.conf')];
      return casemateArguments(...mode, ...portArguments, ...args);
    },
    files: configLines === undefined ? {} : { 'casemate.conf': `${config.join('\n')}\n` },
    readyWhen: /Ready to accept connections/,
    cwd: REPOSITORY,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const clients: RespClient[] = [];
  const stop = async (signal?: NodeJS.Signals): Promise<number> => {
    await Promise.all(clients.map((client) => client.close()));
    return server.stop(signal);
  };
  context.after(() => stop());
  return {
    port,
    folder: server.folder,
    process: server,
    connect: async (clientOptions = {}) => {
      const client = await RespClient.connect({ port, ...clientOptions });
      clients.push(client);
      return client;
    },
    stop,
  };
}
