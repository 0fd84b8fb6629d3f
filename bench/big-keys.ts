import { feed } from './feed.ts';
import type { Feed } from './loads.ts';
import { type LoopDelay, probeLoop } from './loop-delay.ts';
import { BIG } from './memory.ts';
import type { Server } from './processes.ts';
import { call } from './request.ts';

/** Clients that ask for something small all the while, one request at a time each. */
const OTHERS = 4;
const POLL_MS = 20;

/** How late a server's event loop was at most while something was done to a big key, milliseconds. */
export interface BigKeyRow {
  readonly type: string;
  readonly members: number;
  readonly longestMs: Readonly<Record<string, number>>;
}

/** What is done to `big`, and whether it is still there then. */
interface Act {
  readonly name: string;
  readonly leaves: 'key' | 'nothing';
  run(port: number, collection: Feed): Promise<void>;
}

const ACTS: readonly Act[] = [
  { name: 'nothing', leaves: 'key', run: async () => await pause(1000) },
  {
    name: 'a snapshot under writes to it',
    leaves: 'key',
    async run(port, { key, command, words }) {
      const state = { isOver: false };
      const walk = call(port, 'DEBUG', 'SNAPSHOT-WALK').then(() => {
        state.isOver = true;
      });
      for (let i = 0; !state.isOver; i = (i + 7919) % 1_000_000)
        await call(port, command, key, ...words.map((word) => word.replace('#', String(i))));
      await walk;
    },
  },
  { name: 'RENAME', leaves: 'key', run: sends('RENAME big other', 'RENAME other big') },
  { name: 'DEL', leaves: 'nothing', run: sends('DEL big') },
  { name: 'UNLINK', leaves: 'nothing', run: sends('UNLINK big') },
  { name: 'expiry', leaves: 'nothing', run: sends('PEXPIRE big 1') },
  { name: 'RENAME over it', leaves: 'nothing', run: sends('SET x y', 'RENAME x big') },
  { name: 'FLUSHALL', leaves: 'nothing', run: sends('FLUSHALL') },
];

/** Does what stops redis-server, or would, to a big key of each type while others ask for little. */
export async function measureBigKeys(
  server: Server,
  file: string,
  members: number,
): Promise<BigKeyRow[]> {
  const rows: BigKeyRow[] = [];
  for (const [type, kind] of BIG) {
    const collection = { ...kind, members };
    const longestMs: Record<string, number> = {};
    let isThere = false;
    for (const act of ACTS) {
      if (!isThere) await feed(server.port, collection);
      isThere = act.leaves === 'key';
      longestMs[act.name] = (
        await during(server, file, () => act.run(server.port, collection))
      ).max;
    }
    rows.push({ type, members, longestMs });
  }
  return rows;
}

export function bigKeyLine({ type, members, longestMs }: BigKeyRow): string {
  const parts = Object.entries(longestMs).map(([name, ms]) => `${name} ${ms.toFixed(1)}`);
  return `Longest delay of the event loop, ms, with ${members} ${type}s in a key (goal 10): ${parts.join(', ')}.`;
}

async function during(server: Server, file: string, run: () => Promise<void>): Promise<LoopDelay> {
  let isOver = false;
  const others = Array.from({ length: OTHERS }, async (_, i) => {
    while (!isOver) {
      await call(server.port, 'SET', `other:${i}`, 'value');
      await call(server.port, 'GET', `other:${i}`);
    }
  });
  await probeLoop(server, file);
  await run();
  await settled(server.port);
  const delay = await probeLoop(server, file);
  isOver = true;
  await Promise.all(others);
  return delay;
}

/** Waits until nothing is left to be freed. */
async function settled(port: number): Promise<void> {
  for (;;) {
    await pause(POLL_MS);
    const info = await call(port, 'INFO', 'memory');
    if (info.includes('lazyfree_pending_objects:0\r')) return;
  }
}

function sends(...lines: readonly string[]): (port: number) => Promise<void> {
  return async (port) => {
    for (const line of lines) await call(port, ...line.split(' '));
  };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
