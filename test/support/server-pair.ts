import type { TestContext } from 'node:test';
import { type CasemateServer, startCasemateServer } from './casemate-server.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** Debian's redis-server and Casemate with the same configuration. */
export interface ServerPair {
  readonly redis: RedisServer;
  readonly casemate: CasemateServer;
}

/** Starts both for one test; undefined when redis-server is missing (the test is then marked as skipped). */
export async function startServerPair(
  context: TestContext,
  configLines: readonly string[] = [],
): Promise<ServerPair | undefined> {
  const redis = await startRedisServer(context, configLines);
  if (redis === undefined) return undefined;
  return { redis, casemate: await startCasemateServer(context, { configLines }) };
}
