import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Server } from './processes.ts';
import { call } from './request.ts';

const run = promisify(execFile);

/** Percentiles of how late the event loop was, milliseconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Loads the server, on request beside a running snapshot, and reads what its probe saw meanwhile. */
export async function loopDelay(
  server: Server,
  file: string,
  during: 'load' | 'load and snapshot',
): Promise<LoopDelay> {
  await probeLoop(server, file);
  const snapshot = during === 'load' ? undefined : call(server.port, 'DEBUG', 'SNAPSHOT-WALK');
  await run('redis-benchmark', [
    '-p',
    String(server.port),
    '-q',
    '-t',
    'set,get',
    '-P',
    '16',
    '-n',
    '1000000',
    '-r',
    '5000000',
    '-d',
    '32',
  ]);
  await snapshot;
  return await probeLoop(server, file);
}

/** What the loop's probe has seen since it was last asked. */
export async function probeLoop(server: Server, file: string): Promise<LoopDelay> {
  rmSync(file, { force: true });
  process.kill(server.pid, 'SIGUSR2');
  while (!existsSync(file) || readFileSync(file, 'utf8') === '')
    await new Promise((resolve) => setTimeout(resolve, 10));
  return JSON.parse(readFileSync(file, 'utf8')) as LoopDelay;
}
