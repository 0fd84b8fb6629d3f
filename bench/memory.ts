import { feed } from './feed.ts';
import type { Feed } from './loads.ts';
import type { Server } from './processes.ts';
import { call } from './request.ts';
import { type Piece, requestText, sendAll } from './send-all.ts';

const MEMBERS = 1_000_000;
const SMALL_COLLECTIONS = 20_000;

/** Bytes of memory that a server counts for each element. */
export interface MemoryRow {
  readonly what: string;
  readonly redis: number;
  readonly casemate: number;
}

/** What a big collection of each type is made of. */
export const BIG: readonly (readonly [string, Feed])[] = [
  ['list element', { key: 'big', command: 'RPUSH', words: ['element:#'], members: MEMBERS }],
  ['set member', { key: 'big', command: 'SADD', words: ['element:#'], members: MEMBERS }],
  ['hash field', { key: 'big', command: 'HSET', words: ['field:#', 'value:#'], members: MEMBERS }],
  [
    'sorted set member',
    { key: 'big', command: 'ZADD', words: ['#', 'element:#'], members: MEMBERS },
  ],
];

/** Memory per element of big collections, and of a small hash, as `used_memory` grows. */
export async function measureMemory(servers: readonly [Server, Server]): Promise<MemoryRow[]> {
  const rows: MemoryRow[] = [];
  for (const [what, each] of BIG) {
    const [redis, casemate] = await both(servers, (port) => feed(port, each));
    rows.push({ what, redis: redis / MEMBERS, casemate: casemate / MEMBERS });
  }
  const [redis, casemate] = await both(servers, feedSmallHashes);
  rows.push({
    what: 'hash of ten fields',
    redis: redis / SMALL_COLLECTIONS,
    casemate: casemate / SMALL_COLLECTIONS,
  });
  return rows;
}

export function memoryLine({ what, redis, casemate }: MemoryRow): string {
  return `Memory of a ${what}: ${casemate.toFixed(0)} bytes, redis-server ${redis.toFixed(0)}: ratio ${(casemate / redis).toFixed(2)} (goal 1).`;
}

async function both(
  [redis, casemate]: readonly [Server, Server],
  fill: (port: number) => Promise<void>,
): Promise<readonly [number, number]> {
  return [await growth(redis.port, fill), await growth(casemate.port, fill)];
}

async function growth(port: number, fill: (port: number) => Promise<void>): Promise<number> {
  await call(port, 'FLUSHALL');
  const before = await usedBytes(port);
  await fill(port);
  const bytes = (await usedBytes(port)) - before;
  await call(port, 'FLUSHALL');
  return bytes;
}

async function feedSmallHashes(port: number): Promise<void> {
  await sendAll(port, smallHashes());
}

function* smallHashes(): Generator<Piece> {
  for (let i = 0; i < SMALL_COLLECTIONS; i++) {
    const words = Array.from({ length: 10 }, (_, field) => [`field:${field}`, `value:${i}`]).flat();
    yield { text: requestText(['HSET', `hash:${i}`, ...words]), lines: 1 };
  }
}

async function usedBytes(port: number): Promise<number> {
  const info = await call(port, 'INFO', 'memory');
  return Number(/used_memory:(\d+)/.exec(info)?.[1] ?? Number.NaN);
}
