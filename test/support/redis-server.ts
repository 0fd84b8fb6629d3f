import { existsSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { ChildServer } from './child-server.ts';
import { freePort } from './free-port.ts';
import { needsPeer } from './peer.ts';
import { RespClient, type RespClientOptions } from './resp-client.ts';

/** A running redis-server of the system. */
export interface RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  connect(options?: RespClientOptions): Promise<RespClient>;
  stop(): Promise<void>;
}

/**
 * Starts Debian's redis-server on a free loopback port, without files, and stops it with the test.
 * Undefined when it is not installed (the test is then marked as skipped).
 */
export async function startRedisServer(
  context: TestContext,
  configLines: readonly string[] = [],
): Promise<RedisServer | undefined> {
  const program = needsPeer(context, 'redis-server', 'apt-get install redis-server');
  return program === undefined ? undefined : startProgram(context, program, configLines);
}

/**
 * Starts the Valkey that `suite/setup-peers` builds: it shows what Redis 7.2 does differently from Debian's 7.0.
 * Where it isn't built, the test is skipped aloud, in CI too.
 */
export async function startValkeyServer(
  context: TestContext,
  configLines: readonly string[] = [],
): Promise<RedisServer | undefined> {
  const peers = process.env['PEERS'] ?? '/opt/peers';
  const program = `${peers}/valkey-io+valkey/src/valkey-server`;
  if (existsSync(program)) return startProgram(context, program, configLines);
  const reason = `${program} is not built; to run this test: suite/setup-peers GIT_DIR ${peers}`;
  context.skip(reason);
  process.stderr.write(`SKIPPED: ${context.name}: ${reason}\n`);
  return undefined;
}

async function startProgram(
  context: TestContext,
  program: string,
  configLines: readonly string[],
): Promise<RedisServer> {
  const port = await freePort();
  const lines = [
    `port ${String(port)}`,
    'bind 127.0.0.1',
    'save ""',
    'daemonize no',
    'enable-debug-command yes',
  ];
  const server = await ChildServer.start({
    program,
    args: (folder) => [`${folder}/redis.conf`],
    files: { 'redis.conf': `${[...lines, ...configLines].join('\n')}\n` },
    readyWhen: /Ready to accept connections/,
  });
  const clients: RespClient[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.close()));
    await server.stop();
  };
  context.after(stop);
  return {
    port,
    folder: server.folder,
    pid: server.child.pid ?? -1,
    connect: async (options = {}) => {
      const client = await RespClient.connect({ port, ...options });
      clients.push(client);
      return client;
    },
    stop,
  };
}
