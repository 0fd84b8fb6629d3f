import { REDIS_VERSION } from '../admin/redis-version.ts';

/** What `--version` prints: in redis-server's form, which package managers and scripts read. */
export function versionLine(version: string): string {
  return `Redis server v=${REDIS_VERSION} sha=00000000:0 malloc=slabs bits=64 build=casemate-${version}`;
}
